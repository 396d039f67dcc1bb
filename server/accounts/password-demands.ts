import type { Knex } from 'knex';
import {
  PLATFORM_POLICY,
  raisedToPlatform,
  type PasswordPolicy,
} from '@hallowerk/contract/accounts/password-policy.ts';
import type { PasswordDemands } from '@hallowerk/contract/accounts/security.ts';
import { notFound } from '../http/problems.ts';
import { DAY, plus } from '../security/clock.ts';

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

/** What is asked of a password of this user. @throws {ProblemError} 404 without such a user */
export async function passwordDemands(knex: Knex, userId: string, productName: string): Promise<PasswordDemands> {
  const user = await knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .where('u.id', userId)
    .first('u.full_name', 'u.email', 'u.organization_id', { organization: 'o.name', municipality: 'm.name' });
  if (user === undefined) throw notFound();
  const address = String(user.email).split('@');
  const domain = address[1]?.split('.')[0] ?? '';
  return {
    policy: await policyOf(knex, user.organization_id),
    context: [user.full_name, address[0] ?? '', domain, user.organization, user.municipality, productName],
  };
}

/** The password is older than the organisation allows (WT-PWD-06). */
export async function isExpired(knex: Knex, userId: string, now: Date): Promise<boolean> {
  const row = await knex('app_user as u')
    .join('user_password as p', 'p.user_id', 'u.id')
    .where('u.id', userId)
    .first('u.organization_id', 'p.changed_at');
  if (row === undefined) return false;
  const { maxAgeDays } = await policyOf(knex, row.organization_id);
  return maxAgeDays < PLATFORM_POLICY.maxAgeDays && plus(row.changed_at, maxAgeDays * DAY) <= now;
}
