import type { Knex } from 'knex';
import {
  afterEvent,
  invitableKinds,
  validityOf,
  type InvitationVisit,
  type SetupProgress,
} from '@hallowerk/contract/accounts/invitation.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import { plus, type Clock } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import { stateOf, type InvitationRow } from './invitation-row.ts';
import { setupStandOf, takeUp, type SetupDependencies } from './invitation-setup.ts';
import { mayTrustDevice } from './known-devices.ts';
import { findInviter, lockInvitation, makeInvitedUser, organizationOf, standingOf } from './invitations.repository.ts';
import type { Passwords } from './passwords.ts';
import { currentTerms, recordAcceptance } from './terms.ts';

/** Wrong passwords with one link; then a new invitation is needed. */
export const WRONG_PASSWORDS = 20;

/** What the holder of a link can do up to the account (HW-INV-03–08, security §5.3). Every refusal is a 410. */
export interface InvitationAcceptance {
  /** @throws {ProblemError} 410 `invitation_unknown`, `_used`, `_expired` or `_revoked` */
  open(token: string): Promise<InvitationVisit>;
  /**
   * Makes the account, once: of two at the same time one gets it. Role and organisation are those of the invitation.
   * @throws {ProblemError} 409 `terms_changed`, 410
   */
  accept(token: string, termsVersion: number): Promise<SetupProgress>;
  /** Goes on with an account that has its password and waits for the rest. @throws {ProblemError} 410, 422 */
  resume(token: string, password: string): Promise<SetupProgress>;
}

export interface AcceptanceDependencies extends SetupDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly employerDays: number;
}

type Gone = 'unknown' | 'used' | 'expired' | 'revoked';

const GONE: Readonly<Record<Gone, string>> = {
  unknown: 'Deze link werkt niet. Kijk of je een nieuwere e-mail hebt gekregen.',
  used: 'Deze uitnodiging is al gebruikt. Meld je aan in de app.',
  expired: 'Deze uitnodiging is verlopen. Vraag om een nieuwe.',
  revoked: 'Deze uitnodiging is ingetrokken. Vraag na of dat klopt.',
};

export function invitationGone(why: Gone): ProblemError {
  return new ProblemError(410, `invitation_${why}`, GONE[why]);
}

export function createInvitationAcceptance(deps: AcceptanceDependencies): InvitationAcceptance {
  const { knex } = deps;
  return {
    open: (token) => withTransaction(knex, (trx) => open(trx, deps, token)),
    accept: async (token, termsVersion) => {
      const outcome = await withTransaction(knex, (trx) => accept(trx, deps, token, termsVersion));
      // After the commit: that it was withdrawn has to stay.
      if (outcome === null) throw invitationGone('revoked');
      return outcome;
    },
    resume: async (token, password) => {
      const outcome = await withTransaction(knex, (trx) => resume(trx, deps, token, password));
      if (outcome !== null) return outcome;
      const message = 'Dit wachtwoord klopt niet.';
      const faults = [{ path: 'password', code: 'wrong_password', message }];
      throw new ProblemError(422, 'wrong_password', message, { faults });
    },
  };
}

/** By the hash of the token: comparing it in the index tells a guesser nothing about how near he is. */
export async function rowOfToken(trx: Trx, token: string): Promise<InvitationRow> {
  const row = await lockInvitation(trx, 'token_hash', hashToken(token));
  if (row === undefined) throw invitationGone('unknown');
  return row;
}

async function open(trx: Trx, deps: AcceptanceDependencies, token: string): Promise<InvitationVisit> {
  const now = deps.clock.now();
  const row = await rowOfToken(trx, token);
  if (row.state === 'ACCEPTED') return visitToSetup(trx, deps, row, now);
  requireOpen(row, now);
  const { known } = await standingOf(trx, row);
  if (known === 'CLOSED') return { step: 'SIGN_IN' };
  if (row.state !== 'OPENED') await trx('invitation').where({ id: row.id }).update({ state: 'OPENED' });
  const inviter = row.inviter_id === null ? undefined : await findInviter(trx, row.inviter_id);
  const organization = row.organization_id && (await trx('organization').where({ id: row.organization_id }).first());
  return {
    step: known === 'LOGIN' ? 'JOIN' : 'TERMS',
    kind: row.kind,
    fullName: row.full_name,
    email: row.email,
    organizationName: organization?.name ?? row.organization_name,
    inviterName: inviter?.full_name ?? '',
    terms: await currentTerms(trx, now),
    microsoft: deps.microsoftOffered() && mayTrustDevice(row.role),
  };
}

