import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type {
  AccountState,
  AdministeredEmployer,
  EmployerPerson,
  ServingManager,
} from '@hallowerk/contract/administration/administration.ts';
import type { Trx } from '../database/transaction.ts';

const EMPLOYER = 'EMPLOYER';

interface EmployerRow {
  readonly id: string;
  readonly name: string;
  readonly kvk: string | null;
  readonly website: string;
  readonly account_manager_id: string | null;
  readonly revision: number;
  readonly invited: string;
  readonly securing: string;
  readonly active: string;
  readonly blocked: string;
}

/** Employers of one municipality with the number of their people in each state; by name. `ids`: only these. */
export async function employersOf(
  knex: Knex,
  asked: { readonly municipalityId: string; readonly now: Date; readonly ids?: readonly string[] },
): Promise<AdministeredEmployer[]> {
  const { municipalityId, now, ids = null } = asked;
  const result: { rows: EmployerRow[] } = await knex.raw(
    `select o.id, o.name, o.kvk, o.website, o.account_manager_id, o.revision,
            coalesce(u.securing, 0) as securing, coalesce(u.active, 0) as active, coalesce(u.blocked, 0) as blocked,
            coalesce(i.invited, 0) as invited
     from   organization o
     left   join (select organization_id,
                         count(*) filter (where state = 'SECURING') as securing,
                         count(*) filter (where state = 'ACTIVE') as active,
                         count(*) filter (where state = 'BLOCKED') as blocked
                  from   app_user where municipality_id = :municipalityId group by organization_id) u
            on u.organization_id = o.id
     left   join (select organization_id, count(*) as invited
                  from   invitation
                  where  municipality_id = :municipalityId and state in ('SENT', 'OPENED') and expires_at > :now
                  group  by organization_id) i on i.organization_id = o.id
     where  o.municipality_id = :municipalityId and :employer = any(o.types)
       and  (:all or o.id = any(:ids))
     order  by o.name, o.id`,
    { municipalityId, now, employer: EMPLOYER, all: ids === null, ids: [...(ids ?? [])] },
  );
  return result.rows.map((row) => ({
    id: row.id,
    name: row.name,
    kvk: row.kvk,
    website: row.website,
    accountManagerId: row.account_manager_id,
    people: {
      INVITED: Number(row.invited),
      SECURING: Number(row.securing),
      ACTIVE: Number(row.active),
      BLOCKED: Number(row.blocked),
    },
    revision: row.revision,
  }));
}

export function lockEmployers(
  trx: Trx,
  municipalityId: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly revision: number; readonly account_manager_id: string | null }[]> {
  return trx('organization')
    .where({ municipality_id: municipalityId })
    .whereRaw('? = any(types)', [EMPLOYER])
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate()
    .select('id', 'revision', 'account_manager_id');
}

export function employerNamed(trx: Trx, municipalityId: string, name: string): Promise<{ readonly id: string }[]> {
  return trx('organization')
    .where({ municipality_id: municipalityId })
    .whereRaw('? = any(types)', [EMPLOYER])
    .whereRaw('lower(name) = lower(?)', [name])
    .select('id');
}

interface PersonRow {
  readonly id: string;
  readonly full_name: string;
  readonly email: string;
  readonly role: Role;
  readonly state: AccountState;
}

/** Accounts that were not removed, and invitations that can still be used; by name. */
export async function peopleOf(
  knex: Knex,
  asked: { readonly municipalityId: string; readonly organizationId: string; readonly now: Date },
): Promise<EmployerPerson[]> {
  const result: { rows: PersonRow[] } = await knex.raw(
    `select id, full_name, email, role, state from app_user
     where  organization_id = :organizationId and municipality_id = :municipalityId and state <> 'REMOVED'
     union all
     select id, full_name, email, role, 'INVITED' from invitation
     where  organization_id = :organizationId and municipality_id = :municipalityId
       and  state in ('SENT', 'OPENED') and expires_at > :now
     order  by full_name, id`,
    asked,
  );
  return result.rows.map(toPerson);
}

export function toPerson(row: PersonRow): EmployerPerson {
  return { id: row.id, fullName: row.full_name, email: row.email, role: row.role, state: row.state };
}

/** Account managers who work there, and those who left and still have employers in their name. */
export async function servingManagers(knex: Knex, municipalityId: string): Promise<ServingManager[]> {
  const rows = await knex('app_user as u')
    .where({ 'u.municipality_id': municipalityId, 'u.role': 'ACCOUNT_MANAGER' })
    .where((where) =>
      where
        .where({ 'u.state': 'ACTIVE' })
        .orWhereExists(
          knex('organization as o')
            .whereRaw('o.account_manager_id = u.id')
            .where({ 'o.municipality_id': municipalityId })
            .select(knex.raw('1')),
        ),
    )
    .orderBy('u.full_name')
    .orderBy('u.id')
    .select('u.id', 'u.full_name', 'u.email', 'u.phone', 'u.state');
  return rows.map((row) => ({
    id: row.id,
    fullName: row.full_name,
    email: row.email,
    phone: row.phone,
    state: row.state,
  }));
}

/** Locked, so that who is being blocked now is not given employers. */
export async function isServingManager(trx: Trx, municipalityId: string, userId: string): Promise<boolean> {
  const row = await trx('app_user')
    .where({ id: userId, municipality_id: municipalityId, role: 'ACCOUNT_MANAGER', state: 'ACTIVE' })
    .forShare()
    .first('id');
  return row !== undefined;
}
