import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimitOptions } from '@fastify/rate-limit';
import rateLimit from '@fastify/rate-limit';
import type { OperationId } from '@hallowerk/contract/http.ts';
import { MINUTE } from '../security/clock.ts';
import { networkBlock } from '../security/network-block.ts';
import { ProblemError } from './problems.ts';

/**
 * How often one address may call. Counted in the memory of a node, so behind n nodes it is at most n times as much.
 *
 * A sign-in is counted per address AND account: a stranger who keeps guessing is stopped at his own address, and the
 * owner of the account, elsewhere, never notices. Codes are guarded in the database besides: five wrong ones close a
 * sign-in, thirty a day close the account for new ones, which only who knows the password can bring about.
 */
export interface RateSettings {
  readonly requestsPerMinute: number;
  readonly signInsPerMinute: number;
  readonly signInsPerAccountPerQuarter: number;
}

export const RATES: RateSettings = { requestsPerMinute: 1200, signInsPerMinute: 30, signInsPerAccountPerQuarter: 10 };

/** A demo server runs on one's own machine, where every visitor and every test has the same address. */
export const DEMO_RATES: RateSettings = {
  requestsPerMinute: 12_000,
  signInsPerMinute: 600,
  signInsPerAccountPerQuarter: 300,
};

/** What works without a session and looks something up that a stranger might guess at. */
const GUARDED: readonly OperationId[] = [
  'createSignInChallenge',
  'sendSignInCode',
  'createSession',
  'createRecoverySession',
  'createTrustedSession',
  'requestPasswordReset',
  'openPasswordReset',
  'completePasswordReset',
  'renewSession',
  'confirmWiped',
  'openInvitation',
  'acceptInvitation',
  'resumeInvitation',
  'setInvitationPassword',
  'startInvitationFactor',
  'confirmInvitationFactor',
  'createMicrosoftChallenge',
  'createMicrosoftSession',
  'createInvitationMicrosoftVisit',
  'setInvitationMicrosoft',
  'joinInvitationWithMicrosoft',
];

export interface RateLimits {
  /** For pages without a session behind a link that a stranger might guess at. */
  readonly guarded: RateLimitOptions;
  ofOperation(operationId: OperationId): RateLimitOptions | undefined;
  /** @throws {ProblemError} 429 */
  checkAccount(request: FastifyRequest): Promise<void>;
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError(
    429,
    'too_many_requests',
    `Te veel verzoeken. Probeer het over ${seconds} seconden opnieuw.`,
    {
      retryAfterSeconds: seconds,
    },
  );
}

function accountKey(request: FastifyRequest): string {
  const body = request.body as { email?: unknown } | null | undefined;
  return `${networkBlock(request.ip)}|${String(body?.email ?? '')
    .trim()
    .toLowerCase()}`;
}

export async function registerRateLimits(app: FastifyInstance, rates: RateSettings): Promise<RateLimits> {
  await app.register(rateLimit, {
    global: true,
    max: rates.requestsPerMinute,
    timeWindow: MINUTE,
    errorResponseBuilder: (_request, context) => tooMany(Math.ceil(context.ttl / 1000)),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
  const perAccount = app.createRateLimit({
    max: rates.signInsPerAccountPerQuarter,
    timeWindow: 15 * MINUTE,
    keyGenerator: accountKey,
  });
  const guarded = { max: rates.signInsPerMinute, timeWindow: MINUTE };
  return {
    guarded,
    ofOperation: (operationId) => (GUARDED.includes(operationId) ? guarded : undefined),
    checkAccount: async (request) => {
      const limit = await perAccount(request);
      if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttlInSeconds);
    },
  };
}
