import * as fs from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomFillSync } from 'node:crypto';

/** The synchronous calls that must be durable in a certain order; tests put failing ones in their place. */
export type FileSystem = Pick<
  typeof fs,
  'openSync' | 'writeSync' | 'fsyncSync' | 'ftruncateSync' | 'closeSync' | 'renameSync' | 'rmSync' | 'statfsSync'
>;

export const FILE_SYSTEM: FileSystem = fs;

/** Makes the names of a folder durable: a file that was synced can still be missing from it after a power cut. */
export function syncFolder(folder: string): void {
  // Windows does not open folders, and its file systems journal names.
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** 0 for a file that does not exist. */
export async function fileSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/**
 * Moves a database with its companions (or any other file) out of the way as `<name>.damaged-<n>`, and gives that name.
 * What is moved is still encrypted.
 */
export async function setAside(file: string): Promise<string> {
  let n = 1;
  while (await anyExists(`${file}.damaged-${n}`)) n += 1;
  const aside = `${file}.damaged-${n}`;
  for (const suffix of COMPANIONS) await renameIfThere(file + suffix, aside + suffix);
  syncFolder(dirname(file));
  return aside;
}

async function anyExists(file: string): Promise<boolean> {
  for (const suffix of COMPANIONS) {
    try {
      await stat(file + suffix);
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return false;
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Files of `names` in the folder that were set aside. */
export function listAside(folder: string, names: readonly string[]): string[] {
  return fs
    .readdirSync(folder)
    .filter((entry) => names.some((name) => entry.startsWith(`${name}.damaged-`)))
    .map((entry) => join(folder, entry));
}

const CHUNK = 1024 * 1024;

/** Overwrites and deletes. On a medium that spreads its writes the old blocks may stay: they are encrypted. */
export async function shred(file: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r+');
    const { size } = await handle.stat();
    const noise = Buffer.allocUnsafe(Math.min(size, CHUNK));
    for (let at = 0; at < size; at += CHUNK) {
      randomFillSync(noise);
      await handle.write(noise, 0, Math.min(CHUNK, size - at), at);
    }
    await handle.sync();
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    await handle?.close();
  }
  await rm(file, { force: true });
}
