import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { isAdministrator } from '@hallowerk/contract/accounts/default-rights.ts';
import { TRUST_DAYS, type DeviceProof } from '@hallowerk/contract/accounts/security.ts';
import type { Trx } from '../database/transaction.ts';
import { DAY, plus } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import { accountsOfLogin } from './logins.ts';

/** An unknown address costs the same question. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A new proof for a device that signs in; the one before is worth nothing from then on. */
export async function issueProof(trx: Trx, deviceId: string): Promise<string> {
  const proof = randomBytes(32).toString('base64url');
  await trx('sync_device')
    .where({ id: deviceId })
    .update({ proof_hash: hashToken(proof) });
  return proof;
}

/** The device showed what it got at its last sign-in with an account of this login, and is neither locked nor wiped (security A06). */
export async function isKnownDevice(knex: Knex, userId: string | null, device: DeviceProof | null): Promise<boolean> {
  if (device === null) return false;
  const row = await knex('sync_device')
    .where({ id: device.id, state: 'active', proof_hash: hashToken(device.proof) })
    .whereIn('user_id', accountsOfLogin(knex, userId ?? NOBODY))
    .first('id');
  return row !== undefined;
}

/** Who can change accounts of others proves himself every time. */
export function mayTrustDevice(role: Role): boolean {
  return !isAdministrator(role);
}

/** Remembers a device for 30 days (HF-AUTH-09). */
export async function trustDevice(
  trx: Trx,
  { userId, deviceId, now }: { readonly userId: string; readonly deviceId: string; readonly now: Date },
): Promise<void> {
  await trx('trusted_device')
    .insert({ device_id: deviceId, user_id: userId, trusted_until: plus(now, TRUST_DAYS * DAY) })
    .onConflict('device_id')
    .merge(['user_id', 'trusted_until']);
}

/** The same machine under a new id: the trust goes along, and the old proof is worth nothing. */
export async function passTrust(
  trx: Trx,
  userId: string,
  device: { readonly from: string; readonly to: string },
): Promise<void> {
  if (device.from === device.to) return;
  await trx('trusted_device').where({ device_id: device.from, user_id: userId }).update({ device_id: device.to });
  await trx('sync_device').where({ id: device.from, user_id: userId }).update({ proof_hash: null });
}

/** A known device that needs no code now. */
export async function isTrusted(
  knex: Knex,
  user: { readonly id: string; readonly role: Role },
  device: DeviceProof | null,
  now: Date,
): Promise<boolean> {
  if (device === null || !mayTrustDevice(user.role) || !(await isKnownDevice(knex, user.id, device))) return false;
  const row = await knex('trusted_device')
    .where({ device_id: device.id })
    .whereIn('user_id', accountsOfLogin(knex, user.id))
    .where('trusted_until', '>', now)
    .first('device_id');
  return row !== undefined;
}

/** After a changed password or factor, and at sign-out everywhere: every device asks for a code again (HF-AUTH-10). */
export async function endTrust(trx: Trx, userId: string): Promise<void> {
  await trx('trusted_device').whereIn('user_id', accountsOfLogin(trx, userId)).delete();
}
