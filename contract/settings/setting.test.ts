import { expect, it } from 'vitest';
import { PreferenceKeySchema } from '../app/app.desktop.ts';
import { SYNCED_SETTINGS } from './setting.ts';

it.each(Object.keys(SYNCED_SETTINGS))('can be set through the desktop API: %s', (key) => {
  expect(PreferenceKeySchema.safeParse(key).success).toBe(true);
});
