import { typedWords } from '@hallowerk/contract/candidates/typed-words.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withVariants } from './word-variants.ts';

/** A vocabulary in which each word is in so many texts. */
function vocabularyOf(documents: Readonly<Record<string, number>>) {
  const words = Object.keys(documents).sort();
  return { vocabulary: () => words, documents: (token: string) => documents[token] ?? 0 };
}
const once = (...words: string[]) => vocabularyOf(Object.fromEntries(words.map((word) => [word, 1])));
const variants = (text: string, vocabulary: ReturnType<typeof vocabularyOf>) =>
  withVariants(typedWords([text]), vocabulary).map((group) => [...group.variants].sort());
const splits = (text: string, vocabulary: ReturnType<typeof vocabularyOf>) =>
  withVariants(typedWords([text]), vocabulary).map((group) => group.splits);

describe('the variants of a typed word', () => {
  it.each([
    ['chauffeur', ['chauffeurs']],
    ['chauffeurs', ['chauffeur']],
    ['verzorgende', ['verzorgenden']],
    ['medewerkster', ['medewerker', 'medewerkers']],
  ])('%s: its inflections that occur', (word, expected) => {
    const words = once('chauffeur', 'chauffeurs', 'verzorgende', 'verzorgenden', 'medewerker', 'medewerkers');
    expect(variants(word, words)).toEqual([expected]);
  });

  it('administratief medewerker: administratieve and medewerkster', () => {
    const words = once('administratief', 'administratieve', 'medewerker', 'medewerkster');
    expect(variants('administratief medewerker', words)).toEqual([['administratieve'], ['medewerkster']]);
    expect(variants('administratieve medewerkster', words)).toEqual([['administratief'], ['medewerker']]);
  });

  it('verpleegkunidge: the word that was meant, and its inflections', () => {
    expect(variants('verpleegkunidge', once('verpleegkundige', 'verpleegkundigen', 'vergunninghouder'))).toEqual([
      ['verpleegkundige', 'verpleegkundigen'],
    ]);
  });

  it('a typing error that is in somebody’s text too: the word that is much more common', () => {
    expect(variants('lodgieter', vocabularyOf({ lodgieter: 1, loodgieter: 30 }))).toEqual([['loodgieter']]);
    expect(variants('lasser', vocabularyOf({ lasser: 2, lassen: 8 }))).toEqual([[]]);
  });

  it('a right word: never another one that looks like it', () => {
    expect(variants('bakker', vocabularyOf({ bakker: 3, makker: 900, bakkes: 900 }))).toEqual([[]]);
  });

  it('the first letter is right, or changed places with the second', () => {
    expect(variants('ahuffeur', once('chauffeur', 'haufeur'))).toEqual([[]]);
    expect(variants('hcauffeur', once('chauffeur'))).toEqual([['chauffeur']]);
  });

  it('two errors only in nine letters or more, one from five', () => {
    expect(variants('chaufer', once('chauffeur'))).toEqual([[]]);
    expect(variants('magzijnmedewerkr', once('magazijnmedewerker'))).toEqual([['magazijnmedewerker']]);
    expect(variants('klpper', once('klopper', 'klipper'))).toEqual([['klipper', 'klopper']]);
    expect(variants('kopk', once('kok', 'koek', 'kopek'))).toEqual([[]]);
  });

  it('one to three letters, numbers and codes: none', () => {
    for (const text of ['kok', '2019', 'vca2', 'b1 c1']) {
      expect(variants(text, once('koks', '2018', 'vca', 'vca1', 'b2')).flat()).toEqual([]);
    }
  });

  it('between quotation marks: none', () => {
    const words = once('chauffeurs', 'vrachtwagens', 'vrachtwagenchauffeur');
    expect(withVariants(typedWords(['"vrachtwagen chauffeur"']), words)).toEqual([
      { literal: ['vrachtwagen', 'chauffeur'], quoted: true, variants: [], splits: [] },
    ]);
  });

  it('at most eight, splits included', () => {
    const forms = ['', 'e', 'en', 'er', 's', 'end', 'ende', 'ing', 'ingen', 'baar', 'bare'].map(
      (end) => `verzorg${end}`,
    );
    const words = once(...forms, 'wijkverzorgende', 'verzorgendewijk', 'verz', 'zorgende');
    for (const { variants: single, splits: apart } of withVariants(typedWords(['verzorgende wijk']), words)) {
      expect(single.length + apart.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('compounds', () => {
  it.each([
    ['chauffeur vrachtwagen', 'vrachtwagenchauffeur'],
    ['vrachtwagen chauffeurs', 'vrachtwagenchauffeur'],
    ['bedrijf arts', 'bedrijfsarts'],
    ['verpleger ziek', 'ziekenverpleger'],
    ['auto-monteur', 'automonteur'],
  ])('%s: also as %s', (typed, compound) => {
    for (const found of variants(typed, once(compound))) expect(found).toContain(compound);
  });

  it('vrachtwagenchauffeur: also as its parts, all of them', () => {
    expect(splits('vrachtwagenchauffeur', once('vrachtwagen', 'chauffeur', 'chauffeurs'))).toEqual([
      [
        ['vrachtwagen', 'chauffeur'],
        ['vrachtwagen', 'chauffeurs'],
      ],
    ]);
    expect(splits('bedrijfsarts', once('bedrijf', 'arts'))).toEqual([[['bedrijf', 'arts']]]);
    expect(splits('auto-monteur', once('auto', 'monteur'))).toEqual([[['auto', 'monteur']]]);
  });

  it('with a part that does not occur: not taken apart', () => {
    expect(splits('vrachtwagenchauffeur', once('vrachtwagen', 'wagen'))).toEqual([[]]);
  });

  it('a word that was typed twice makes them with all its neighbours', () => {
    const words = once('vrachtwagenchauffeur', 'taxichauffeur');
    expect(variants('taxi chauffeur', words)).toEqual([['taxichauffeur'], ['taxichauffeur']]);
    expect(variants('taxi chauffeur vrachtwagen chauffeur', words)).toEqual([
      ['taxichauffeur'],
      ['taxichauffeur', 'vrachtwagenchauffeur'],
      ['vrachtwagenchauffeur'],
      ['taxichauffeur', 'vrachtwagenchauffeur'],
    ]);
  });

  it('words that do not stand together make none', () => {
    const words = once('vrachtwagenchauffeur');
    expect(variants('chauffeur met vrachtwagen', words)).toEqual([[], [], []]);
    expect(variants('chauffeur "vrachtwagen"', words)).toEqual([[], []]);
  });
});

it('any text in any vocabulary: variants that occur, none twice, none the word itself', () => {
  const token = fc.string({ unit: fc.constantFrom(...'aeknrst'), minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), fc.array(token, { maxLength: 4 }), (all, typed) => {
      const words = once(...all);
      for (const { literal, variants: single, splits: apart } of withVariants(typedWords([typed.join(' ')]), words)) {
        expect(new Set(single).size).toBe(single.length);
        expect(single).not.toContain(literal.join(' '));
        for (const one of [...single, ...apart.flat()]) expect(all).toContain(one);
      }
    }),
  );
});
