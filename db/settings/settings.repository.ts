import { isSettingKey, SYNCED_SETTINGS, type Setting, type SettingKey } from '@hallowerk/contract/settings/setting.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import { foldOverlay, type StoredLine } from '../sync/overlay.ts';

export interface SettingsRepository {
  /** What follows the user from device to device, with the waiting changes on top. Absent: never set anywhere. */
  values(): Partial<Record<SettingKey, Setting['value']>>;
}

const SETTING = COLLECTIONS.setting.number;

/** Synced settings of the signed-in user. A key or value of a newer version of the program is left out. */
export function createSettingsRepository(database: LocalDatabase): SettingsRepository {
  const { connection } = database;
  const statements = {
    rows: connection.prepare<string>('select d from row where coll = ?').pluck(),
    lines: connection.prepare<StoredLine & { id: string }>(
      'select id, patch, gone from overlay where coll = ? order by n',
    ),
  };

  return {
    values: () =>
      database.read(() => {
        const rows = statements.rows.all(SETTING).map((content) => JSON.parse(content) as Setting);
        const lines = statements.lines.all(SETTING);
        const values: Partial<Record<SettingKey, Setting['value']>> = {};
        for (const key of new Set([...rows.map((row) => row.key), ...lines.map(({ id }) => id)])) {
          if (!isSettingKey(key)) continue;
          const row = rows.find((candidate) => candidate.key === key) ?? null;
          const folded = foldOverlay(
            row,
            lines.filter(({ id }) => id === key),
          );
          const value = SYNCED_SETTINGS[key].safeParse(folded?.fields.value);
          if (value.success) values[key] = value.data;
        }
        return values;
      }),
  };
}
