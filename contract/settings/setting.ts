import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/**
 * One key that writes one visible sign, as `KeyboardEvent.key` names it, so that it is the same on every keyboard. Not the
 * space bar, which works controls, nor the one with which Firefox begins to search the page.
 */
export const ShortcutKeySchema = z
  .string()
  .regex(/^[\p{L}\p{N}\p{P}\p{S}]$/u)
  .refine((key) => key !== "'");

/**
 * What follows a user to his other devices. Everything else, such as the widths of panes, belongs to one device and stays
 * there. A key that a server or client does not know is refused or ignored.
 */
export const SYNCED_SETTINGS = {
  'appearance.theme': z.enum(['system', 'light', 'dark', 'contrast']),
  'appearance.language': z.enum(['nl', 'en']),
  /** Shortcuts of one letter or sign; on until switched off (BX-09). */
  'shortcuts.single-keys': z.boolean(),
  /** Another key for an action, by the name of the action; those that are not here have the key of the product (BX-09). */
  'shortcuts.keys': z
    .record(z.string().regex(/^[a-z][A-Za-z.-]{0,60}$/), ShortcutKeySchema)
    .refine((keys) => Object.keys(keys).length <= 100),
  /** May content of others load inside the program, such as a film (HW-PRI-01); off until switched on. */
  'privacy.third-party-content': z.boolean(),
  /** May what I do be used, without names, to make the product better (HW-PRI-02); off until switched on. */
  'privacy.research': z.boolean(),
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
