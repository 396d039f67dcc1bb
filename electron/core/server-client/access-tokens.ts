import type { SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import type { Clock } from '../clock.ts';
import type { ServerClient } from './server-client.ts';
import { ServerProblem, SessionEndedError } from './server-errors.ts';

/** Renew when less than this is left of a token. */
const MARGIN_MS = 60_000;
/** A clock that runs wrong must not make every call renew: after a renewal only a 401 renews again this soon. */
const QUIET_MS = 5 * 60_000;

export interface AccessTokensOptions {
  readonly client: Pick<ServerClient, 'renewSession'>;
  readonly clock: Clock;
  readonly initial: SessionTokens;
  /** Must be durable before it resolves: the old refresh token is worthless from then on. */
  readonly save: (tokens: SessionTokens) => Promise<void>;
  /** The server ended the session; called once. */
  readonly onEnded: (problem: ServerProblem) => void;
}

export interface AccessTokens {
  /** A token that should be accepted. Rejects with `SessionEndedError`, or `OfflineError` when none is valid any more. */
  current(): Promise<string>;
  /** A newer token than `refused`, which the server answered with 401. */
  after(refused: string): Promise<string>;
  /** The server refused this device (403): the session is over, as after a refused renewal. */
  end(problem: ServerProblem): SessionEndedError;
}

/** Keeps one session's tokens fresh. Renewals are single-flight: two at once would look like theft to the server. */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { clock } = options;
  let tokens = options.initial;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  let renewal: Promise<string> | null = null;

  async function renewNow(): Promise<string> {
    try {
      const renewed = await options.client.renewSession({ body: { refreshToken: tokens.refreshToken } });
      await options.save(renewed);
      tokens = renewed;
      renewedAt = clock.now();
      return renewed.accessToken;
    } catch (error) {
      // Only the server's own word ends a session; a broken line never does (sync §2.20).
      if (!(error instanceof ServerProblem) || (error.status !== 401 && error.status !== 403)) throw error;
      throw end(error);
    }
  }

  function end(problem: ServerProblem): SessionEndedError {
    if (!ended) {
      ended = true;
      options.onEnded(problem);
    }
    return new SessionEndedError(problem);
  }

  function renew(): Promise<string> {
    if (ended) return Promise.reject(new SessionEndedError());
    renewal ??= renewNow().finally(() => (renewal = null));
    return renewal;
  }

  return {
    async current() {
      if (ended) throw new SessionEndedError();
      if (renewal !== null) return renewal;
      const left = Date.parse(tokens.accessTokenExpiresAt) - clock.now();
      if (left > MARGIN_MS || clock.now() - renewedAt < QUIET_MS) return tokens.accessToken;
      try {
        return await renew();
      } catch (error) {
        if (left > 0 && !(error instanceof SessionEndedError)) return tokens.accessToken;
        throw error;
      }
    },
    after: (refused) => (tokens.accessToken === refused ? renew() : Promise.resolve(tokens.accessToken)),
    end,
  };
}
