import type * as z from 'zod';
import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { API_PREFIX, ENDPOINTS, type OperationId } from '@hallowerk/contract/http.ts';
import { AnswerTooLargeError, OfflineError, ProtocolError, ServerProblem } from './server-errors.ts';

type Endpoints = typeof ENDPOINTS;
type Part<E, K extends string> = E extends { readonly [P in K]: infer S extends z.ZodType }
  ? { [P in K]: z.input<S> }
  : unknown;

/** What a call takes: `params`, `query` and `body`, each only where the endpoint has it. */
export type CallInput<K extends OperationId> = Part<Endpoints[K], 'params'> &
  Part<Endpoints[K], 'query'> &
  Part<Endpoints[K], 'body'>;
export type CallOutput<K extends OperationId> = z.output<Endpoints[K]['response']>;

export interface CallOptions {
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the call counts as unreachable; 15 s by default. */
  readonly timeoutMs?: number;
  /** Of a file, the most that is taken; 10 MB by default. `AnswerTooLargeError` above it. */
  readonly maxBytes?: number;
}

/**
 * One function per operation of the endpoint table. Each rejects with `OfflineError`, `ServerProblem` or
 * `ProtocolError`; with the caller's own reason when he aborts.
 */
export type ServerClient = {
  readonly [K in OperationId]: (input: CallInput<K>, options?: CallOptions) => Promise<CallOutput<K>>;
};

interface RawInput {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

/** Builds the client from the endpoint table that the server is built from. `baseUrl` has no path: `https://host`. */
export function createServerClient(baseUrl: string): ServerClient {
  const calls = Object.entries(ENDPOINTS).map(([operationId, endpoint]) => [
    operationId,
    (input: RawInput, options: CallOptions = {}) => call(baseUrl, endpoint, input, options),
  ]);
  return Object.fromEntries(calls) as ServerClient;
}

async function call(baseUrl: string, endpoint: Endpoint, input: RawInput, options: CallOptions): Promise<unknown> {
  const response = await send(baseUrl, endpoint, input, options);
  if (response.status === endpoint.status) {
    if (endpoint.mediaTypes !== undefined) return readFile(endpoint.mediaTypes, response, options);
    return parseAnswer(endpoint, response, endpoint.status === 204 ? undefined : await readJson(response, options));
  }
  throw await readProblem(response, options);
}

/** What a failed answer says. Rejects with `OfflineError` when nothing of it came from our server. */
export async function readProblem(response: Response, options: Pick<CallOptions, 'signal'>): Promise<ServerProblem> {
  const problem = ProblemSchema.safeParse(await readJson(response, options));
  // A proxy, a captive portal or a gateway without backend: nothing our server said, so nothing to act on.
  if (!problem.success) throw new OfflineError(new Error(`HTTP ${response.status} without a problem document`));
  return new ServerProblem(problem.data, retryAfter(response.headers.get('retry-after')));
}

async function send(baseUrl: string, endpoint: Endpoint, input: RawInput, options: CallOptions): Promise<Response> {
  const accept = [...(endpoint.mediaTypes ?? ['application/json']), 'application/problem+json'].join(', ');
  const headers: Record<string, string> = { accept };
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    return await fetch(requestUrl(baseUrl, endpoint, input), {
      method: endpoint.method,
      headers,
      body: input.body === undefined ? null : JSON.stringify(input.body),
      signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
      // Our API never redirects; a portal that wants a click does.
      redirect: 'error',
      cache: 'no-store',
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new OfflineError(error);
  }
}

function requestUrl(baseUrl: string, endpoint: Endpoint, input: RawInput): URL {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = input.params?.[name];
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${endpoint.operationId} misses parameter ${name}`);
    return encodeURIComponent(value);
  });
  const url = new URL(`${API_PREFIX}${path}`, baseUrl);
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/**
 * The file with a name that says nothing: what it is called is in the rows that were synced. Without any name it would be
 * a text to whoever unpacks it on the other side of a port or socket.
 */
async function readFile(mediaTypes: readonly string[], response: Response, options: CallOptions): Promise<File> {
  const type = response.headers.get('content-type') ?? '';
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let left = options.maxBytes ?? DEFAULT_MAX_BYTES;
  try {
    if (!mediaTypes.includes(type)) throw new Error(`HTTP ${response.status} with an unexpected content type`);
    for await (const part of response.body ?? []) {
      left -= part.length;
      if (left < 0) throw new AnswerTooLargeError('A file is larger than it may be');
      parts.push(part);
    }
  } catch (error) {
    await response.body?.cancel().catch(() => undefined);
    options.signal?.throwIfAborted();
    throw error instanceof AnswerTooLargeError ? error : new OfflineError(error);
  }
  return new File(parts, 'file', { type });
}

async function readJson(response: Response, options: Pick<CallOptions, 'signal'>): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(problem\+)?json\b/.test(type)) {
    await response.body?.cancel();
    throw new OfflineError(new Error(`HTTP ${response.status} with an unexpected content type`));
  }
  try {
    return await response.json();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new OfflineError(error);
  }
}

function parseAnswer(endpoint: Endpoint, response: Response, value: unknown): unknown {
  const parsed = endpoint.response.safeParse(value);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} (${issue.code})`);
  throw new ProtocolError(
    `${endpoint.operationId} answered ${response.status} outside the contract at ${paths.join(', ')}`,
  );
}

function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
