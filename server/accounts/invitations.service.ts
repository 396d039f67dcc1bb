import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import {
  afterEvent,
  invitableKinds,
  validityOf,
  type Invitation,
  type InvitationDecision,
  type InvitationInput,
  type InvitationMail,
  type InvitationOrganization,
} from '@hallowerk/contract/accounts/invitation.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, grantableRights } from '@hallowerk/contract/accounts/default-rights.ts';
import { canGive } from '@hallowerk/contract/accounts/roles.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { forbidden, notFound, ProblemError, sessionExpired } from '../http/problems.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import { HOUR, plus, type Clock } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { findHeldRole } from '../shared/held-role.ts';
import { invitationMail, knownAddressMail, type MailedInvitation } from './invitation-mails.ts';
import { stateOf, toInvitation, type InvitationRow } from './invitation-row.ts';
import {
  findInviter,
  invitedOrganizations,
  listedInvitations,
  lockInvitation,
  organizationNamed,
  standingOf,
  type Inviter,
} from './invitations.repository.ts';

/** Invitations that one user may send in an hour. */
export const INVITATIONS_PER_HOUR = 100;
const TOKEN_BYTES = 32;
const NO_ADDRESS = 'De server heeft geen openbaar adres voor links in e-mails. Vraag je beheerder dat in te stellen.';

/** Inviting people, in one's own municipality (HW-INV-01–03, HR-INV-01–03, WT-ACT). */
export interface InvitationsService {
  list(session: SessionContext): Promise<{ items: Invitation[]; organizations: InvitationOrganization[] }>;
  /**
   * Makes or changes a draft under an id of the caller, and sends it when asked. Saving the same once more after it was
   * sent changes nothing: an answer may have been lost.
   * @throws {ProblemError} 400 with faults, 403, 404, 409 `not_a_draft` or `no_public_address`, 429
   */
  save(session: SessionContext, id: string, input: InvitationInput, send: boolean): Promise<Invitation>;
  /** Null when it was removed. @throws {ProblemError} 403, 404, 409 `not_possible` or `no_public_address`, 429 */
  decide(session: SessionContext, id: string, decision: InvitationDecision): Promise<Invitation | null>;
  /** @throws {ProblemError} 400, 403, 409 `no_public_address` */
  preview(session: SessionContext, input: InvitationInput): Promise<InvitationMail>;
}

export interface InvitationsDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly productName: string;
  /** How long the link of an employer works, days. */
  readonly employerDays: number;
  /** The address of the page for a token; null while this server has no address for the world. */
  readonly linkTo: (token: string) => string | null;
  /** A mail was queued. */
  readonly wakeMails: () => void;
}

export function createInvitationsService(deps: InvitationsDependencies): InvitationsService {
  const { knex, clock } = deps;
  return {
    list: async (session) => {
      const inviter = await inviterOf(knex, session);
      const where = { municipalityId: inviter.municipality_id, kinds: invitableKinds(inviter.role) };
      return {
        items: (await listedInvitations(knex, where)).map((row) => toInvitation(row, clock.now())),
        organizations: await invitedOrganizations(knex, inviter.municipality_id),
      };
    },
    save: async (session, id, input, send) => {
      const saved = await withTransaction(knex, async (trx) => {
        const inviter = await inviterOf(trx, session);
        const row = await saveDraft(trx, deps, { inviter, id, input });
        if (send && row.state === 'DRAFT') await sendTo(trx, deps, inviter, row);
        return shown(trx, inviter, id, clock.now());
      });
      if (send) deps.wakeMails();
      return saved;
    },
    decide: async (session, id, decision) => {
      const decided = await withTransaction(knex, (trx) => decide(trx, deps, { session, id, decision }));
      if (decision === 'SEND') deps.wakeMails();
      return decided;
    },
    preview: async (session, input) => {
      const inviter = await inviterOf(knex, session);
      const { organizationName } = await placed(knex, inviter, input);
      const expiresAt = plus(clock.now(), validityOf(input.kind, deps.employerDays));
      const { kind, fullName, personalMessage } = input;
      const link = linkFor(deps, '…');
      return invitationMail({
        ...mailFacts(deps, inviter),
        kind,
        fullName,
        organizationName,
        personalMessage,
        link,
        expiresAt,
      });
    },
  };
}

