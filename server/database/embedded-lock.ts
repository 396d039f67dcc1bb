import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

const LOCK_FILE = 'server.lock';

/** Another process (or another server in this process) uses the embedded database. The message is safe to show. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
  readonly code = 'database_in_use';
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(
      `De database in ${directory} is al in gebruik door proces ${pid}. Sluit dat eerst af. ` +
        `(The database in ${directory} is in use by process ${pid}; stop it first.)`,
    );
    this.pid = pid;
  }
}

interface LockContent {
  readonly pid: number;
  /** Start of the process in clock ticks since boot, where the system tells (Linux): a reused pid is not the owner. */
  readonly processStart: string | null;
  readonly token: string;
}

function processStart(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the program name in field 2 may hold blanks, so count from the closing parenthesis.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isRunning({ pid, processStart: started }: LockContent): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
    if (!isCode(error, 'EPERM')) throw error;
  }
  return started === null || processStart(pid) === started;
}

function readLock(path: string): LockContent | null {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<LockContent>;
    if (typeof content.pid !== 'number' || typeof content.token !== 'string') return null;
    return { pid: content.pid, processStart: content.processStart ?? null, token: content.token };
  } catch (error) {
    // A half-written lock is what a process leaves that was killed at that very moment.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Claims `directory` for this process: PGlite itself lets a second process open the same files and damages them.
 * A lock whose process is gone is taken over. Returns the release function.
 *
 * @throws {DatabaseInUseError} when a running process holds it.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, LOCK_FILE);
  const mine: LockContent = { pid: process.pid, processStart: processStart(process.pid), token: randomUUID() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      const other = readLock(path);
      if (other && isRunning(other)) throw new DatabaseInUseError(directory, other.pid);
      setAside(path);
      continue;
    }
    const now = readLock(path);
    if (now?.token === mine.token) return () => release(path, mine.token);
  }
  throw new DatabaseInUseError(directory, readLock(path)?.pid ?? 0);
}

/** Moves a stale lock away. Rename is atomic: of two processes that both saw it stale, one finds nothing to move. */
function setAside(path: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  rmSync(aside, { force: true });
}

function release(path: string, token: string): void {
  if (readLock(path)?.token === token) rmSync(path, { force: true });
}
