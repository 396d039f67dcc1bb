import type { SecondFactor, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { AuthenticatorSetup, SecurityOverview, SmsSetup } from '@hallowerk/contract/accounts/security.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const OFFLINE = 'Je beveiliging zie en wijzig je alleen met verbinding met de server.';

type SecurityClient = Pick<
  ServerClient,
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

/**
 * One's own password and factors: asked of the server each time, kept nowhere (HW-SECS). Everything throws `DesktopError`
 * OFFLINE, and `ServerProblem` with `confirmation_needed` where password and code must be given again first.
 */
export interface SecurityService {
  overview(): Promise<SecurityOverview>;
  startConfirmation(input: { readonly password: string }): Promise<SignInChallenge>;
  completeConfirmation(input: {
    readonly challengeId: string;
    readonly method: SecondFactor;
    readonly code: string;
  }): Promise<{ confirmedUntil: string }>;
  changePassword(input: { readonly password: string }): Promise<void>;
  removePassword(): Promise<void>;
  beginAuthenticator(): Promise<AuthenticatorSetup>;
  beginSms(input: { readonly phone: string }): Promise<SmsSetup>;
  confirmFactor(input: { readonly setupId: string; readonly code: string }): Promise<SecurityOverview>;
  removeFactor(input: { readonly id: string }): Promise<void>;
  createRecoveryCodes(): Promise<{ codes: string[] }>;
}

export function createSecurityService(client: SecurityClient): SecurityService {
  return {
    overview: () => online(client.getSecurity({})),
    startConfirmation: (body) => online(client.startConfirmation({ body })),
    completeConfirmation: ({ challengeId, ...body }) =>
      online(client.completeConfirmation({ params: { id: challengeId }, body })),
    changePassword: (body) => online(client.changePassword({ body })),
    removePassword: () => online(client.removePassword({})),
    beginAuthenticator: () => online(client.beginAuthenticator({})),
    beginSms: (body) => online(client.beginSmsFactor({ body })),
    confirmFactor: (body) => online(client.confirmSecondFactor({ body })),
    removeFactor: (params) => online(client.removeSecondFactor({ params })),
    createRecoveryCodes: () => online(client.createRecoveryCodes({})),
  };
}

async function online<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', OFFLINE, { cause: error });
    throw error;
  }
}