/** @throws {ProblemError} 410 for what was used, withdrawn or ran out */
export function requireOpen(row: InvitationRow, now: Date): void {
  const state = stateOf(row, now);
  if (state === 'EXPIRED') throw invitationGone('expired');
  if (state === 'REVOKED') throw invitationGone('revoked');
  if (afterEvent(state, 'OPEN') === null) throw invitationGone('used');
}

/** An accepted invitation leads back to an account that is not ready; to any other it is used. */
async function visitToSetup(
  trx: Trx,
  deps: AcceptanceDependencies,
  row: InvitationRow,
  now: Date,
): Promise<InvitationVisit> {
  const stand = await setupStandOf(trx, row);
  if (stand === null) throw invitationGone('used');
  if (stand.hasPassword) return { step: 'RESUME', email: row.email };
  // Without a password the link is all that proves who this is.
  if (row.expires_at !== null && row.expires_at <= now) throw invitationGone('expired');
  return { step: 'SET_UP', progress: await takeUp(trx, deps, row.id) };
}

async function accept(
  trx: Trx,
  deps: AcceptanceDependencies,
  token: string,
  termsVersion: number,
): Promise<SetupProgress | null> {
  const now = deps.clock.now();
  const row = await rowOfToken(trx, token);
  requireOpen(row, now);
  if (afterEvent(row.state, 'ACCEPT') === null) throw invitationGone('unknown');
  await requireCurrentTerms(trx, termsVersion, now);
  const organizationId = await organizationForAcceptance(trx, row);
  if (organizationId === null) return null;
  const userId = await makeInvitedUser(trx, row, organizationId);
  if (userId === null) throw invitationGone('used');
  await recordAcceptance(trx, userId, termsVersion, now);
  await trx('invitation')
    .where({ id: row.id })
    .update({
      ...{ state: 'ACCEPTED', accepted_at: now, user_id: userId },
      expires_at: plus(now, validityOf(row.kind, deps.employerDays)),
    });
  const detail = { invitation: 'ACCEPT', terms: termsVersion };
  await recordAudit(trx, { actor: userId, action: 'INVITE', object: `invitation:${row.id}`, result: 'ok', detail });
  return takeUp(trx, deps, row.id);
}

/** @throws {ProblemError} 409 `terms_changed` */
export async function requireCurrentTerms(trx: Trx, termsVersion: number, now: Date): Promise<void> {
  if ((await currentTerms(trx, now)).version === termsVersion) return;
  throw new ProblemError(409, 'terms_changed', 'De voorwaarden zijn veranderd. Lees ze opnieuw.');
}

/** Where the new account belongs. Null when who invited may not any more: then the invitation is withdrawn with that. */
export async function organizationForAcceptance(trx: Trx, row: InvitationRow): Promise<string | null> {
  const organizationId = (await stillInvited(trx, row)) ? await organizationOf(trx, row) : null;
  if (organizationId === null) {
    await trx('invitation').where({ id: row.id }).update({ state: 'REVOKED' });
    const detail = { invitation: 'REVOKE', why: 'right-ended' };
    await recordAudit(trx, { actor: 'system', action: 'CHANGE', object: `invitation:${row.id}`, result: 'ok', detail });
  }
  return organizationId;
}

/** The right of who invited, now and not then (security §5.3): an inviter who left or was demoted invites nobody. */
async function stillInvited(trx: Trx, row: InvitationRow): Promise<boolean> {
  if (row.installation) return true;
  if (row.inviter_id === null) return false;
  const inviter = await findInviter(trx, row.inviter_id);
  return (
    inviter !== undefined &&
    inviter.state === 'ACTIVE' &&
    inviter.municipality_id === row.municipality_id &&
    invitableKinds(inviter.role).includes(row.kind)
  );
}

async function resume(
  trx: Trx,
  deps: AcceptanceDependencies,
  token: string,
  password: string,
): Promise<SetupProgress | null> {
  const row = await rowOfToken(trx, token);
  const stand = row.state === 'ACCEPTED' ? await setupStandOf(trx, row) : null;
  if (stand === null || !stand.hasPassword) throw invitationGone('used');
  if (row.wrong_passwords >= WRONG_PASSWORDS) throw invitationGone('revoked');
  const stored = await trx('user_password').where({ user_id: row.user_id }).first('hash');
  if (await deps.passwords.verify(stored?.hash ?? null, password)) return takeUp(trx, deps, row.id);
  await trx('invitation').where({ id: row.id }).increment('wrong_passwords', 1);
  return null;
}