/** The caller as he is now. @throws {ProblemError} 401, 403 */
async function inviterOf(knex: Knex, session: SessionContext): Promise<Inviter> {
  const inviter = await findInviter(knex, session.userId);
  if (inviter === undefined || inviter.state !== 'ACTIVE') throw sessionExpired();
  if (invitableKinds(inviter.role).length === 0) throw forbidden();
  return inviter;
}

async function shown(trx: Trx, inviter: Inviter, id: string, now: Date): Promise<Invitation> {
  const where = { municipalityId: inviter.municipality_id, kinds: invitableKinds(inviter.role), id };
  const [row] = await listedInvitations(trx, where);
  if (row === undefined) throw notFound();
  return toInvitation(row, now);
}

/** Under which organisation it falls, within the inviter's own municipality. @throws {ProblemError} 400, 403 */
async function placed(
  knex: Knex,
  inviter: Inviter,
  input: InvitationInput,
): Promise<{ readonly organizationId: string | null; readonly organizationName: string }> {
  if (!invitableKinds(inviter.role).includes(input.kind)) throw forbidden();
  await requireGift(knex, inviter, input.role);
  if (input.kind === 'ATS_USER') {
    return { organizationId: inviter.organization_id, organizationName: inviter.organization_name };
  }
  if (input.organizationId !== null) {
    const known = await invitedOrganizations(knex, inviter.municipality_id);
    const chosen = known.find((organization) => organization.id === input.organizationId);
    if (chosen === undefined) throw wrongOrganization('Deze organisatie is niet (meer) van jouw gemeente');
    return { organizationId: chosen.id, organizationName: chosen.name };
  }
  if ((await organizationNamed(knex, inviter.municipality_id, input.organizationName)) !== undefined) {
    throw wrongOrganization('Deze organisatie bestaat al. Kies haar uit de lijst.');
  }
  return { organizationId: null, organizationName: input.organizationName };
}

/** An invitation gives no more than its sender could give by hand. @throws {ProblemError} 403 */
async function requireGift(knex: Knex, inviter: Inviter, role: Role): Promise<void> {
  const held = await findHeldRole(knex, inviter.id);
  if (held === null || !canGive(grantableRights(held), DEFAULT_RIGHTS[role])) throw forbidden();
}

function wrongOrganization(message: string): ProblemError {
  return new ProblemError(400, 'invalid_input', message, {
    faults: [{ path: 'organizationName', code: 'organization', message }],
  });
}

async function saveDraft(
  trx: Trx,
  { clock }: InvitationsDependencies,
  { inviter, id, input }: { readonly inviter: Inviter; readonly id: string; readonly input: InvitationInput },
): Promise<InvitationRow> {
  const before = await lockInvitation(trx, 'id', id);
  if (before !== undefined) {
    requireReach(before, inviter);
    if (before.state !== 'DRAFT') {
      if (isSame(before, input)) return before;
      throw new ProblemError(409, 'not_a_draft', 'Deze uitnodiging is al verzonden en kan niet meer veranderen.');
    }
  }
  const { organizationId, organizationName } = await placed(trx, inviter, input);
  const facts = {
    ...{ kind: input.kind, email: input.email, full_name: input.fullName, role: input.role },
    ...{ municipality_id: inviter.municipality_id, organization_id: organizationId, inviter_id: inviter.id },
    organization_name: organizationId === null ? organizationName : '',
    ...{ mobile: input.mobile, personal_message: input.personalMessage },
  };
  if (before === undefined) await trx('invitation').insert({ id, ...facts, state: 'DRAFT', created_at: clock.now() });
  else await trx('invitation').where({ id }).update(facts);
  await recordDecision(trx, inviter, id, 'SAVE');
  return (await lockInvitation(trx, 'id', id))!;
}

function isSame(row: InvitationRow, input: InvitationInput): boolean {
  return (
    row.kind === input.kind &&
    row.email === input.email &&
    row.full_name === input.fullName &&
    row.role === input.role &&
    row.personal_message === input.personalMessage
  );
}

/** What is of another municipality or of a kind that he may not send does not exist for him. @throws {ProblemError} 404 */
function requireReach(row: InvitationRow, inviter: Inviter): void {
  const reachable = row.municipality_id === inviter.municipality_id && invitableKinds(inviter.role).includes(row.kind);
  if (!reachable) throw notFound();
}

