import { SYNCED_SETTINGS } from '@hallowerk/contract/settings/setting.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { uuidv7 } from '../database/uuid.ts';
import { isNewer } from '../shared/effective-time.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';

interface SettingRow {
  readonly id: string;
  readonly value: unknown;
  readonly effective_at: Date;
  readonly device_id: string;
}

/** Writes one setting of the user himself: last writer per key (sync §2.11). `invalid` when the value does not fit. */
export async function setSetting(
  { trx, session, ability, effectiveAt }: MutationContext,
  { key, value }: MutationArgs<'settings.set'>,
): Promise<'ok' | 'noop'> {
  if (!ability.can('edit', 'Setting')) throw new MutationRefusedError('not_available');
  const fitting = SYNCED_SETTINGS[key].safeParse(value);
  if (!fitting.success) throw new MutationRefusedError('invalid');
  const content = JSON.stringify(fitting.data);
  const owner = { user_id: session.userId, key };
  const stamp = { value: content, effective_at: effectiveAt, device_id: session.deviceId };
  const inserted = await trx('setting')
    .insert({ id: uuidv7(), ...owner, ...stamp })
    .onConflict(['user_id', 'key'])
    .ignore()
    .returning('id');
  if (inserted.length > 0) return 'ok';
  const row: SettingRow = await trx('setting').where(owner).forUpdate().first();
  const mine = { at: effectiveAt, device: session.deviceId };
  if (!isNewer(mine, { at: row.effective_at, device: row.device_id })) return 'noop';
  await trx('setting').where({ id: row.id }).update(stamp);
  return JSON.stringify(row.value) === content ? 'noop' : 'ok';
}
