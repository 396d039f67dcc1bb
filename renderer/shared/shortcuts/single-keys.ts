import { ShortcutKeySchema } from '@hallowerk/contract/settings/setting.ts';

/**
 * Every action that works by one key that writes, and the key it has until the user chooses another (BX-09). An action is
 * known by the locale key of its words, which must never change: it stands in what users have chosen.
 */
export const SINGLE_KEY_DEFAULTS: Readonly<Record<string, string>> = {
  'shortcuts.search': '/',
  'shortcuts.star': 's',
  'shortcuts.notes': 'n',
  'shortcuts.map': 'k',
  'shortcuts.mapLarger': '+',
  'shortcuts.mapSmaller': '-',
  'shortcuts.sheet': '?',
};

/** Keys by action, where the user chose another one. */
export type ChosenKeys = Readonly<Record<string, string>>;

/** What can be made of a press while a key is being chosen. */
export type KeyChoice =
  { readonly kind: 'free' | 'unusable' } | { readonly kind: 'taken'; /** By this action. */ readonly by: string };

/** The key of an action; null for one that has no single key. */
export function singleKeyOf(action: string, chosen: ChosenKeys): string | null {
  return chosen[action] ?? SINGLE_KEY_DEFAULTS[action] ?? null;
}

/** Whether `action` can have `key`, beside all other actions, also those of other screens. */
export function judgeKey(action: string, key: string, chosen: ChosenKeys): KeyChoice {
  if (!ShortcutKeySchema.safeParse(key).success) return { kind: 'unusable' };
  const by = Object.keys(SINGLE_KEY_DEFAULTS).find((other) => other !== action && singleKeyOf(other, chosen) === key);
  return by === undefined ? { kind: 'free' } : { kind: 'taken', by };
}

/** The choices with `key` for `action`; who had that key gets the one that comes free. */
export function withKey(action: string, key: string, chosen: ChosenKeys): ChosenKeys {
  const choice = judgeKey(action, key, chosen);
  const swapped = choice.kind === 'taken' ? { [choice.by]: singleKeyOf(action, chosen) ?? key } : {};
  return withoutDefaults({ ...chosen, [action]: key, ...swapped });
}

/** The choices with the key that `action` had at first. */
export function withDefault(action: string, chosen: ChosenKeys): ChosenKeys {
  return withKey(action, SINGLE_KEY_DEFAULTS[action] ?? '', chosen);
}

/** What is as it was at first is no choice: should a later version give other keys, the user follows. */
function withoutDefaults(chosen: ChosenKeys): ChosenKeys {
  return Object.fromEntries(Object.entries(chosen).filter(([action, key]) => SINGLE_KEY_DEFAULTS[action] !== key));
}
