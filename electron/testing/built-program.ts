import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUILT = ['main/main.js', 'main/core.js', 'preload/preload.cjs', 'renderer/index.html'];
const SOURCES = ['contract', 'db', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json'];

/** What the built program did in plain Node, as `run-built.ts` saw it. */
export interface BuiltRun {
  readonly windows: number;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly status: number;
  readonly policy: string;
  /** Every file beside the page, as the window would get it. */
  readonly assets: readonly { readonly url: string; readonly status: number; readonly type: string }[];
  readonly outside: number;
  readonly core: string;
  readonly ports: number;
  /** Questions of core that the shell's platform answered without an error. */
  readonly platformAnswers: number;
  readonly exitCode: number | null;
}

/** Builds main, preload and renderer when a bundle is missing or older than what it is made of. */
export function ensureBuilt(): void {
  const built = BUILT.map((file) => path.join(ROOT, 'out', file));
  const newestSource = Math.max(...SOURCES.map((name) => newest(path.join(ROOT, name))));
  if (built.every((file) => existsSync(file) && statSync(file).mtimeMs >= newestSource)) return;
  execFileSync(process.execPath, [path.join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: ROOT,
    stdio: 'pipe',
  });
}

/** Runs `out/main/main.js` in a Node of its own, with the fake in Electron's place. `ready` is its own line on stdout. */
export async function runBuilt(profile: string): Promise<{ ready: unknown; run: BuiltRun }> {
  const script = path.join(import.meta.dirname, 'run-built.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ROOT, profile], { timeout: 60_000 });
  const [ready, run, ...more] = stdout.trim().split('\n');
  if (!ready || !run || more.length > 0) throw new Error(`Two lines were expected on stdout, not: ${stdout}`);
  return { ready: JSON.parse(ready) as unknown, run: JSON.parse(run) as BuiltRun };
}

function newest(entry: string): number {
  const info = statSync(entry);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = readdirSync(entry).filter((name) => name !== 'node_modules' && !name.endsWith('.test.ts'));
  return Math.max(0, ...names.map((name) => newest(path.join(entry, name))));
}
