import type { HeldRole } from '@hallowerk/contract/accounts/default-rights.ts';

/** Who is calling and what he may do, as established for one request. */
export interface SessionContext extends HeldRole {
  readonly sessionId: string;
  readonly userId: string;
  readonly deviceId: string;
}

/** What the HTTP layer needs of the accounts domain. */
export interface Authenticator {
  /** Checks token, session, user and device, at every request. @throws {ProblemError} 401 */
  authenticate(accessToken: string): Promise<SessionContext>;
}
