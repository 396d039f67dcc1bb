import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes when the test has ended. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'hallowerk-shell-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** An application folder with a small built renderer in it, and a secret file just outside. Gives the folder. */
export function builtApplication(): string {
  const root = temporaryFolder();
  const renderer = path.join(root, 'out', 'renderer');
  mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  writeFileSync(
    path.join(renderer, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  );
  writeFileSync(path.join(renderer, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(path.join(renderer, 'assets', 'index-1a2b.js.map'), '{}');
  writeFileSync(path.join(renderer, 'assets', 'een spatie.css'), 'p { color: red }');
  writeFileSync(path.join(root, 'out', 'secret.json'), '{"secret":true}');
  return root;
}
