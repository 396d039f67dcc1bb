import fc from 'fast-check';
import { SYNCED_SETTINGS } from '@hallowerk/contract/settings/setting.ts';
import { describe, expect, it } from 'vitest';
import { judgeKey, SINGLE_KEY_DEFAULTS, singleKeyOf, withDefault, withKey, type ChosenKeys } from './single-keys.ts';

const SOURCES = Object.values(
  import.meta.glob<string>(['../../**/*.vue', '../../**/*.ts', '!../../**/*.test.ts', '!../../testing/**'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
const ACTIONS = Object.keys(SINGLE_KEY_DEFAULTS);
const keys = (chosen: ChosenKeys) => ACTIONS.map((action) => singleKeyOf(action, chosen));

describe('the list of single keys', () => {
  it('holds every single key that a component listens for, with the key it has there (BX-09)', () => {
    const calls = SOURCES.flatMap((source) => [
      ...source.matchAll(/useShortcut\(\s*'(\S)',[^;]*?'([a-z]+\.\w+)'([^;]*)\);/gi),
    ]);
    const single = calls.filter(([, , , rest]) => rest?.includes('withControl') !== true);
    expect(single.length).toBeGreaterThanOrEqual(4);
    // More than one page has a field to search in.
    const listened = new Map(single.map(([, key, action]) => [`${action} ${key}`, [action, key]]));
    expect([...listened.values()].sort()).toEqual(Object.entries(SINGLE_KEY_DEFAULTS).sort());
  });

  it('gives no two actions one key', () => {
    expect(new Set(keys({})).size).toBe(ACTIONS.length);
  });
});

describe('choosing a key', () => {
  it('names who has it, and gives him the key that comes free (BX-09)', () => {
    expect(judgeKey('shortcuts.star', 'n', {})).toEqual({ kind: 'taken', by: 'shortcuts.notes' });
    const chosen = withKey('shortcuts.star', 'n', {});
    expect(chosen).toEqual({ 'shortcuts.star': 'n', 'shortcuts.notes': 's' });
    expect(withDefault('shortcuts.notes', chosen)).toEqual({});
  });

  it.each(['f', 'é', 'S', '!', 'ж', '漢'])('takes a key of any keyboard: %s', (key) => {
    expect(judgeKey('shortcuts.star', key, {})).toEqual({ kind: 'free' });
  });

  it.each(['', ' ', '\u00a0', 'Enter', 'Escape', 'Tab', 'F5', 'Dead', 'ab', '\u0007', '\ud800', "'"])(
    'refuses what writes nothing, what a screen or browser needs itself, and more than one sign: %j',
    (key) => expect(judgeKey('shortcuts.star', key, {})).toEqual({ kind: 'unusable' }),
  );

  it('never gives two actions one key, whatever is chosen one after the other, and can always be kept', () => {
    const choices = fc.array(
      fc.tuple(fc.constantFrom(...ACTIONS), fc.constantFrom('/', 's', 'n', 'k', '?', '+', '-', 'x', 'y', null)),
    );
    fc.assert(
      fc.property(choices, (steps) => {
        let chosen: ChosenKeys = {};
        for (const [action, key] of steps) {
          chosen = key === null ? withDefault(action, chosen) : withKey(action, key, chosen);
          expect(singleKeyOf(action, chosen)).toBe(key ?? SINGLE_KEY_DEFAULTS[action]);
          expect(new Set(keys(chosen)).size).toBe(ACTIONS.length);
          expect(SYNCED_SETTINGS['shortcuts.keys'].safeParse(chosen).success).toBe(true);
        }
      }),
    );
  });
});
