import { brokenRules, type PasswordRule } from '@hallowerk/contract/accounts/password-policy.ts';
import { createCommonPasswords } from '@hallowerk/contract/accounts/common-passwords.ts';
import { brokenRuleText } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import { passwordDemands } from './password-demands.ts';
import type { Passwords } from './passwords.ts';

const isCommon = createCommonPasswords();

export interface PasswordDependencies {
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly productName: string;
}

/**
 * Gives a user a password, his first or another one (HW-SEC-07, HW-PWD-06, WT-PWD). Checks the policy of his organisation
 * raised to the platform's, the passwords that everybody tries, words about himself, and his own history. The caller ends
 * sessions and tells the user, where he had a password before.
 *
 * @throws {ProblemError} 422 `weak_password` naming every broken rule under `password`; 404 without such a user
 */
export async function setPassword(
  trx: Trx,
  deps: PasswordDependencies,
  { userId, password }: { readonly userId: string; readonly password: string },
): Promise<void> {
  const { policy, context } = await passwordDemands(trx, userId, deps.productName);
  const broken = brokenRules(password, policy, { context, isCommon });
  if (broken.length > 0) throw weak(broken, policy.minLength);
  // The row is the lock: two changes at once follow each other.
  const present = await trx('user_password').where({ user_id: userId }).forUpdate().first('hash');
  await refuseRepetition(trx, deps, { userId, password, count: policy.historyCount, present: present?.hash ?? null });
  const now = deps.clock.now();
  const hash = await deps.passwords.hash(password);
  if (present !== undefined) {
    await trx('password_history').insert({ id: uuidv7(), user_id: userId, hash: present.hash, replaced_at: now });
  }
  await trx('user_password')
    .insert({ user_id: userId, hash, changed_at: now })
    .onConflict('user_id')
    .merge(['hash', 'changed_at']);
  const detail = { security: 'password' };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `user:${userId}`, result: 'ok', detail });
}

function weak(broken: readonly PasswordRule[], minLength: number): ProblemError {
  const faults = broken.map((rule) => ({ path: 'password', code: rule, message: brokenRuleText(rule, minLength) }));
  return new ProblemError(422, 'weak_password', 'Dit wachtwoord voldoet niet aan alle regels.', { faults });
}

/** The history counts the passwords in between: with 1 only the present one may not return at once (WT-PWD-05). */
async function refuseRepetition(
  trx: Trx,
  { passwords }: PasswordDependencies,
  asked: {
    readonly userId: string;
    readonly password: string;
    readonly count: number;
    readonly present: string | null;
  },
): Promise<void> {
  if (asked.count === 0 || asked.present === null) return;
  const older: { hash: string }[] = await trx('password_history')
    .where({ user_id: asked.userId })
    .orderBy('replaced_at', 'desc')
    .limit(asked.count - 1)
    .select('hash');
  for (const hash of [asked.present, ...older.map((row) => row.hash)]) {
    if (!(await passwords.verify(hash, asked.password))) continue;
    const message = 'Dit wachtwoord heb je eerder gebruikt. Kies een ander wachtwoord.';
    const faults = [{ path: 'password', code: 'HISTORY', message }];
    throw new ProblemError(422, 'weak_password', message, { faults });
  }
}
