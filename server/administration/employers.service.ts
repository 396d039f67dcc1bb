import type { Knex } from 'knex';
import type * as z from 'zod';
import type {
  AdministeredEmployer,
  AssignmentInputSchema,
  EmployerInputSchema,
  EmployerPerson,
  ServingManager,
} from '@hallowerk/contract/administration/administration.ts';
import { recordAudit, recordAudits } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { administratorOf, refuseField, requireSeen } from './administrator.ts';
import {
  employerNamed,
  employersOf,
  isServingManager,
  lockEmployers,
  peopleOf,
  servingManagers,
} from './employers.repository.ts';

type EmployerInput = z.output<typeof EmployerInputSchema>;
type Assignment = z.output<typeof AssignmentInputSchema>;

/** Employers of the administrator's municipality, their people, and who serves them (features §5.2, HW-HOME-06). */
export interface EmployersService {
  list(session: SessionContext): Promise<{ items: AdministeredEmployer[]; accountManagers: ServingManager[] }>;
  /** @throws {ProblemError} 404 */
  get(session: SessionContext, id: string): Promise<{ employer: AdministeredEmployer; people: EmployerPerson[] }>;
  /** @throws {ProblemError} 400 with faults, 404, 409 `changed_meanwhile` */
  change(session: SessionContext, id: string, seen: number, input: EmployerInput): Promise<AdministeredEmployer>;
  /** All or none. @throws {ProblemError} 400 with faults, 404, 409 `changed_meanwhile` */
  assign(session: SessionContext, assignment: Assignment): Promise<AdministeredEmployer[]>;
}

export function createEmployersService(deps: { readonly knex: Knex; readonly clock: Clock }): EmployersService {
  const { knex, clock } = deps;
  return {
    list: async (session) => {
      const { municipalityId } = await administratorOf(knex, session);
      return {
        items: await employersOf(knex, { municipalityId, now: clock.now() }),
        accountManagers: await servingManagers(knex, municipalityId),
      };
    },
    get: async (session, id) => {
      const { municipalityId } = await administratorOf(knex, session);
      const [employer] = await employersOf(knex, { municipalityId, now: clock.now(), ids: [id] });
      if (employer === undefined) throw notFound();
      return { employer, people: await peopleOf(knex, { municipalityId, organizationId: id, now: clock.now() }) };
    },
    change: (session, id, seen, input) =>
      withTransaction(knex, (trx) => change(trx, clock, { session, id, seen, input })),
    assign: (session, assignment) => withTransaction(knex, (trx) => assign(trx, clock, session, assignment)),
  };
}

async function change(
  trx: Trx,
  clock: Clock,
  asked: {
    readonly session: SessionContext;
    readonly id: string;
    readonly seen: number;
    readonly input: EmployerInput;
  },
): Promise<AdministeredEmployer> {
  const { id, seen, input } = asked;
  const { municipalityId, userId } = await administratorOf(trx, asked.session);
  // As where invitations make employers: nobody gives two of them one name.
  await trx('municipality').where({ id: municipalityId }).forUpdate().first('id');
  const [before] = await lockEmployers(trx, municipalityId, [id]);
  if (before === undefined) throw notFound();
  requireSeen(seen, before.revision);
  const same = await employerNamed(trx, municipalityId, input.name);
  if (same.some((other) => other.id !== id)) refuseField('name', 'Er is al een werkgever met deze naam');
  await trx('organization').where({ id }).update({ name: input.name, kvk: input.kvk, website: input.website });
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `organization:${id}`, result: 'ok' });
  const [after] = await employersOf(trx, { municipalityId, now: clock.now(), ids: [id] });
  return after!;
}

async function assign(
  trx: Trx,
  clock: Clock,
  session: SessionContext,
  { accountManagerId, employers }: Assignment,
): Promise<AdministeredEmployer[]> {
  const { municipalityId, userId } = await administratorOf(trx, session);
  if (accountManagerId !== null && !(await isServingManager(trx, municipalityId, accountManagerId))) {
    refuseField('accountManagerId', 'Kies een accountmanager die nu bij jouw gemeente werkt');
  }
  const seen = new Map(employers.map((employer) => [employer.id, employer.seen]));
  const ids = [...seen.keys()];
  const before = await lockEmployers(trx, municipalityId, ids);
  if (before.length < ids.length) throw notFound();
  for (const { id, revision } of before) requireSeen(seen.get(id) ?? null, revision);
  const moved = before.filter((employer) => employer.account_manager_id !== accountManagerId).map(({ id }) => id);
  await trx('organization').whereIn('id', moved).update({ account_manager_id: accountManagerId });
  await recordAudits(
    trx,
    moved.map((id) => ({
      ...{ actor: userId, action: 'CHANGE' as const, object: `organization:${id}`, result: 'ok' as const },
      detail: { accountManager: accountManagerId ?? 'none' },
    })),
  );
  return employersOf(trx, { municipalityId, now: clock.now(), ids });
}
