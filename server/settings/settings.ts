import { SYNCED_SETTINGS } from '@hallowerk/contract/settings/setting.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { writeLatest } from '../shared/last-writer.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';

/** Writes one setting of the user himself: last writer per key (sync §2.11). `invalid` when the value does not fit. */
export async function setSetting(
  { trx, session, ability, effectiveAt }: MutationContext,
  { key, value }: MutationArgs<'settings.set'>,
): Promise<'ok' | 'noop'> {
  if (!ability.can('edit', 'Setting')) throw new MutationRefusedError('not_available');
  const fitting = SYNCED_SETTINGS[key].safeParse(value);
  if (!fitting.success) throw new MutationRefusedError('invalid');
  const content = JSON.stringify(fitting.data);
  const before = await writeLatest<{ value: unknown }>(trx, {
    table: 'setting',
    key: { user_id: session.userId, key },
    values: { value: content },
    stamp: { at: effectiveAt, device: session.deviceId },
  });
  if (before === null) return 'ok';
  return before === 'lost' || JSON.stringify(before.value) === content ? 'noop' : 'ok';
}
