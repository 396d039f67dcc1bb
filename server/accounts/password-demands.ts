import type { Knex } from 'knex';
import {
  PLATFORM_POLICY,
  raisedToPlatform,
  type PasswordPolicy,
} from '@hallowerk/contract/accounts/password-policy.ts';
import type { PasswordDemands } from '@hallowerk/contract/accounts/security.ts';
import { notFound } from '../http/problems.ts';
import { accountsOfLogin } from './logins.ts';
import { DAY, plus } from '../security/clock.ts';

/** Names of the person and his organisations that a password must not be made of: as many as the contract takes. */
const MOST_WORDS = 20;

interface PolicyRow {
  readonly min_length: number;
  readonly need_upper: boolean;
  readonly need_lower: boolean;
  readonly need_letter: boolean;
  readonly need_digit: boolean;
  readonly need_special: boolean;
  readonly history_count: number;
  readonly max_age_days: number;
}

const COLUMNS = [
  'min_length',
  'need_upper',
  'need_lower',
  'need_letter',
  'need_digit',
  'need_special',
  'history_count',
  'max_age_days',
] as const;

/** What an organisation asks, never less than the platform (decision 6.3). */
export async function policyOf(knex: Knex, organizationId: string): Promise<PasswordPolicy> {
  const row: PolicyRow | undefined = await knex('password_policy')
    .where({ organization_id: organizationId })
    .first(...COLUMNS);
  if (row === undefined) return PLATFORM_POLICY;
  return raisedToPlatform({
    minLength: row.min_length,
    needUpper: row.need_upper,
    needLower: row.need_lower,
    needLetter: row.need_letter,
    needDigit: row.need_digit,
    needSpecial: row.need_special,
    historyCount: row.history_count,
    maxAgeDays: row.max_age_days,
  });
}

/** One password opens all accounts of a login, so it has to satisfy every organisation. */
function strictest(policies: readonly PasswordPolicy[]): PasswordPolicy {
  return policies.reduce((one, other) => ({
    minLength: Math.max(one.minLength, other.minLength),
    needUpper: one.needUpper || other.needUpper,
    needLower: one.needLower || other.needLower,
    needLetter: one.needLetter || other.needLetter,
    needDigit: one.needDigit || other.needDigit,
    needSpecial: one.needSpecial || other.needSpecial,
    historyCount: Math.max(one.historyCount, other.historyCount),
    maxAgeDays: Math.min(one.maxAgeDays, other.maxAgeDays),
  }));
}

/** What is asked of the password of the login that this account belongs to. @throws {ProblemError} 404 without such a user */
export async function passwordDemands(knex: Knex, userId: string, productName: string): Promise<PasswordDemands> {
  const users: { full_name: string; email: string; organization: string; municipality: string }[] = await knex(
    'app_user as u',
  )
    .join('organization as o', 'o.id', 'u.organization_id')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .whereIn('u.id', accountsOfLogin(knex, userId))
    .whereNot('u.state', 'REMOVED')
    .orderBy('u.created_at')
    .orderBy('u.id')
    .select('u.full_name', 'u.email', { organization: 'o.name', municipality: 'm.name' });
  if (users.length === 0) throw notFound();
  const context = users.flatMap(({ full_name, email, organization, municipality }) => {
    const [name = '', domain = ''] = email.split('@');
    return [full_name, name, domain.split('.')[0] ?? '', organization, municipality];
  });
  return {
    policy: await policyOfLogin(knex, userId),
    context: [...new Set([...context, productName])].slice(0, MOST_WORDS),
  };
}

/** Of every organisation that the person still works for. */
async function policyOfLogin(knex: Knex, userId: string): Promise<PasswordPolicy> {
  const organizations: { organization_id: string }[] = await knex('app_user')
    .whereIn('id', accountsOfLogin(knex, userId))
    .whereNot({ state: 'REMOVED' })
    .distinct('organization_id');
  const policies = await Promise.all(organizations.map((row) => policyOf(knex, row.organization_id)));
  return strictest([PLATFORM_POLICY, ...policies]);
}

/** The password is older than the organisation allows (WT-PWD-06). */
export async function isExpired(knex: Knex, userId: string, now: Date): Promise<boolean> {
  const row = await knex('user_password').where({ user_id: userId }).first('changed_at');
  if (row === undefined) return false;
  const { maxAgeDays } = await policyOfLogin(knex, userId);
  return maxAgeDays < PLATFORM_POLICY.maxAgeDays && plus(row.changed_at, maxAgeDays * DAY) <= now;
}
