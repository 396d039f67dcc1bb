import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { InvitationKind, InvitationOrganization } from '@hallowerk/contract/accounts/invitation.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { accountsOfLogin, anActiveAccount } from './logins.ts';
import { joinConnections } from '../shared/region-connections.ts';
import type { InvitationRow, ListedInvitationRow } from './invitation-row.ts';

/** Organisations of these kinds can be invited; those of a municipality are its own. */
export const INVITED_ORGANIZATION = 'EMPLOYER';
/** The newest ones; older invitations are used or void. */
const MOST_LISTED = 500;

/** Who invites, as he is now: his right is never taken from what a session or a row said before. */
export interface Inviter {
  readonly id: string;
  readonly full_name: string;
  readonly role: Role;
  readonly state: string;
  readonly municipality_id: string;
  readonly organization_id: string;
  readonly organization_name: string;
}

export async function findInviter(knex: Knex, userId: string): Promise<Inviter | undefined> {
  return knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .where('u.id', userId)
    .first('u.id', 'u.full_name', 'u.role', 'u.state', 'u.municipality_id', 'u.organization_id', {
      organization_name: 'o.name',
    });
}

export function listedInvitations(
  knex: Knex,
  where: { readonly municipalityId: string; readonly kinds: readonly InvitationKind[]; readonly id?: string },
): Promise<ListedInvitationRow[]> {
  return knex('invitation as i')
    .leftJoin('app_user as u', 'u.id', 'i.inviter_id')
    .leftJoin('organization as o', 'o.id', 'i.organization_id')
    .where({ 'i.municipality_id': where.municipalityId, ...(where.id !== undefined && { 'i.id': where.id }) })
    .whereIn('i.kind', where.kinds)
    .orderBy('i.created_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(MOST_LISTED)
    .select('i.*', { inviter_name: 'u.full_name', existing_organization: 'o.name' });
}

export function invitedOrganizations(knex: Knex, municipalityId: string): Promise<InvitationOrganization[]> {
  return knex('organization')
    .where({ municipality_id: municipalityId })
    .whereRaw('? = any(types)', [INVITED_ORGANIZATION])
    .orderBy('name')
    .select('id', 'name');
}

/** An organisation of the municipality by name, without case; one of another municipality is never found. */
export function organizationNamed(
  knex: Knex,
  municipalityId: string,
  name: string,
): Promise<{ readonly id: string } | undefined> {
  return knex('organization')
    .where({ municipality_id: municipalityId })
    .whereRaw('? = any(types)', [INVITED_ORGANIZATION])
    .whereRaw('lower(name) = lower(?)', [name])
    .orderBy('id')
    .first('id');
}

/** Locked until the end of the transaction: of two that come at once, the second sees what the first did. */
export function lockInvitation(trx: Trx, column: 'id' | 'token_hash' | 'ticket_hash', value: string | Buffer) {
  return trx<InvitationRow>('invitation')
    .where({ [column]: value })
    .forUpdate()
    .first() as Promise<InvitationRow | undefined>;
}

/** The existing organisation, or the one that the invitation names; two that name the same new one share it. */
export async function organizationOf(trx: Trx, invitation: InvitationRow): Promise<string | null> {
  const { municipality_id: municipalityId, organization_id: id, organization_name: name } = invitation;
  if (id !== null) {
    const row = await trx('organization').where({ id, municipality_id: municipalityId }).first('id');
    return row?.id ?? null;
  }
  // The municipality is the lock: nobody makes the same organisation twice.
  await trx('municipality').where({ id: municipalityId }).forUpdate().first('id');
  const known = await organizationNamed(trx, municipalityId, name);
  if (known !== undefined) return known.id;
  const created = uuidv7();
  await trx('organization').insert({
    ...{ id: created, name, types: [INVITED_ORGANIZATION], municipality_id: municipalityId },
  });
  return created;
}

/**
 * The account of an invitation, without a password and in state SECURING. One that was left half-way in the same
 * municipality starts anew with what this invitation says. Null when the address belongs to an account already.
 */
export async function makeInvitedUser(
  trx: Trx,
  invitation: InvitationRow,
  organizationId: string,
): Promise<string | null> {
  const { email, full_name, role, municipality_id } = invitation;
  const facts = { email, full_name, role, municipality_id, organization_id: organizationId };
  const inserted = await trx('app_user')
    .insert({ id: uuidv7(), ...facts, state: 'SECURING' })
    .onConflict(trx.raw('(lower(email)) where login_user_id is null'))
    .ignore()
    .returning('id');
  const id = inserted[0]?.id ?? (await restart(trx, invitation, facts));
  if (id === null) return null;
  await trx('user_region').where({ user_id: id }).delete();
  await trx.raw(
    `insert into user_region (user_id, region_code, relation)
     select ?, region_code, 'own' from municipality where id = ?`,
    [id, municipality_id],
  );
  await joinConnections(trx, id);
  return id;
}

async function restart(trx: Trx, invitation: InvitationRow, facts: object): Promise<string | null> {
  const user = await trx('app_user')
    .whereRaw('lower(email) = lower(?)', [invitation.email])
    .whereNull('login_user_id')
    .where({ state: 'SECURING', municipality_id: invitation.municipality_id })
    .forUpdate()
    .first('id');
  if (user === undefined) return null;
  await trx('app_user').where({ id: user.id }).update(facts);
  for (const table of ['user_password', 'second_factor', 'external_identity'])
    await trx(table).where({ user_id: user.id }).delete();
  // The link of before leads nowhere any more.
  await trx('invitation').where({ user_id: user.id }).update({ user_id: null, ticket_hash: null });
  return user.id;
}

/**
 * What is known of the address. NEW: the invitation makes an account, or takes up one that was left half-way. LOGIN: a person
 * with an account that works, who can get another one. CLOSED: he has this very account, or none that works: he signs in,
 * or asks who invited him (HW-INV-07).
 */
export type InviteeStanding =
  { readonly known: 'NEW' | 'CLOSED' } | { readonly known: 'LOGIN'; readonly loginId: string };

export async function standingOf(
  knex: Knex,
  invitation: Pick<InvitationRow, 'email' | 'role' | 'municipality_id' | 'organization_id' | 'organization_name'>,
): Promise<InviteeStanding> {
  const { municipality_id: municipalityId, organization_name: name, role } = invitation;
  const login = await knex('app_user as u')
    .whereRaw('lower(u.email) = lower(?)', [invitation.email])
    .whereNull('u.login_user_id')
    .first('u.id', 'u.state', 'u.municipality_id', { works: knex.raw('exists (?)', [anActiveAccount(knex, 'u.id')]) });
  if (login === undefined) return { known: 'NEW' };
  if (login.state === 'SECURING' && login.municipality_id === municipalityId) return { known: 'NEW' };
  const organizationId =
    invitation.organization_id ?? (await organizationNamed(knex, municipalityId, name))?.id ?? null;
  const same = await knex('app_user')
    .whereIn('id', accountsOfLogin(knex, login.id))
    .where({ organization_id: organizationId, role })
    .first('id');
  return login.works && same === undefined ? { known: 'LOGIN', loginId: login.id } : { known: 'CLOSED' };
}

/** Another account behind a login, ready to use: the login was proven. Null when he has this very account by now. */
export async function addInvitedAccount(
  trx: Trx,
  invitation: InvitationRow,
  organizationId: string,
  loginId: string,
): Promise<string | null> {
  // The login is the lock: of two invitations to the same organisation at once the second finds the account there.
  const login = await trx('app_user').where({ id: loginId }).forUpdate().first('email');
  const { full_name, role, municipality_id } = invitation;
  const same = await trx('app_user')
    .whereIn('id', accountsOfLogin(trx, loginId))
    .where({ organization_id: organizationId, role })
    .first('id');
  if (same !== undefined) return null;
  const id = uuidv7();
  await trx('app_user').insert({
    ...{ id, email: login.email, full_name, role, municipality_id, organization_id: organizationId },
    login_user_id: loginId,
  });
  await setOwnRegion(trx, id, municipality_id);
  return id;
}

async function setOwnRegion(trx: Trx, userId: string, municipalityId: string): Promise<void> {
  await trx.raw(
    `insert into user_region (user_id, region_code, relation)
     select ?, region_code, 'own' from municipality where id = ?`,
    [userId, municipalityId],
  );
}
