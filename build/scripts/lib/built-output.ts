import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './project-root.ts';
import { say } from './say.ts';

const SOURCES = ['contract', 'db', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json'];
const OUTPUTS = ['out/main/main.js', 'out/main/core.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Builds the three bundles when they are missing or older than what they are made of. */
export async function ensureBuilt(root = PROJECT_ROOT): Promise<void> {
  if (await isFresh(root)) return;
  say('HalloWerk wordt gebouwd (eenmalig na een wijziging) …');
  await build(root);
}

async function isFresh(root: string): Promise<boolean> {
  const outputs = await Promise.all(OUTPUTS.map((file) => modifiedAt(path.join(root, file))));
  const oldest = Math.min(...outputs.map((time) => time ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(oldest)) return false;
  const sources = await Promise.all(SOURCES.map((source) => newestIn(path.join(root, source))));
  return Math.max(...sources) <= oldest;
}

async function modifiedAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return null;
    throw error;
  }
}

/** Newest change below `entry`, tests and documentation left out. */
async function newestIn(entry: string): Promise<number> {
  const info = await stat(entry);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = (await readdir(entry)).filter((name) => name !== 'node_modules' && !/\.(test\.ts|md)$/.test(name));
  const times = await Promise.all(names.map((name) => newestIn(path.join(entry, name))));
  return Math.max(0, ...times);
}

async function build(root: string): Promise<void> {
  const script = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  try {
    await promisify(execFile)(process.execPath, [script, 'build'], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const output =
      error instanceof Error ? `${Reflect.get(error, 'stdout') ?? ''}${Reflect.get(error, 'stderr') ?? ''}` : '';
    throw new Error(`Bouwen is mislukt.\n${output.trim()}`, { cause: error });
  }
}
