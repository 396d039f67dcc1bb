import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { LogLevel } from '../config.ts';
import { sqlState } from '../database/pg-errors.ts';

export interface LogSink {
  write(line: string): void;
}

/**
 * Structured lines on stderr with a fixed list of fields: no bodies, no queries, no addresses with ids, no headers, no
 * client address (security §5.12).
 */
export function loggerOptions(level: LogLevel, sink?: LogSink): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    stream: sink ?? process.stderr,
    serializers: {
      req: (request) => ({ method: request.method }),
      res: (reply) => ({ statusCode: reply.statusCode }),
      err: (error: unknown) => errorFields(error) as never,
    },
    base: { service: 'hallowerk-server' },
  };
}

export interface ErrorFields {
  readonly name: string;
  readonly code: string | null;
  /** Places in the code only: the message of a database error quotes values. */
  readonly stack: readonly string[];
  readonly cause?: ErrorFields;
}

/** What of an error may be logged. */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { name: typeof error, code: null, stack: [] };
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = sqlState(error) ?? ('code' in error && typeof error.code === 'string' ? error.code : null);
  return {
    name: error.name,
    code,
    stack: stack.slice(0, 12).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}

/** One line a request: the pattern of the route, never the address itself. */
export function registerAccessLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      event: 'request',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
  });
}
