import path from 'node:path';
import pino from 'pino';

export type { Logger } from 'pino';

/** Fields that could carry a person or a secret if somebody ever logs a whole object. */
const REDACTED = [
  'email',
  'password',
  'phone',
  'firstName',
  'lastName',
  'fullName',
  'name',
  'code',
  'token',
  'accessToken',
  'refreshToken',
  'deviceKey',
  'text',
  'args',
  'me',
  'body',
  'authorization',
];

/**
 * Log to a file in `directory`. Lines hold codes, counts and durations, never personal data (sync §2.23): errors are
 * written as name, message and stack of our own errors only, because a driver's message can quote a row.
 */
export function createLogger(directory: string, level: pino.LevelWithSilent = 'info'): pino.Logger {
  // Synchronous, so that the last lines before a crash are there to read.
  const file = pino.destination({ dest: path.join(directory, 'hallowerk.log'), mkdir: true, sync: true });
  // A line that does not fit on a full disk is lost. Unheard, the error would end the program, and with it what the user does.
  file.on('error', () => undefined);
  return pino(
    {
      base: null,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), remove: true },
      serializers: { err: describeError },
    },
    file,
  );
}

/** Name, driver or problem code and the place of an error; its message stays out. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { cause } = error;
  const code: unknown = Reflect.get(error, 'code');
  return {
    type: error.name,
    ...(typeof code === 'string' ? { reason: code } : {}),
    at: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 6)
      .map((line) => line.trim()),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
