import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { toString as drawQr } from 'qrcode';
import type { SecondFactor } from '@hallowerk/contract/accounts/account.ts';
import type { FactorSetup, SetupProgress } from '@hallowerk/contract/accounts/invitation.ts';
import { toE164 } from '@hallowerk/contract/accounts/phone.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import { HOUR, plus, type Clock } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import { setPassword, type PasswordDependencies } from './credentials.ts';
import type { EntraIdentity } from './entra-token.ts';
import type { InvitationRow } from './invitation-row.ts';
import { lockInvitation } from './invitations.repository.ts';
import { mayTrustDevice } from './known-devices.ts';
import { addIdentity } from './microsoft-identities.ts';
import { notForAdministrators } from './microsoft-problems.ts';
import { passwordDemands } from './password-demands.ts';
import {
  beginSms,
  beginTotp,
  confirmFactor,
  requireRight,
  sendFactorCode,
  type FactorDependencies,
} from './second-factors.ts';
import { changeUserState } from './user-state.ts';

const TICKET_LIFE = HOUR;
const TICKET_BYTES = 32;

export interface SetupDependencies extends PasswordDependencies, FactorDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly microsoftOffered: () => boolean;
}

/** How far an account is that an invitation made; null when it is no longer being set up. */
export interface SetupStand {
  readonly userId: string;
  readonly hasPassword: boolean;
  readonly hasFactor: boolean;
  readonly hasMicrosoft: boolean;
}

/**
 * Password and second factor of a new account (HW-SEC-01/-02/-08/-09, HW-INV-05, HF-ACT-02–05). A ticket of an hour stands
 * for who accepted; the account can sign in after the last step and not before (HW-SEC-02).
 */
export interface InvitationSetup {
  /** @throws {ProblemError} 409 `other_step`, 410 `setup_closed`, 422 `weak_password` */
  password(ticket: string, password: string): Promise<SetupProgress>;
  /**
   * Microsoft instead of a password; `prove` tells whose account at Microsoft it is, and is not asked before the step is right.
   * @throws {ProblemError} as `prove`, 403 for administrators, 404, 409 `other_step` or taken, 410 `setup_closed`
   */
  microsoft(ticket: string, prove: () => Promise<EntraIdentity>): Promise<SetupProgress>;
  /** @throws {ProblemError} 400 with a fault under `phone`, 409, 410 `setup_closed`, 429, 503 */
  startFactor(
    ticket: string,
    input: { readonly method: SecondFactor; readonly phone?: string | undefined },
  ): Promise<FactorSetup>;
  /** @throws {ProblemError} 410, 422 `wrong_code` */
  confirmFactor(ticket: string, input: { readonly factorId: string; readonly code: string }): Promise<SetupProgress>;
}

export function createInvitationSetup(deps: SetupDependencies): InvitationSetup {
  const { knex } = deps;
  return {
    password: (ticket, password) =>
      withTransaction(knex, async (trx) => {
        const { row, stand } = await rowOfTicket(trx, deps, ticket);
        if (nextStep(row, stand) !== 'PASSWORD') throw otherStep();
        await setPassword(trx, deps, { userId: stand.userId, password });
        return moveOn(trx, deps, row, ticket);
      }),
    microsoft: async (ticket, prove) => {
      await withTransaction(knex, (trx) => requireMicrosoft(trx, deps, ticket));
      const identity = await prove();
      return withTransaction(knex, async (trx) => {
        const { row, stand } = await requireMicrosoft(trx, deps, ticket);
        await addIdentity(trx, deps, stand.userId, identity);
        return moveOn(trx, deps, row, ticket);
      });
    },
    startFactor: (ticket, input) => startFactor(deps, ticket, input),
    confirmFactor: async (ticket, input) => {
      const { outcome, progress } = await withTransaction(knex, async (trx) => {
        const { row, stand } = await rowOfTicket(trx, deps, ticket);
        const result = await confirmFactor(trx, deps, { userId: stand.userId, ...input });
        return { outcome: result, progress: result === 'right' ? await moveOn(trx, deps, row, ticket) : null };
      });
      requireRight(outcome);
      if (progress === null) throw setupClosed();
      return progress;
    },
  };
}

const otherStep = (): ProblemError =>
  new ProblemError(409, 'other_step', 'Deze stap is al gedaan. Open de link uit de e-mail opnieuw.');
const setupClosed = (): ProblemError =>
  new ProblemError(410, 'setup_closed', 'Dit duurde te lang. Open de link uit de e-mail opnieuw.');

export async function setupStandOf(trx: Trx, row: InvitationRow): Promise<SetupStand | null> {
  if (row.user_id === null) return null;
  const result: { rows: { has_password: boolean; has_factor: boolean; has_microsoft: boolean }[] } = await trx.raw(
    `select exists (select 1 from user_password p where p.user_id = u.id) as has_password,
            exists (select 1 from second_factor f where f.user_id = u.id) as has_factor,
            exists (select 1 from external_identity e where e.user_id = u.id) as has_microsoft
     from app_user u where u.id = ? and u.state = 'SECURING'`,
    [row.user_id],
  );
  const stand = result.rows[0];
  if (stand === undefined) return null;
  const { has_password: hasPassword, has_factor: hasFactor, has_microsoft: hasMicrosoft } = stand;
  return { userId: row.user_id, hasPassword, hasFactor, hasMicrosoft };
}

