import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dutchStem, isWord, otherGender, sameStem } from './dutch-stem.ts';

const BASES = [
  'werk',
  'bak',
  'man',
  'maan',
  'huis',
  'huiz',
  'verf',
  'verv',
  'waar',
  'lichaam',
  'verzorg',
  'les',
  'lees',
];
const ENDINGS = [
  '',
  'e',
  'en',
  's',
  'er',
  'ers',
  'ing',
  'ingen',
  'heid',
  'heden',
  'lijk',
  'lijkheden',
  'end',
  'enden',
  'ster',
];
const letters = fc.string({ unit: fc.constantFrom(...'abdefgiklmnorstuvz'), minLength: 2, maxLength: 7 });
const word = fc
  .tuple(fc.oneof(fc.constantFrom(...BASES), letters), fc.constantFrom(...ENDINGS))
  .map(([base, ending]) => base + ending);

describe('words with one stem', () => {
  it('are those that stemming every word of the vocabulary gives', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 400, minLength: 200 }),
        fc.array(word, { minLength: 20 }),
        (all, asked) => {
          const words = all.toSorted();
          for (const one of asked) {
            const expected = words.filter(
              (other) => other !== one && isWord(other) && dutchStem(other) === dutchStem(one),
            );
            expect({ one, found: sameStem(one, words).sort() }).toEqual({ one, found: expected });
            found += expected.length;
          }
        },
      ),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 50) },
    );
    expect(found).toBeGreaterThan(100);
  });

  it.each([
    ['chauffeur', 'chauffeurs'],
    ['verzorgende', 'verzorgenden'],
    ['administratief', 'administratieve'],
    ['huis', 'huizen'],
    ['waarheid', 'waarheden'],
    ['leraar', 'leraren'],
    ['coordinator', 'coordinatoren'],
  ])('hold %s and %s', (one, other) => {
    expect(sameStem(one, [other])).toEqual([other]);
    expect(sameStem(other, [one])).toEqual([one]);
  });

  it('do not hold what only looks alike', () => {
    expect(sameStem('bakker', ['bak', 'bakken', 'makker'])).toEqual([]);
  });
});

describe('the name for the other gender', () => {
  it.each([
    ['medewerker', 'medewerkster'],
    ['verpleger', 'verpleegster'],
    ['kapper', 'kapster'],
    ['schoonmaker', 'schoonmaakster'],
  ])('of %s can be %s, and back', (man, woman) => {
    expect(otherGender(man)).toContain(woman);
    expect(otherGender(woman)).toContain(man);
  });

  it('is not made of words that only end like one', () => {
    for (const other of ['minister', 'poster', 'rooster', 'kluister']) expect(otherGender(other)).toEqual([]);
  });
});
