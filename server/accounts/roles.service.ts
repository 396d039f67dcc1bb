import type { Knex } from 'knex';
import {
  DEFAULT_RIGHTS,
  fitsOrganization,
  maximumRights,
  type HeldRole,
} from '@hallowerk/contract/accounts/default-rights.ts';
import { beyond, normalised } from '@hallowerk/contract/accounts/rights.ts';
import {
  canGive,
  type CustomRole,
  type GivenRole,
  type NewRole,
  type RoleChange,
  type RoleList,
  type RoleMember,
  type RoleMembers,
} from '@hallowerk/contract/accounts/roles.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { forbidden, notFound, ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { toCustomRole, toMember, type CustomRoleRow, type MemberRow } from './role-row.ts';
import {
  administrators,
  countsOfBuiltIn,
  customRoles,
  findGiver,
  lockMember,
  lockRole,
  lockTenant,
  membersWith,
  type MemberFilter,
  type RoleGiver,
} from './roles.repository.ts';

/**
 * Who may do what, arranged by the own municipality or organisation (PP-VIS-06, HR-ROLE-01–03, HW-VAC-05). Nobody gives or
 * takes what he could not give, and every change holds at the next request of who has the role.
 */
export interface RolesService {
  list(session: SessionContext): Promise<RoleList>;
  /**
   * Under an id of the caller; the same once more changes nothing.
   * @throws {ProblemError} 400, 403 for rights that he cannot give, 404 for an id of another tenant, 409 `name_taken` or
   *   `id_taken`
   */
  create(session: SessionContext, id: string, role: NewRole): Promise<CustomRole>;
  /** @throws {ProblemError} 400, 403, 404, 409 `stale`, `name_taken` or `last_administrator` */
  change(session: SessionContext, id: string, change: RoleChange): Promise<CustomRole>;
  /** @throws {ProblemError} 403, 404, 409 `in_use` */
  remove(session: SessionContext, id: string): Promise<void>;
  members(session: SessionContext, filter: MemberFilter): Promise<RoleMembers>;
  /** @throws {ProblemError} 403, 404, 409 `wrong_organization` or `last_administrator` */
  give(session: SessionContext, userId: string, given: GivenRole): Promise<RoleMember>;
}

interface Dependencies {
  readonly knex: Knex;
  readonly clock: Clock;
}

export function createRolesService(deps: Dependencies): RolesService {
  const { knex } = deps;
  return {
    list: async (session) => list(knex, await giverOf(knex, session)),
    create: (session, id, role) => withTransaction(knex, (trx) => create(trx, session, id, role)),
    change: (session, id, change) => withTransaction(knex, (trx) => changeRole(trx, deps, { session, id, change })),
    remove: (session, id) => withTransaction(knex, (trx) => remove(trx, session, id)),
    members: async (session, filter) => {
      const { rows, total } = await membersWith(knex, await giverOf(knex, session), filter);
      return { items: rows.map(toMember), total };
    },
    give: (session, userId, given) => withTransaction(knex, (trx) => give(trx, session, userId, given)),
  };
}

/** @throws {ProblemError} 403 */
async function giverOf(knex: Knex, session: SessionContext): Promise<RoleGiver> {
  const giver = await findGiver(knex, session.userId);
  if (giver === null) throw forbidden();
  return giver;
}

/** One change of roles at a time in a municipality. */
async function lockedGiver(trx: Trx, session: SessionContext): Promise<RoleGiver> {
  const giver = await giverOf(trx, session);
  await lockTenant(trx, giver);
  // As he is after who came before.
  return giverOf(trx, session);
}

async function list(knex: Knex, giver: RoleGiver): Promise<RoleList> {
  const counts = await countsOfBuiltIn(knex, giver);
  const builtIn = giver.roles.filter((role) => canGive(giver.grantable, DEFAULT_RIGHTS[role]));
  return {
    builtIn: builtIn.map((role) => ({
      role,
      rights: [...DEFAULT_RIGHTS[role]],
      maximum: [...maximumRights(role)],
      members: counts.get(role) ?? 0,
    })),
    custom: (await customRoles(knex, giver)).map(toCustomRole),
    grantable: [...giver.grantable],
  };
}

