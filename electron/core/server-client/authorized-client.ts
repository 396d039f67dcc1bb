import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { ENDPOINTS } from '@hallowerk/contract/http.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { CallOptions, ServerClient } from './server-client.ts';
import { ServerProblem } from './server-errors.ts';

type AnyCall = (input: object, options?: CallOptions) => Promise<unknown>;

/**
 * The same client with the session's token on every call that needs one. A 401 is answered with one renewal and one
 * repetition; what that gives is final. Adds `SessionEndedError` to what a call can reject with.
 */
export function authorizeClient(client: ServerClient, tokens: AccessTokens): ServerClient {
  const calls = Object.entries(client).map(([operationId, plain]) => {
    const endpoint: Endpoint = ENDPOINTS[operationId as keyof typeof ENDPOINTS];
    return [operationId, endpoint.access === 'session' ? withToken(plain as AnyCall, tokens) : plain];
  });
  return Object.fromEntries(calls) as ServerClient;
}

function withToken(plain: AnyCall, tokens: AccessTokens): AnyCall {
  return (input, options = {}) => withFreshToken(tokens, (token) => plain(input, { ...options, token }));
}

/** Refusals of the device itself, not of one operation: the session is over, and the order says what follows. */
const DEVICE_REFUSALS: readonly string[] = ['device_locked', 'device_revoked', 'device_unknown', 'user_disabled'];

/**
 * Makes one call with the session's token, and after a 401 once more with a newer one. When the server refuses the device
 * itself, the session ends (sync §2.20).
 */
export async function withFreshToken<T>(tokens: AccessTokens, call: (token: string) => Promise<T>): Promise<T> {
  const token = await tokens.current();
  try {
    return await call(token);
  } catch (error) {
    if (!(error instanceof ServerProblem) || error.status !== 401) throw orEnded(tokens, error);
  }
  const renewed = await tokens.after(token);
  try {
    return await call(renewed);
  } catch (error) {
    throw orEnded(tokens, error);
  }
}

function orEnded(tokens: AccessTokens, error: unknown): unknown {
  const isRefusal = error instanceof ServerProblem && error.status === 403 && DEVICE_REFUSALS.includes(error.code);
  return isRefusal ? tokens.end(error) : error;
}