/** A new ticket for an accepted invitation; the one of before works no more. */
export async function takeUp(trx: Trx, deps: SetupDependencies, invitationId: string): Promise<SetupProgress> {
  const ticket = randomBytes(TICKET_BYTES).toString('base64url');
  await trx('invitation')
    .where({ id: invitationId })
    .update({ ticket_hash: hashToken(ticket), ticket_expires_at: plus(deps.clock.now(), TICKET_LIFE) });
  const row = await lockInvitation(trx, 'id', invitationId);
  if (row === undefined) throw setupClosed();
  return moveOn(trx, deps, row, ticket);
}

async function rowOfTicket(
  trx: Trx,
  { clock }: SetupDependencies,
  ticket: string,
): Promise<{ readonly row: InvitationRow; readonly stand: SetupStand }> {
  const row = await lockInvitation(trx, 'ticket_hash', hashToken(ticket));
  const valid =
    row?.ticket_expires_at !== undefined && row.ticket_expires_at !== null && row.ticket_expires_at > clock.now();
  const stand = row !== undefined && valid ? await setupStandOf(trx, row) : null;
  if (row === undefined || stand === null) throw setupClosed();
  return { row, stand };
}

/** @throws {ProblemError} 403, 404, 409, 410 */
async function requireMicrosoft(
  trx: Trx,
  deps: SetupDependencies,
  ticket: string,
): Promise<{ readonly row: InvitationRow; readonly stand: SetupStand }> {
  if (!deps.microsoftOffered()) throw notFound();
  const found = await rowOfTicket(trx, deps, ticket);
  if (!mayTrustDevice(found.row.role)) throw notForAdministrators();
  if (nextStep(found.row, found.stand) !== 'PASSWORD') throw otherStep();
  return found;
}

/**
 * A hirer proves his telephone first, which is his second factor then; others first choose how they sign in. Who does so
 * with Microsoft needs no second factor of ours (HW-SEC-12).
 */
function nextStep(row: InvitationRow, { hasPassword, hasFactor, hasMicrosoft }: SetupStand): SetupProgress['step'] {
  if (row.kind === 'CLIENT_PORTAL' && !hasFactor) return 'PHONE';
  if (hasMicrosoft) return 'DONE';
  if (!hasPassword) return 'PASSWORD';
  return hasFactor ? 'DONE' : 'SECOND_FACTOR';
}

/** Tells the next step; after the last one the account is active and the ticket gone. */
async function moveOn(trx: Trx, deps: SetupDependencies, row: InvitationRow, ticket: string): Promise<SetupProgress> {
  const stand = await setupStandOf(trx, row);
  if (stand === null) throw setupClosed();
  const { userId } = stand;
  const step = nextStep(row, stand);
  const sms: readonly SecondFactor[] = deps.outbound.sendSms === undefined ? [] : ['SMS'];
  const progress = {
    step,
    email: row.email,
    methods: row.kind === 'CLIENT_PORTAL' ? [...sms] : (['TOTP', ...sms] satisfies SecondFactor[]),
    demands: await passwordDemands(trx, userId, deps.productName),
    microsoft: deps.microsoftOffered() && mayTrustDevice(row.role),
  };
  if (step !== 'DONE') return { ...progress, ticket };
  await changeUserState(trx, { actor: userId, userId, state: 'ACTIVE' });
  await trx('invitation').where({ id: row.id }).update({ ticket_hash: null, ticket_expires_at: null });
  return { ...progress, ticket: null };
}

async function startFactor(
  deps: SetupDependencies,
  ticket: string,
  { method, phone }: { readonly method: SecondFactor; readonly phone?: string | undefined },
): Promise<FactorSetup> {
  if (method === 'TOTP') {
    const setup = await withTransaction(deps.knex, async (trx) => {
      const { row, stand } = await rowOfTicket(trx, deps, ticket);
      if (nextStep(row, stand) !== 'SECOND_FACTOR') throw otherStep();
      return beginTotp(trx, deps, stand.userId);
    });
    return { method, ...setup, qrSvg: await drawQr(setup.uri, { type: 'svg', margin: 4 }) };
  }
  const { message, ...setup } = await withTransaction(deps.knex, async (trx) => {
    const { row, stand } = await rowOfTicket(trx, deps, ticket);
    if (stand.hasFactor || nextStep(row, stand) === 'PASSWORD') throw otherStep();
    return beginSms(trx, deps, { userId: stand.userId, phone: row.mobile ?? phoneOf(phone) });
  });
  // After the commit: a message cannot be taken back when a transaction is.
  await sendFactorCode(deps, message);
  return { method, ...setup };
}

function phoneOf(written: string | undefined): string {
  const number = toE164(written ?? '');
  if (number !== null) return number;
  const message = 'Vul een telefoonnummer in, bijvoorbeeld 06 12345678';
  throw new ProblemError(400, 'invalid_input', message, { faults: [{ path: 'phone', code: 'phone', message }] });
}
