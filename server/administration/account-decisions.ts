import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import {
  decisionsFor,
  type AccountDecision,
  type AccountState,
  type EmployerPerson,
} from '@hallowerk/contract/administration/administration.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import { administratorOf, requireSeen } from './administrator.ts';
import { toPerson } from './employers.repository.ts';

const VACANCY_DECISIONS: readonly AccountDecision[] = ['GIVE_VACANCIES', 'TAKE_VACANCIES'];

/** Blocks, readmits or removes a user with all that follows from it, and its line in the audit trail. */
export type ChangeState = (
  trx: Trx,
  change: { readonly actor: string; readonly userId: string; readonly state: 'ACTIVE' | 'BLOCKED' | 'REMOVED' },
) => Promise<boolean>;

export interface AccountDecisionDependencies {
  readonly knex: Knex;
  readonly changeState: ChangeState;
}

export interface AccountDecisionInput {
  readonly id: string;
  readonly decision: AccountDecision;
  /** The state that was on the screen. */
  readonly seen: AccountState;
}

/**
 * Blocks, readmits or removes an account of the administrator's municipality, or gives an employer the management of his
 * vacancies (HW-VAC-05). Never his own account, and never that of the last administrator.
 *
 * @throws {ProblemError} 404 outside his municipality; 409 `own_account`, `last_administrator`, `changed_meanwhile`,
 *   `not_possible`, `custom_role`
 */
export function decideAccount(
  { knex, changeState }: AccountDecisionDependencies,
  session: SessionContext,
  input: AccountDecisionInput,
): Promise<EmployerPerson> {
  return withTransaction(knex, (trx) => decide(trx, changeState, session, input));
}

async function decide(
  trx: Trx,
  changeState: ChangeState,
  session: SessionContext,
  { id, decision, seen }: AccountDecisionInput,
): Promise<EmployerPerson> {
  const { userId, municipalityId } = await administratorOf(trx, session);
  // The municipality is the lock: two administrators do not remove each other at once.
  await trx('municipality').where({ id: municipalityId }).forUpdate().first('id');
  const user = await trx('app_user')
    .where({ id, municipality_id: municipalityId })
    .forUpdate()
    .first('id', 'full_name', 'email', 'role', 'state', 'custom_role_id');
  if (user === undefined || user.state === 'REMOVED') throw notFound();
  if (id === userId) {
    throw new ProblemError(409, 'own_account', 'Dit is je eigen account. Vraag een andere beheerder dit te doen.');
  }
  requireSeen(seen, user.state);
  if (!decisionsFor(user).includes(decision)) {
    throw new ProblemError(409, 'not_possible', 'Dat kan niet met dit account zoals het nu is.');
  }
  if (user.custom_role_id !== null && VACANCY_DECISIONS.includes(decision)) {
    throw new ProblemError(409, 'custom_role', 'Dit account heeft een eigen rol. Wijzig die rol, of geef een andere.');
  }
  if (decision === 'BLOCK' || decision === 'REMOVE') await requireAnotherAdministrator(trx, municipalityId, user);
  await carryOut(trx, changeState, { actor: userId, userId: id }, decision);
  const after = await trx('app_user').where({ id }).first('id', 'full_name', 'email', 'role', 'state');
  return toPerson(after);
}

async function requireAnotherAdministrator(
  trx: Trx,
  municipalityId: string,
  user: { readonly id: string; readonly role: string },
): Promise<void> {
  if (user.role !== 'MUNICIPAL_ADMINISTRATOR') return;
  const another = await trx('app_user')
    .where({ municipality_id: municipalityId, role: 'MUNICIPAL_ADMINISTRATOR', state: 'ACTIVE' })
    .whereNot({ id: user.id })
    .first('id');
  if (another !== undefined) return;
  throw new ProblemError(409, 'last_administrator', 'Dit is de laatste beheerder van je gemeente.');
}

async function carryOut(
  trx: Trx,
  changeState: ChangeState,
  who: { readonly actor: string; readonly userId: string },
  decision: AccountDecision,
): Promise<void> {
  switch (decision) {
    case 'BLOCK':
      await changeState(trx, { ...who, state: 'BLOCKED' });
      return;
    case 'UNBLOCK':
      await changeState(trx, { ...who, state: 'ACTIVE' });
      return;
    case 'REMOVE':
      await changeState(trx, { ...who, state: 'REMOVED' });
      return;
    case 'GIVE_VACANCIES':
      return giveRole(trx, who, 'EMPLOYER_VACANCY_MANAGER');
    case 'TAKE_VACANCIES':
      return giveRole(trx, who, 'EMPLOYER');
    default:
      assertNever(decision);
  }
}

async function giveRole(
  trx: Trx,
  { actor, userId }: { readonly actor: string; readonly userId: string },
  role: Role,
): Promise<void> {
  // A custom role is based on the role of before.
  await trx('app_user').where({ id: userId }).update({ role, custom_role_id: null });
  await recordAudit(trx, { actor, action: 'ROLE_CHANGE', object: `user:${userId}`, result: 'ok', detail: { role } });
}
