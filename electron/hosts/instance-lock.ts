import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import path from 'node:path';

export const ALREADY_OPEN_MESSAGE = 'HalloWerk is al geopend met dit profiel.';

const HEARTBEAT_MS = 5_000;
/** A lock this old belongs to nobody, even when its process id has been given to another program since. */
const STALE_MS = 60_000;

/** Another living process has the profile. `message` is Dutch and can be shown; the exit code that goes with it is 1. */
export class ProfileInUseError extends Error {
  override readonly name = 'ProfileInUseError';

  constructor() {
    super(ALREADY_OPEN_MESSAGE);
  }
}

export interface InstanceLock {
  release(): void;
}

/**
 * One process a profile: two would write the same encrypted files (sync §2.22). The lock is a file with the owner's
 * process id, touched while he lives; one that a killed process left behind is taken over at once. `name` separates locks
 * for different purposes in one profile.
 * Throws `ProfileInUseError`.
 */
export function lockProfile(profileDirectory: string, name = 'hallowerk.lock'): InstanceLock {
  mkdirSync(profileDirectory, { recursive: true, mode: 0o700 });
  const file = path.join(profileDirectory, name);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (createExclusively(file)) return hold(file);
    if (isHeld(file)) throw new ProfileInUseError();
    rmSync(file, { force: true });
  }
  throw new ProfileInUseError();
}

function hold(file: string): InstanceLock {
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (readOwner(file) === process.pid) rmSync(file, { force: true });
    },
  };
}

function createExclusively(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isHeld(file: string): boolean {
  const modifiedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (modifiedAt === undefined || Date.now() - modifiedAt > STALE_MS) return false;
  const owner = readOwner(file);
  // An empty file is a lock that is being written this moment.
  return owner === null || isAlive(owner);
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (error) {
    // Somebody cleaned the profile; the files in it are gone too, so there is nothing left to guard.
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function readOwner(file: string): number | null {
  try {
    const owner = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(owner) && owner > 0 ? owner : null;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === code;
}