async function decide(
  trx: Trx,
  deps: InvitationsDependencies,
  asked: { readonly session: SessionContext; readonly id: string; readonly decision: InvitationDecision },
): Promise<Invitation | null> {
  const { session, id, decision } = asked;
  const inviter = await inviterOf(trx, session);
  const row = await lockInvitation(trx, 'id', id);
  if (row === undefined) throw notFound();
  requireReach(row, inviter);
  const now = deps.clock.now();
  const next = afterEvent(stateOf(row, now), decision);
  if (next === null) {
    throw new ProblemError(409, 'not_possible', 'Dat kan niet meer met deze uitnodiging. Haal de lijst opnieuw op.');
  }
  if (decision === 'SEND') await sendTo(trx, deps, inviter, row);
  else {
    if (next === 'REMOVED') await trx('invitation').where({ id }).delete();
    else await trx('invitation').where({ id }).update({ state: next });
    await recordDecision(trx, inviter, id, decision);
  }
  return next === 'REMOVED' ? null : shown(trx, inviter, id, now);
}

/** A new token, which voids the one of before, and its mail in the same transaction. */
async function sendTo(trx: Trx, deps: InvitationsDependencies, inviter: Inviter, row: InvitationRow): Promise<void> {
  const now = deps.clock.now();
  await requireGift(trx, inviter, row.role);
  await requireRoom(trx, inviter.id);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const link = linkFor(deps, token);
  const expiresAt = plus(now, validityOf(row.kind, deps.employerDays));
  await trx('invitation')
    .where({ id: row.id })
    .update({
      state: 'SENT',
      token_hash: hashToken(token),
      sent_at: now,
      expires_at: expiresAt,
      inviter_id: inviter.id,
    });
  const organizationName =
    row.organization_id === null ? row.organization_name : await nameOf(trx, row.organization_id);
  const { kind, full_name: fullName, personal_message: personalMessage } = row;
  const facts = { ...mailFacts(deps, inviter), kind, fullName, organizationName, personalMessage, link, expiresAt };
  const { known } = await standingOf(trx, row);
  const mail = known === 'NEW' ? invitationMail(facts) : knownAddressMail(facts, known);
  await queueMail(trx, { kind: `INVITE_${kind}`, key: `${row.id}:${uuidv7()}`, to: row.email, ...mail }, now);
  await recordDecision(trx, inviter, row.id, 'SEND');
}

async function requireRoom(trx: Trx, inviterId: string): Promise<void> {
  // The user is the lock: calls at once are counted one after the other.
  await trx('app_user').where({ id: inviterId }).forNoKeyUpdate().first('id');
  const sent = await trx('audit_event')
    .where({ actor: inviterId, action: 'INVITE' })
    .where('at', '>', trx.raw(`clock_timestamp() - interval '1 hour'`))
    .whereRaw(`detail ->> 'invitation' = 'SEND'`)
    .count({ n: '*' })
    .first();
  if (Number(sent?.['n'] ?? 0) < INVITATIONS_PER_HOUR) return;
  const detail = `Je kunt per uur ${INVITATIONS_PER_HOUR} uitnodigingen versturen. Probeer het later opnieuw.`;
  throw new ProblemError(429, 'too_many_invitations', detail, { retryAfterSeconds: HOUR / 1000 });
}

async function nameOf(trx: Trx, organizationId: string): Promise<string> {
  const row = await trx('organization').where({ id: organizationId }).first('name');
  return row?.name ?? '';
}

function mailFacts(
  { productName }: InvitationsDependencies,
  inviter: Inviter,
): Pick<MailedInvitation, 'inviterName' | 'inviterOrganization' | 'productName'> {
  return { inviterName: inviter.full_name, inviterOrganization: inviter.organization_name, productName };
}

/** @throws {ProblemError} 409 */
function linkFor({ linkTo }: InvitationsDependencies, token: string): string {
  const link = linkTo(token);
  if (link !== null) return link;
  throw new ProblemError(409, 'no_public_address', NO_ADDRESS);
}

function recordDecision(
  trx: Trx,
  inviter: Inviter,
  id: string,
  invitation: InvitationDecision | 'SAVE',
): Promise<void> {
  const detail = { invitation };
  return recordAudit(trx, { actor: inviter.id, action: 'INVITE', object: `invitation:${id}`, result: 'ok', detail });
}
