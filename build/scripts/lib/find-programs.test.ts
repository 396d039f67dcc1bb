import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { findElectron } from './find-electron.ts';

describe('programs on this machine', () => {
  let root: string;
  const put = (...parts: string[]): string => {
    const file = path.join(root, ...parts);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  };
  beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-find-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('Electron is there only when its binary is, not when just its package is', () => {
    put('node_modules', 'electron', 'package.json');
    expect(findElectron(root, {})).toBeNull();
    writeFileSync(path.join(root, 'node_modules', 'electron', 'path.txt'), 'electron-binary');
    expect(findElectron(root, {})).toBeNull();
    const binary = put('node_modules', 'electron', 'dist', 'electron-binary');
    expect(findElectron(root, {})).toBe(binary);
  });

  it('Electron elsewhere is found through its own variable', () => {
    writeFileSync(path.join(root, 'unused'), '');
    put('node_modules', 'electron', 'path.txt');
    writeFileSync(path.join(root, 'node_modules', 'electron', 'path.txt'), 'el');
    const binary = put('elsewhere', 'el');
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'elsewhere') })).toBe(binary);
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'nowhere') })).toBeNull();
  });

  it('a browser on PATH comes before one in the usual places', () => {
    const chrome = put('bin', 'google-chrome');
    expect(findBrowser('linux', { PATH: path.join(root, 'bin') })).toBe(chrome);
    const chromium = put('other', 'chromium');
    expect(findBrowser('linux', { PATH: `${path.join(root, 'bin')}:${path.join(root, 'other')}` })).toBe(chromium);
  });

  it('a browser of a Mac user is found in his own applications', () => {
    const edge = put('Applications', 'Microsoft Edge.app', 'Contents', 'MacOS', 'Microsoft Edge');
    expect(findBrowser('darwin', { PATH: '', HOME: root })).toBe(edge);
  });
});