async function shown(trx: Trx, giver: RoleGiver, id: string): Promise<CustomRole> {
  const [row] = await customRoles(trx, giver, id);
  if (row === undefined) throw notFound();
  return toCustomRole(row);
}

/** @throws {ProblemError} 403 when something in it is not his to give */
function requireGift(giver: RoleGiver, { role, rights }: HeldRole): void {
  if (!giver.roles.includes(role) || !canGive(giver.grantable, rights)) throw forbidden();
}

async function create(trx: Trx, session: SessionContext, id: string, wanted: NewRole): Promise<CustomRole> {
  const giver = await lockedGiver(trx, session);
  const rights = normalised(wanted.rights);
  requireGift(giver, { role: wanted.basedOn, rights });
  const [before] = await customRoles(trx, giver, id);
  if (before !== undefined && isSame(before, wanted)) return toCustomRole(before);
  if (before !== undefined) throw new ProblemError(409, 'id_taken', 'Deze rol bestaat al. Haal de lijst opnieuw op.');
  const elsewhere = await trx('custom_role').where({ id }).first('id');
  if (elsewhere !== undefined) throw notFound();
  await requireName(trx, giver, wanted.name, id);
  const place = { municipality_id: giver.municipalityId, organization_id: giver.organizationId };
  await trx('custom_role').insert({
    ...{ id, ...place, name: wanted.name, based_on: wanted.basedOn, rights: JSON.stringify(rights) },
  });
  await record(trx, giver, `role:${id}`, { role: 'CREATE', basedOn: wanted.basedOn, rights: rights.length });
  return shown(trx, giver, id);
}

function isSame(row: CustomRoleRow, { name, basedOn, rights }: NewRole): boolean {
  const same = JSON.stringify(normalised(row.rights)) === JSON.stringify(normalised(rights));
  return same && row.name === name && row.based_on === basedOn;
}

/** @throws {ProblemError} 409 */
async function requireName(trx: Trx, giver: RoleGiver, name: string, id: string): Promise<void> {
  const taken = await trx('custom_role')
    .where({ municipality_id: giver.municipalityId, organization_id: giver.organizationId })
    .whereRaw('lower(name) = lower(?)', [name])
    .whereNot({ id })
    .first('id');
  if (taken !== undefined) throw new ProblemError(409, 'name_taken', 'Er is al een rol met deze naam.');
}

async function changeRole(
  trx: Trx,
  { clock }: Dependencies,
  asked: { readonly session: SessionContext; readonly id: string; readonly change: RoleChange },
): Promise<CustomRole> {
  const { id, change } = asked;
  const giver = await lockedGiver(trx, asked.session);
  const row = await lockRole(trx, giver, id);
  if (row === undefined) throw notFound();
  const rights = normalised(change.rights);
  requireGift(giver, { role: row.based_on, rights: row.rights });
  requireGift(giver, { role: row.based_on, rights });
  if (beyond(rights, maximumRights(row.based_on)).length > 0) throw tooMuch();
  if (row.version !== change.seen) {
    throw new ProblemError(409, 'stale', 'Iemand anders heeft deze rol net veranderd. Haal de lijst opnieuw op.');
  }
  await requireName(trx, giver, change.name, id);
  await keepingAdministrators(trx, giver, async () => {
    const facts = { name: change.name, rights: JSON.stringify(rights), version: row.version + 1 };
    await trx('custom_role')
      .where({ id })
      .update({ ...facts, updated_at: clock.now() });
  });
  await record(trx, giver, `role:${id}`, { role: 'CHANGE', rights: rights.length, version: row.version + 1 });
  return shown(trx, giver, id);
}

function tooMuch(): ProblemError {
  const message = 'Deze rechten passen niet bij de rol waarop deze is gebaseerd';
  return new ProblemError(400, 'invalid_input', message, {
    faults: [{ path: 'rights', code: 'maximum', message }],
  });
}

