import type { FastifyBaseLogger } from 'fastify';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceInput } from '../devices/devices.repository.ts';
import type { Handlers } from '../http/handlers.ts';
import type { SessionContext } from '../security/session.ts';
import { announceDevice } from './accounts.handlers.ts';
import type { PasswordResetsService } from './password-resets.service.ts';
import { loginOf } from './logins.ts';
import { createSecurityService, type SecurityDependencies } from './security.service.ts';
import type { SessionOptions, SessionsService } from './sessions.service.ts';
import type { SignInService } from './sign-in.service.ts';

type SecurityHandlers = Pick<
  Handlers,
  | 'createRecoverySession'
  | 'createTrustedSession'
  | 'requestPasswordReset'
  | 'openPasswordReset'
  | 'completePasswordReset'
  | 'getSecurity'
  | 'startConfirmation'
  | 'completeConfirmation'
  | 'changePassword'
  | 'removePassword'
  | 'beginAuthenticator'
  | 'beginSmsFactor'
  | 'confirmSecondFactor'
  | 'removeSecondFactor'
  | 'createRecoveryCodes'
>;

export function securityHandlers(
  deps: SecurityDependencies & {
    readonly resets: PasswordResetsService;
    readonly signIn: SignInService;
    readonly sessions: SessionsService;
  },
): SecurityHandlers {
  const { resets, signIn, sessions, knex } = deps;
  const security = createSecurityService(deps);
  /** What somebody changes here is of his login, whichever of his accounts he works with. */
  const own = async (session: SessionContext): Promise<SessionContext> => ({
    ...session,
    userId: await loginOf(knex, session.userId),
  });
  const open = async (
    userId: string,
    device: DeviceInput,
    log: FastifyBaseLogger,
    how: Pick<SessionOptions, 'inherits' | 'method'>,
  ): Promise<Session> => {
    const { session, newDevice } = await sessions.create(userId, device, { trust: false, ...how });
    if (newDevice) await announceDevice(deps, session.me.email, log);
    return session;
  };
  return {
    createRecoverySession: async ({ body, request }) => {
      const { userId } = await signIn.completeWithRecoveryCode(body.challengeId, body.recoveryCode);
      return open(userId, body.device, request.log, { method: 'RECOVERY_CODE' });
    },
    createTrustedSession: async ({ body, request }) => {
      const { userId } = await signIn.completeOnTrustedDevice(body.challengeId, body.known);
      return open(userId, body.device, request.log, { inherits: body.known.id });
    },
    requestPasswordReset: ({ body, request }) => resets.request({ email: body.email, networkAddress: request.ip }),
    openPasswordReset: async ({ body }) => resets.open(body.token),
    completePasswordReset: ({ body }) => resets.complete(body.token, body.password),
    getSecurity: async ({ session }) => security.overview(await own(session)),
    startConfirmation: async ({ session, body }) => security.startConfirmation(await own(session), body.password),
    completeConfirmation: async ({ session, params, body }) =>
      security.completeConfirmation(await own(session), { challengeId: params.id, ...body }),
    changePassword: async ({ session, body }) => security.changePassword(await own(session), body.password),
    removePassword: async ({ session }) => security.removePassword(await own(session)),
    beginAuthenticator: async ({ session }) => security.beginAuthenticator(await own(session)),
    beginSmsFactor: async ({ session, body }) => security.beginSms(await own(session), body.phone),
    confirmSecondFactor: async ({ session, body }) =>
      security.confirmFactor(await own(session), body.setupId, body.code),
    removeSecondFactor: async ({ session, params }) => security.removeFactor(await own(session), params.id),
    createRecoveryCodes: async ({ session }) => security.createRecoveryCodes(await own(session)),
  };
}
