import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own in memory, to be filled to the last byte. */
export interface SmallDisk {
  readonly path: string;
  resize(kilobytes: number): void;
  /** Leaves no room at all. */
  fill(): void;
  /** Undoes `fill`. */
  clear(): Promise<void>;
  remount(mode: 'ro' | 'rw'): void;
  remove(): Promise<void>;
}

/** null, with the reason printed, where a file system cannot be mounted (not Linux, not root). */
export async function mountSmallDisk(kilobytes: number): Promise<SmallDisk | null> {
  const path = await mkdtemp(join(tmpdir(), 'hallowerk-disk-'));
  const filler = join(path, 'filler.bin');
  const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'pipe' });
  try {
    mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path);
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    console.warn(`Skipped: no small disk can be mounted here (${error instanceof Error ? error.message : 'unknown'})`);
    return null;
  }
  return {
    path,
    resize: (size) => mount('-o', `remount,size=${size}k`, path),
    fill() {
      for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(size, 1), { flag: 'a' });
        } catch (error) {
          if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ENOSPC') throw error;
        }
      }
    },
    clear: () => rm(filler, { force: true }),
    remount: (mode) => mount('-o', `remount,${mode}`, path),
    async remove() {
      // Lazily: a test that failed may have left a file open.
      execFileSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
