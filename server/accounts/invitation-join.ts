import type { Knex } from 'knex';
import type { SecondFactor, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import { afterEvent, validityOf } from '@hallowerk/contract/accounts/invitation.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import { plus, type Clock } from '../security/clock.ts';
import {
  invitationGone,
  organizationForAcceptance,
  requireCurrentTerms,
  requireOpen,
  rowOfToken,
} from './invitation-acceptance.ts';
import type { InvitationRow } from './invitation-row.ts';
import { addInvitedAccount, standingOf } from './invitations.repository.ts';
import { mayTrustDevice } from './known-devices.ts';
import { microsoftNotLinked, notForAdministrators, otherMicrosoftAccount } from './microsoft-problems.ts';
import { noticeOf } from './security-notices.ts';
import type { SignInService } from './sign-in.service.ts';
import { recordAcceptance } from './terms.ts';

/**
 * Accepting an invitation with the login that somebody has already (HW-SET-03): he proves it here, second step included, and
 * gets another account behind it. Who holds the link and cannot prove it learns no more than that there is an account,
 * which the mail with the link said too.
 */
export interface InvitationJoin {
  /** The password of the login. @throws {ProblemError} 403, 410, 422 `wrong_password`, 429 */
  start(token: string, password: string): Promise<SignInChallenge>;
  /** The code; the account exists afterwards, once. @throws {ProblemError} 409 `terms_changed`, 410, 422 `wrong_code` */
  complete(
    token: string,
    input: {
      readonly termsVersion: number;
      readonly challengeId: string;
      readonly method: SecondFactor;
      readonly code: string;
    },
  ): Promise<void>;
  /**
   * Microsoft instead of password and code, for who signs in with it (HW-SEC-12); `signIn` is not asked before the link and
   * the terms are right.
   * @throws {ProblemError} as `signIn`, 403 for another's account and for administrators, 409 `terms_changed`, 410
   */
  withMicrosoft(token: string, termsVersion: number, signIn: () => Promise<{ readonly userId: string }>): Promise<void>;
}

export interface JoinDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly productName: string;
  readonly employerDays: number;
  readonly signIn: Pick<SignInService, 'start' | 'complete'>;
}

export function createInvitationJoin(deps: JoinDependencies): InvitationJoin {
  const { knex, signIn } = deps;
  return {
    start: async (token, password) => {
      const { row } = await withTransaction(knex, (trx) => joinable(trx, deps, token));
      return asFault('password', 'wrong_password', () => signIn.start({ email: row.email, password }));
    },
    complete: async (token, { termsVersion, challengeId, method, code }) => {
      const { loginId } = await agreed(deps, token, termsVersion);
      const challenge = await knex('sign_in_challenge').where({ id: challengeId }).first('user_id');
      if (challenge !== undefined && challenge.user_id !== loginId) throw closed();
      await asFault('code', 'wrong_code', () => signIn.complete(challengeId, method, code));
      await finish(deps, token, termsVersion);
    },
    withMicrosoft: async (token, termsVersion, signInThere) => {
      const { row, loginId } = await agreed(deps, token, termsVersion);
      if (!mayTrustDevice(row.role)) throw notForAdministrators();
      const { userId } = await ofThisLogin(signInThere);
      if (userId !== loginId) throw otherMicrosoftAccount();
      await finish(deps, token, termsVersion);
    },
  };
}

/** The terms of now, for a link that works. @throws {ProblemError} 409, 410 */
function agreed(deps: JoinDependencies, token: string, termsVersion: number): ReturnType<typeof joinable> {
  return withTransaction(deps.knex, async (trx) => {
    await requireCurrentTerms(trx, termsVersion, deps.clock.now());
    return joinable(trx, deps, token);
  });
}

async function finish(deps: JoinDependencies, token: string, termsVersion: number): Promise<void> {
  const joined = await withTransaction(deps.knex, (trx) => join(trx, deps, token, termsVersion));
  // After the commit: that it was withdrawn has to stay.
  if (!joined) throw invitationGone('revoked');
}

/** An account at Microsoft that nobody here signs in with is as wrong as that of another. */
async function ofThisLogin<T>(signIn: () => Promise<T>): Promise<T> {
  try {
    return await signIn();
  } catch (error) {
    if (error instanceof ProblemError && error.code === microsoftNotLinked().code) throw otherMicrosoftAccount(error);
    throw error;
  }
}

const closed = (): ProblemError =>
  new ProblemError(410, 'challenge_closed', 'Dit duurde te lang. Begin opnieuw met je wachtwoord.');

/** A 401 would say that a session is over; here it is about a field of the form. */
async function asFault<T>(path: string, code: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    const message = path === 'password' ? 'Dit wachtwoord klopt niet.' : error.detail;
    throw new ProblemError(422, code, message, { faults: [{ path, code, message }], cause: error });
  }
}

/** An open invitation for somebody with a login. @throws {ProblemError} 410 */
async function joinable(
  trx: Trx,
  { clock }: JoinDependencies,
  token: string,
): Promise<{ readonly row: InvitationRow; readonly loginId: string }> {
  const row = await rowOfToken(trx, token);
  requireOpen(row, clock.now());
  if (afterEvent(row.state, 'ACCEPT') === null) throw invitationGone('unknown');
  const standing = await standingOf(trx, row);
  if (standing.known !== 'LOGIN') throw invitationGone('used');
  return { row, loginId: standing.loginId };
}

async function join(trx: Trx, deps: JoinDependencies, token: string, termsVersion: number): Promise<boolean> {
  const now = deps.clock.now();
  const { row, loginId } = await joinable(trx, deps, token);
  const organizationId = await organizationForAcceptance(trx, row);
  if (organizationId === null) return false;
  const userId = await addInvitedAccount(trx, row, organizationId, loginId);
  if (userId === null) throw invitationGone('used');
  await recordAcceptance(trx, userId, termsVersion, now);
  await trx('invitation')
    .where({ id: row.id })
    .update({
      ...{ state: 'ACCEPTED', accepted_at: now, user_id: userId },
      expires_at: plus(now, validityOf(row.kind, deps.employerDays)),
    });
  const detail = { invitation: 'ACCEPT', terms: termsVersion, joined: true };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `invitation:${row.id}`, result: 'ok', detail });
  await noticeOf(trx, deps, { userId, change: 'account-added', now });
  return true;
}
