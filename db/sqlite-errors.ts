export type LocalDatabaseErrorCode = 'WRONG_KEY' | 'CORRUPT' | 'DISK_FULL' | 'NEWER_SCHEMA' | 'IO';

const MESSAGES: Record<LocalDatabaseErrorCode, string> = {
  WRONG_KEY: 'The local database cannot be read with this key',
  CORRUPT: 'The local database is damaged',
  DISK_FULL: 'The disk is full',
  NEWER_SCHEMA: 'The local database was written by a newer version of the program',
  IO: 'The local database cannot be read or written',
};

/**
 * A failure of the store itself, told apart by what helps:
 * WRONG_KEY: nothing may be deleted, the key is the problem. Only a caller that has proved its key by other means (the
 * key-check value) may take it for a damaged first page, which looks the same.
 * CORRUPT: the cache can be rebuilt from the server, the outbox from its log.
 * DISK_FULL: make room and try again. NEWER_SCHEMA: update the program, or rebuild the cache. IO: try again later.
 */
export class LocalDatabaseError extends Error {
  readonly code: LocalDatabaseErrorCode;

  constructor(code: LocalDatabaseErrorCode, options?: ErrorOptions) {
    super(MESSAGES[code], options);
    this.name = 'LocalDatabaseError';
    this.code = code;
  }
}

/** Turns a failure of the driver or of the file system into a LocalDatabaseError; anything else (a bug, an SQL mistake) comes back unchanged. */
export function translateSqliteError(error: unknown): unknown {
  if (error instanceof LocalDatabaseError) return error;
  const code = localCode(driverCode(error));
  return code === null ? error : new LocalDatabaseError(code, { cause: error });
}

function driverCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

const FULL_DISK = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT']);
/** Of the operating system, where files are used without SQLite. */
const FILE_ERRORS = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EIO', 'EISDIR', 'EMFILE', 'ENFILE', 'ENOTDIR']);

/** Whether the store failed in this way. What the driver throws has to be translated first. */
export function isDatabaseFailure(error: unknown, code: LocalDatabaseErrorCode): error is LocalDatabaseError {
  return error instanceof LocalDatabaseError && error.code === code;
}

/** Another program may hold the file for a moment (a virus scanner, a backup): trying again can help. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof LocalDatabaseError) || error.code !== 'IO') return false;
  return /^(SQLITE_(IOERR|CANTOPEN|BUSY|LOCKED|PERM)|E(BUSY|PERM|ACCES)$)/.test(driverCode(error.cause));
}

function localCode(code: string): LocalDatabaseErrorCode | null {
  if (code === 'SQLITE_NOTADB') return 'WRONG_KEY';
  if (code.startsWith('SQLITE_CORRUPT')) return 'CORRUPT';
  // A page that should be there ends half-way: the file was cut off.
  if (code === 'SQLITE_IOERR_SHORT_READ') return 'CORRUPT';
  // The shared memory of the write-ahead log is a file as well; making it longer is what fails first.
  if (FULL_DISK.has(code)) return 'DISK_FULL';
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|BUSY|LOCKED|PERM)/.test(code)) return 'IO';
  if (FILE_ERRORS.has(code)) return 'IO';
  return null;
}
