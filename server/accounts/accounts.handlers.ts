import type { Handlers } from '../http/handlers.ts';
import { notFound, sessionExpired } from '../http/problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Knex } from 'knex';
import type { FastifyBaseLogger } from 'fastify';
import { errorFields } from '../http/logging.ts';
import type { Outbound } from '../outbox/outbound.ts';
import { findMe } from './accounts.repository.ts';
import { ownAccounts } from './own-accounts.ts';
import { demoAccounts } from './demo-accounts.ts';
import type { SessionsService } from './sessions.service.ts';
import type { SignInService } from './sign-in.service.ts';

type AccountHandlers = Pick<
  Handlers,
  | 'createSignInChallenge'
  | 'sendSignInCode'
  | 'createSession'
  | 'renewSession'
  | 'deleteSession'
  | 'getMe'
  | 'listAccounts'
  | 'switchAccount'
  | 'listDemoAccounts'
>;

export function accountHandlers(deps: {
  readonly knex: Knex;
  readonly signIn: SignInService;
  readonly sessions: SessionsService;
  readonly limits: RateLimits;
  readonly outbound: Outbound;
  readonly productName: string;
  readonly demo: boolean;
}): AccountHandlers {
  const { knex, signIn, sessions, limits } = deps;
  return {
    createSignInChallenge: async ({ body, request }) => {
      await limits.checkAccount(request);
      return signIn.start(body);
    },
    sendSignInCode: ({ params }) => signIn.sendCode(params.id),
    createSession: async ({ body, request }) => {
      const { userId } = await signIn.complete(body.challengeId, body.method, body.code);
      const { session, newDevice } = await sessions.create(userId, body.device, {
        trust: body.trustDevice === true,
        method: body.method,
      });
      if (newDevice) await announceDevice(deps, session.me.email, request.log);
      return session;
    },
    renewSession: ({ body }) => sessions.renew(body.refreshToken),
    deleteSession: async ({ session }) => sessions.end(session),
    getMe: async ({ session }) => {
      const me = await findMe(knex, session.userId);
      if (me === null) throw sessionExpired();
      return me;
    },
    listAccounts: async ({ session }) => ({ items: await ownAccounts(knex, session.userId) }),
    switchAccount: ({ session, params, body }) => sessions.switchTo(session, params.id, body.device),
    listDemoAccounts: async () => {
      if (!deps.demo) throw notFound();
      return { items: [...demoAccounts()] };
    },
  };
}

/** A notice of a sign-in on a new device (security A08). Signing in does not depend on the mail server. */
export async function announceDevice(
  deps: { readonly outbound: Outbound; readonly productName: string },
  email: string,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    await deps.outbound.sendMail?.({
      to: email,
      subject: 'Je bent aangemeld op een nieuw apparaat',
      text:
        `Je bent zojuist aangemeld bij ${deps.productName} op een apparaat dat je nog niet eerder gebruikte.\n\n` +
        'Was jij dit niet? Neem dan direct contact op met je gemeente.',
    });
  } catch (error) {
    log.warn({ event: 'mail-failed', ...errorFields(error) });
  }
}
