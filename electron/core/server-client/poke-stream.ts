import { API_PREFIX } from '@hallowerk/contract/http.ts';
import { POKE_PATH } from '@hallowerk/contract/sync/poke.ts';
import type { AccessTokens } from './access-tokens.ts';
import { withFreshToken } from './authorized-client.ts';
import { readProblem } from './server-client.ts';
import { OfflineError } from './server-errors.ts';

/** Milliseconds until the answer begins; how long it then lasts has no limit. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Opens the stream of pokes. Rejects with `OfflineError` (also for an answer that is no event stream, as of a captive
 * portal), `ServerProblem`, `SessionEndedError`, or the signal's reason. The signal ends an open stream too.
 */
export type OpenPokeStream = (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

/** Pokes of one session; `deviceId` makes the server check that the token belongs to this device. */
export type PokeStreams = (tokens: AccessTokens, deviceId?: string) => OpenPokeStream;

/** `baseUrl` has no path: `https://host`. A 401 is answered with one renewal and one repetition, as in every call. */
export function createPokeStreams(baseUrl: string): PokeStreams {
  return (tokens, deviceId) => {
    const url = new URL(`${API_PREFIX}${POKE_PATH}`, baseUrl);
    if (deviceId !== undefined) url.searchParams.set('device', deviceId);
    return (signal) => withFreshToken(tokens, (token) => open(url, token, signal));
  };
}

async function open(url: URL, token: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await connect(url, token, signal);
  if (response.status !== 200) throw await readProblem(response, { signal });
  const isEvents = /^text\/event-stream\b/.test(response.headers.get('content-type') ?? '');
  if (isEvents && response.body !== null) return response.body;
  await response.body?.cancel();
  throw new OfflineError(new Error('The answer is no event stream'));
}

async function connect(url: URL, token: string, signal: AbortSignal): Promise<Response> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), CONNECT_TIMEOUT_MS);
  try {
    return await fetch(url, {
      headers: { accept: 'text/event-stream, application/problem+json', authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, connecting.signal]),
      redirect: 'error',
      cache: 'no-store',
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new OfflineError(error);
  } finally {
    clearTimeout(timer);
  }
}
