import type { SettingsRepository } from '#db/settings/settings.repository.ts';
import type { JSONValue, OutboxRepository } from '#db/sync/outbox.repository.ts';
import { isSettingKey, SYNCED_SETTINGS } from '@hallowerk/contract/settings/setting.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';

export interface SettingsServiceOptions {
  readonly settings: SettingsRepository;
  /** Preferences of this device only. */
  readonly local: Pick<OutboxRepository, 'preferences' | 'setPreference'>;
  readonly clock: Clock;
  /** Keeps the mutation durably, shows it at once and has it sent. */
  readonly mutate: (mutation: NewMutation) => void;
}

/** Layout and taste of the user: some of it follows him to his other devices (`SYNCED_SETTINGS`), the rest stays here. */
export interface SettingsService {
  /** A synced value wins; until there is one, what this device held counts. */
  preferences(): Record<string, JSONValue>;
  /** Throws `DesktopError` REFUSED `invalid` for a value that does not fit a synced key. */
  setPreference(input: { key: string; value: JSONValue }): void;
}

export function createSettingsService({ settings, local, clock, mutate }: SettingsServiceOptions): SettingsService {
  return {
    preferences: () => ({ ...local.preferences(), ...settings.values() }),
    setPreference({ key, value }) {
      if (!isSettingKey(key)) return local.setPreference(key, value);
      const fitting = SYNCED_SETTINGS[key].safeParse(value);
      if (!fitting.success) throw new DesktopError('REFUSED', 'Deze instelling bestaat niet.', { reason: 'invalid' });
      if (settings.values()[key] === fitting.data) return;
      mutate(newMutation(clock, 'settings.set', { key, value: fitting.data }));
    },
  };
}
