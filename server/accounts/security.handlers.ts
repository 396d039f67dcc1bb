import type { FastifyBaseLogger } from 'fastify';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceInput } from '../devices/devices.repository.ts';
import type { Handlers } from '../http/handlers.ts';
import { announceDevice } from './accounts.handlers.ts';
import type { PasswordResetsService } from './password-resets.service.ts';
import { createSecurityService, type SecurityDependencies } from './security.service.ts';
import type { SessionsService } from './sessions.service.ts';
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
  const { resets, signIn, sessions } = deps;
  const security = createSecurityService(deps);
  const open = async (
    userId: string,
    device: DeviceInput,
    log: FastifyBaseLogger,
    inherits?: string,
  ): Promise<Session> => {
    const { session, newDevice } = await sessions.create(userId, device, { trust: false, inherits });
    if (newDevice) await announceDevice(deps, session.me.email, log);
    return session;
  };
  return {
    createRecoverySession: async ({ body, request }) => {
      const { userId } = await signIn.completeWithRecoveryCode(body.challengeId, body.recoveryCode);
      return open(userId, body.device, request.log);
    },
    createTrustedSession: async ({ body, request }) => {
      const { userId } = await signIn.completeOnTrustedDevice(body.challengeId, body.known);
      return open(userId, body.device, request.log, body.known.id);
    },
    requestPasswordReset: ({ body, request }) => resets.request({ email: body.email, networkAddress: request.ip }),
    openPasswordReset: async ({ body }) => resets.open(body.token),
    completePasswordReset: ({ body }) => resets.complete(body.token, body.password),
    getSecurity: ({ session }) => security.overview(session),
    startConfirmation: ({ session, body }) => security.startConfirmation(session, body.password),
    completeConfirmation: ({ session, params, body }) =>
      security.completeConfirmation(session, { challengeId: params.id, ...body }),
    changePassword: ({ session, body }) => security.changePassword(session, body.password),
    beginAuthenticator: ({ session }) => security.beginAuthenticator(session),
    beginSmsFactor: ({ session, body }) => security.beginSms(session, body.phone),
    confirmSecondFactor: ({ session, body }) => security.confirmFactor(session, body.setupId, body.code),
    removeSecondFactor: ({ session, params }) => security.removeFactor(session, params.id),
    createRecoveryCodes: ({ session }) => security.createRecoveryCodes(session),
  };
}
