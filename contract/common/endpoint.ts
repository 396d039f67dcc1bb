import type * as z from 'zod';

/** Who may call an endpoint. `public` needs no session; `session` needs an access token of an active user. */
export type Access = 'public' | 'session';

/**
 * One line of the HTTP table that server and desktop share. Paths are relative to `/v1` and use `{name}` for parameters.
 * `status` is the success status; every failure is an RFC 9457 problem (see `problem.ts`).
 */
export interface Endpoint {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Most bytes of a body, where it may be larger than the 256 KB of the others. */
  readonly bodyLimit?: number;
  readonly status: 200 | 201 | 202 | 204;
  readonly response: z.ZodType;
  /**
   * Only where the answer is a file instead of JSON: the types it can have. `response` is `z.file()` then, and the server
   * also answers 206 (a range) and 304 (not changed).
   */
  readonly mediaTypes?: readonly string[];
  /**
   * Failure statuses besides 400 (invalid input), 401 (no session), 429 and 500, which any endpoint can give; with a
   * session also 403, with the order for a device that is locked or must be wiped.
   */
  readonly problems?: readonly (403 | 404 | 409 | 410 | 416 | 422 | 426 | 503)[];
}

/** Keeps the literal types of an endpoint table while checking its shape. */
export function defineEndpoints<const T extends Record<string, Endpoint>>(table: T): T {
  return table;
}
