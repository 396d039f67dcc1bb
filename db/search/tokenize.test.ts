import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainRuns } from '../testing/plain-relevance.ts';
import { strangeText } from '../testing/strange-text.ts';
import { forEachToken } from './tokenize.ts';

function runsOf(text: string): string[][] {
  const runs: string[][] = [];
  forEachToken(text, (token, before) => {
    if (before === null) runs.push([token]);
    else {
      expect(before).toBe(runs.at(-1)?.at(-1));
      runs.at(-1)?.push(token);
    }
  });
  return runs;
}

describe('words of a text', () => {
  it.each([
    ['Één café, ZOË', [['een'], ['cafe'], ['zoe']]],
    ['e-mail of 24/7', [['e', 'mail'], ['of'], ['24', '7']]],
    ['c++ en .NET', [['c'], ['en'], ['net']]],
    ['e\u0301a -\u0301b', [['ea'], ['b']]],
    ['a😀b 😀 ❤️', [['a', 'b']]],
    ['İstanbul ΟΔΟΣ ὈΔΥΣΣΕΎΣ straße', [['istanbul'], ['οδοσ'], ['οδυσσευσ'], ['straße']]],
    ['한국 日本', [['한국'.normalize('NFD')], ['日本']]],
    ['a\u0000b\nc\u00a0d', [['a'], ['b'], ['c'], ['d']]],
    ['- -- _ .', []],
    ['x-\u0301-y-\u0301', [['x', 'y']]],
  ])('splits %j', (text, expected) => {
    expect(runsOf(text)).toEqual(expected);
  });

  it('are those of a plain way of splitting, for any text', () => {
    fc.assert(
      fc.property(strangeText, (text) => {
        expect(runsOf(text)).toEqual(plainRuns(text));
      }),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 500) },
    );
  });
});
