import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/**
 * What follows a user to his other devices. Everything else, such as the widths of panes, belongs to one device and stays
 * there. A key that a server or client does not know is refused or ignored.
 */
export const SYNCED_SETTINGS = {
  'appearance.theme': z.enum(['system', 'light', 'dark', 'contrast']),
  'appearance.language': z.enum(['nl', 'en']),
  /** Shortcuts of one letter or sign; on until switched off (BX-09). */
  'shortcuts.single-keys': z.boolean(),
} as const;
export type SettingKey = keyof typeof SYNCED_SETTINGS;

export const SettingKeySchema = z.enum(Object.keys(SYNCED_SETTINGS) as [SettingKey, ...SettingKey[]]);

/** One setting of one user. `value` fits the schema of its key. */
export const SettingSchema = z.object({
  id: UuidSchema,
  key: z.string().max(60),
  value: z.json(),
  updatedAt: InstantSchema,
});
export type Setting = z.infer<typeof SettingSchema>;

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SYNCED_SETTINGS, key);
}
