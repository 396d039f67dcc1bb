import type { Knex } from 'knex';
import type { ActiveFactor, SecurityOverview } from '@hallowerk/contract/accounts/security.ts';
import type { Outbound } from '../outbox/outbound.ts';
import type { SessionContext } from '../security/session.ts';
import { passwordDemands } from './password-demands.ts';
import { isPasswordRemovable } from './password-removal.ts';
import { phoneHint } from './second-factors.ts';

interface FactorRow {
  readonly id: string;
  readonly method: 'TOTP' | 'SMS';
  readonly phone: string | null;
  readonly created_at: Date;
}

/** What somebody sees of his own security; of a number no more than its end. */
export async function securityOverview(
  knex: Knex,
  deps: { readonly outbound: Outbound; readonly productName: string },
  { userId, sessionId }: SessionContext,
): Promise<SecurityOverview> {
  const password = await knex('user_password').where({ user_id: userId }).first('changed_at');
  const factors: FactorRow[] = await knex('second_factor')
    .where({ user_id: userId })
    .orderBy('method', 'desc')
    .select('id', 'method', 'phone', 'created_at');
  const left = await knex('recovery_code')
    .where({ user_id: userId })
    .whereNull('used_at')
    .count({ count: '*' })
    .first();
  const session = await knex('session').where({ id: sessionId }).first('confirmed_until');
  const demands = await passwordDemands(knex, userId, deps.productName);
  return {
    passwordChangedAt: password?.changed_at.toISOString() ?? null,
    passwordRemovable: password !== undefined && (await isPasswordRemovable(knex, userId)),
    demands: { policy: demands.policy, context: [...demands.context] },
    factors: factors.map(toFactor),
    recoveryCodesLeft: Number(left?.['count'] ?? 0),
    smsAvailable: deps.outbound.sendSms !== undefined,
    confirmedUntil: session?.confirmed_until?.toISOString() ?? null,
  };
}

function toFactor({ id, method, phone, created_at }: FactorRow): ActiveFactor {
  return { id, method, hint: phone === null ? '' : phoneHint(phone), addedAt: created_at.toISOString() };
}
