import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from './file-system.ts';
import { translateSqliteError, LocalDatabaseError } from './sqlite-errors.ts';

export const RESERVE_NAME = 'reserve.bin';
export const RESERVE_BYTES = 8 * 1024 * 1024;

/**
 * Eight megabytes kept for a full disk (sync §2.12). They are given up so that what waits can be sent and its
 * acknowledgements can be stored; new changes are refused until they are back or nothing waits.
 */
export interface Reserve {
  /** Gives the room back to the disk. False when there was nothing to give. */
  release(): boolean;
  /** Takes the room again when the disk has more than twice as much. True when it is there. */
  restore(): boolean;
  /** The reserve was given up in this run, and what it was given up for is not finished. */
  readonly spent: boolean;
  /** What it was given up for is finished. */
  settled(): void;
}

export function createReserve(directory: string, bytes: number = RESERVE_BYTES): Reserve {
  const file = join(directory, RESERVE_NAME);
  let spent = false;

  function present(): boolean {
    try {
      return statSync(file).size === bytes;
    } catch (error) {
      if (isMissing(error)) return false;
      throw translateSqliteError(error);
    }
  }

  return {
    get spent() {
      return spent;
    },
    settled: () => (spent = false),
    release() {
      if (!present()) return false;
      rmSync(file, { force: true });
      spent = true;
      return true;
    },
    restore() {
      try {
        if (!present() && !(hasRoom(directory, bytes) && fill(file, bytes))) return false;
      } catch (error) {
        // A disk that does not even take this will say so where it matters, at the next write.
        if (translateSqliteError(error) instanceof LocalDatabaseError) return false;
        throw error;
      }
      spent = false;
      return true;
    },
  };
}

function hasRoom(directory: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize > 2 * bytes;
}

/** Noise, because some file systems give zeros no room. */
function fill(file: string, bytes: number): boolean {
  try {
    const handle = openSync(file, 'w', 0o600);
    try {
      const noise = randomFillSync(Buffer.allocUnsafe(bytes));
      for (let at = 0; at < bytes;) at += writeSync(handle, noise, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}
