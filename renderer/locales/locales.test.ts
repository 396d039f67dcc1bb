import { describe, expect, it } from 'vitest';
import en from './en.json';
import nl from './nl.json';

const SOURCES = Object.values(
  import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../testing/**'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).join('\n');

function keysOf(tree: object, prefix = ''): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' ? keysOf(value as object, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function marksOf(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

function textAt(tree: object, key: string): string {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], tree) as string;
}

/** Every literal that could be a key: `t('a.b')`, `titleKey: 'a.b'`, `cond ? t(...)`; and the start of composed keys. */
const literals = new Set([...SOURCES.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z_]+)+)'/g)].map((match) => match[1] ?? ''));
const called = new Set([...SOURCES.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''));
const prefixes = [
  ...new Set([...SOURCES.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((match) => match[1] ?? '')),
];
const keys = keysOf(nl);

describe('the locale files', () => {
  it('hold the same keys in both languages', () => {
    expect(keysOf(en)).toEqual(keys);
  });

  it.each(keys)('fill in the same values in %s', (key) => {
    expect(marksOf(textAt(en, key))).toEqual(marksOf(textAt(nl, key)));
    expect(textAt(nl, key).trim()).not.toBe('');
  });

  it('know every key that the code asks for', () => {
    expect([...called].filter((key) => !keys.includes(key))).toEqual([]);
    expect(prefixes.filter((prefix) => !keys.some((key) => key.startsWith(prefix)))).toEqual([]);
  });

  it('hold no key that nobody uses', () => {
    const unused = keys.filter((key) => !literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('speak calmly: no exclamation marks', () => {
    expect(keys.filter((key) => textAt(nl, key).includes('!'))).toEqual([]);
  });
});