async function remove(trx: Trx, session: SessionContext, id: string): Promise<void> {
  const giver = await lockedGiver(trx, session);
  const row = await lockRole(trx, giver, id);
  if (row === undefined) throw notFound();
  requireGift(giver, { role: row.based_on, rights: row.rights });
  const having = await trx('app_user').where({ custom_role_id: id }).whereNot({ state: 'REMOVED' }).count({ n: '*' });
  const members = Number(having[0]?.['n'] ?? 0);
  if (members > 0) {
    const who = members === 1 ? 'Eén persoon heeft' : `${members} mensen hebben`;
    throw new ProblemError(409, 'in_use', `${who} deze rol. Geef hun eerst een andere rol.`);
  }
  // Who was removed keeps the role that it was based on.
  await trx('app_user').where({ custom_role_id: id }).update({ custom_role_id: null });
  await trx('custom_role').where({ id }).delete();
  await record(trx, giver, `role:${id}`, { role: 'DELETE' });
}

async function give(trx: Trx, session: SessionContext, userId: string, given: GivenRole): Promise<RoleMember> {
  const giver = await lockedGiver(trx, session);
  const member = await lockMember(trx, giver, userId);
  if (member === undefined) throw notFound();
  requireGift(giver, await heldBy(trx, member));
  const wanted = await wantedRole(trx, giver, given);
  requireGift(giver, wanted.held);
  const wrong = wanted.organizationId !== null && wanted.organizationId !== member.organization_id;
  if (wrong || !fitsOrganization(wanted.held.role, member.organization_types)) {
    const detail = 'Deze rol past niet bij de organisatie van deze gebruiker.';
    throw new ProblemError(409, 'wrong_organization', detail);
  }
  if (member.role === wanted.held.role && member.custom_role_id === wanted.customRoleId) return toMember(member);
  await keepingAdministrators(trx, giver, async () => {
    const facts = { role: wanted.held.role, custom_role_id: wanted.customRoleId };
    await trx('app_user').where({ id: userId }).update(facts);
  });
  const detail = { role: wanted.held.role, ...(wanted.customRoleId !== null && { customRole: wanted.customRoleId }) };
  await record(trx, giver, `user:${userId}`, detail);
  const after = await lockMember(trx, giver, userId);
  if (after === undefined) throw notFound();
  return toMember(after);
}

async function heldBy(trx: Trx, member: MemberRow): Promise<HeldRole> {
  if (member.custom_role_id === null) return { role: member.role, rights: DEFAULT_RIGHTS[member.role] };
  const row = await trx('custom_role').where({ id: member.custom_role_id }).first('rights');
  return { role: member.role, rights: row?.rights ?? [] };
}

interface WantedRole {
  readonly held: HeldRole;
  readonly customRoleId: string | null;
  readonly organizationId: string | null;
}

/** @throws {ProblemError} 404 for a role of another tenant */
async function wantedRole(trx: Trx, giver: RoleGiver, { role, customRoleId }: GivenRole): Promise<WantedRole> {
  if (customRoleId === null) {
    if (role === null) throw notFound();
    return { held: { role, rights: DEFAULT_RIGHTS[role] }, customRoleId: null, organizationId: null };
  }
  const row = await lockRole(trx, giver, customRoleId);
  if (row === undefined) throw notFound();
  return { held: { role: row.based_on, rights: row.rights }, customRoleId, organizationId: row.organization_id };
}

/** @throws {ProblemError} 409 when nobody would be left who can arrange roles */
async function keepingAdministrators(trx: Trx, giver: RoleGiver, act: () => Promise<void>): Promise<void> {
  const before = await administrators(trx, giver);
  await act();
  if (before.length === 0 || (await administrators(trx, giver)).length > 0) return;
  const detail = 'Dit is de laatste beheerder. Geef eerst iemand anders deze rol.';
  throw new ProblemError(409, 'last_administrator', detail);
}

function record(
  trx: Trx,
  giver: RoleGiver,
  object: string,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return recordAudit(trx, { actor: giver.id, action: 'ROLE_CHANGE', object, result: 'ok', detail });
}
