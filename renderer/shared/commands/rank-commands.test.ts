import { describe, expect, it } from 'vitest';
import type { Command } from './commands.store.ts';
import { matchesWords, plainWords, rankCommands } from './rank-commands.ts';

const command = (id: string, label: string, words = ''): Command => ({
  id,
  label,
  words,
  icon: '',
  run: () => undefined,
});
const COMMANDS = [
  command('explorer', 'Naar Kandidaten verkenner', 'zoeken mensen'),
  command('favourites', 'Naar Favorieten', 'sterren'),
  command('dark', 'Weergave: Donker', 'thema nacht'),
  command('light', 'Weergave: Licht', 'thema dag'),
  command('sign-out', 'Afmelden', 'uitloggen'),
  command('coordinate', 'Coördinatie', ''),
];
const found = (text: string, recent: readonly string[] = []) =>
  rankCommands(COMMANDS, text, recent).map(({ id }) => id);

describe('ranking commands', () => {
  it('finds a command by a synonym (BX-09)', () => {
    expect(found('uitloggen')).toEqual(['sign-out']);
    expect(found('donker')).toEqual(['dark']);
    expect(found('nacht')).toEqual(['dark']);
  });

  it('does not mind accents, capitals, signs and the order of words', () => {
    expect(found('coordin')).toEqual(['coordinate']);
    expect(found('CÓÖRD')).toEqual(['coordinate']);
    expect(found('donker weergave')).toEqual(['dark']);
    expect(found('weergave: donker')).toEqual(['dark']);
  });

  it('wants every word that was typed', () => {
    expect(found('weergave afmelden')).toEqual([]);
    expect(found('???')).toEqual([]);
  });

  it('puts a word of the label before a synonym, and that before a part of a word', () => {
    const commands = [command('part', 'Onthema'), command('synonym', 'Kleuren', 'thema'), command('label', 'Thema')];
    expect(rankCommands(commands, 'thema', []).map(({ id }) => id)).toEqual(['label', 'synonym', 'part']);
  });

  it('puts recently used ones first among equals, the last one on top', () => {
    expect(found('', ['sign-out', 'light']).slice(0, 3)).toEqual(['sign-out', 'light', 'explorer']);
    expect(found('thema', ['light'])).toEqual(['light', 'dark']);
    expect(found('')).toEqual(COMMANDS.map(({ id }) => id));
  });
});

describe('the words of a name', () => {
  it('are found by their beginning, in any order', () => {
    expect(matchesWords(plainWords('vri san'), 'Sanne de Vries')).toBe(true);
    expect(matchesWords(plainWords('rene'), 'René Åkesson')).toBe(true);
    expect(matchesWords(plainWords('anne'), 'Sanne de Vries')).toBe(false);
  });
});
