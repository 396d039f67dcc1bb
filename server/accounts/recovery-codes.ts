import { randomBytes } from 'node:crypto';
import { RECOVERY_CODE_COUNT } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';
import { hashToken } from '../security/keys.ts';
import { noticeOf } from './security-notices.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS = 112;

/** 112 random bits as 23 characters of Crockford's base32. */
function newCode(): string {
  let value = BigInt(`0x${randomBytes(BITS / 8).toString('hex')}`);
  let code = '';
  for (let length = Math.ceil(BITS / 5); length > 0; length--) {
    code = ALPHABET[Number(value & 31n)]! + code;
    value >>= 5n;
  }
  return code;
}

/** As people copy it: `XXXXXX-XXXXXX-XXXXXX-XXXXX`. */
function readable(code: string): string {
  return (code.match(/.{1,6}/g) ?? []).join('-');
}

/** Ten new codes; the old ones are worth nothing from then on. They are shown once: only their hashes stay (A05). */
export async function createRecoveryCodes(
  trx: Trx,
  deps: { readonly productName: string },
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODE_COUNT }, newCode);
  await trx('app_user').where({ id: userId }).forUpdate().first('id');
  await trx('recovery_code').where({ user_id: userId }).delete();
  await trx('recovery_code').insert(codes.map((code) => ({ hash: hashToken(code), user_id: userId, created_at: now })));
  const detail = { security: 'recovery-codes' };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `user:${userId}`, result: 'ok', detail });
  await noticeOf(trx, deps, { userId, change: 'recovery-codes', now });
  return codes.map(readable);
}

/** Uses up a code of this user; false when there is no such code left. Of two tries at once one wins. */
export async function useRecoveryCode(
  trx: Trx,
  deps: { readonly productName: string },
  { userId, code, now }: { readonly userId: string; readonly code: string; readonly now: Date },
): Promise<boolean> {
  const used = await trx('recovery_code')
    .where({ hash: hashToken(code), user_id: userId })
    .whereNull('used_at')
    .update({ used_at: now });
  if (used === 0) return false;
  const detail = { security: 'recovery-code-used' };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `user:${userId}`, result: 'ok', detail });
  await noticeOf(trx, deps, { userId, change: 'recovery-code-used', now });
  return true;
}
