import type { Role } from '@hallowerk/contract/accounts/account.ts';

/** Who is calling, as established for one request. */
export interface SessionContext {
  readonly sessionId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly role: Role;
}

/** What the HTTP layer needs of the accounts domain. */
export interface Authenticator {
  /** Checks token, session, user and device, at every request. @throws {ProblemError} 401 */
  authenticate(accessToken: string): Promise<SessionContext>;
}
