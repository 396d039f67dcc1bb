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
  return async (input, options = {}) => {
    const token = await tokens.current();
    try {
      return await plain(input, { ...options, token });
    } catch (error) {
      if (!(error instanceof ServerProblem) || error.status !== 401) throw error;
    }
    return plain(input, { ...options, token: await tokens.after(token) });
  };
}
