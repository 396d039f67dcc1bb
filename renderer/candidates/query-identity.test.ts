import { EMPTY_QUERY, type CandidateQuery, type SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testId } from '../testing/make-candidate.ts';
import { asksNothing, goesOnFrom, sameQuery } from './query-identity.ts';
import { withLivingWeights, withWeight } from './query-weights.ts';

const lasser = (mode: 'MAY' | 'MUST' = 'MAY'): SearchTerm => ({
  kind: 'OCCUPATION',
  code: 'o1',
  label: 'Lasser',
  mode,
});
const word = (text: string): SearchTerm => ({ kind: 'KEYWORD', text });
const query = (changes: Partial<CandidateQuery> = {}): CandidateQuery => ({ ...EMPTY_QUERY, ...changes });
const PLACE = testId(900);

describe('two queries', () => {
  it('are the same when they ask the same in another order, or with what means nothing', () => {
    const one = query({ terms: [lasser(), word('Kok')], filters: { workType: ['CARE', 'SALES'], language: [] } });
    const other = query({ terms: [word('kok'), lasser()], radiusKm: 25, filters: { workType: ['SALES', 'CARE'] } });
    expect(sameQuery(one, { ...other, weights: { FRESHNESS: 'NORMAL', DISTANCE: 'DOUBLE' } })).toBe(true);
  });

  it.each([
    ['a requirement', query({ terms: [lasser('MUST')] })],
    ['another element', query({ terms: [lasser(), word('kok')] })],
    ['a place', query({ terms: [lasser()], placeId: PLACE })],
    ['a filter', query({ terms: [lasser()], filters: { workType: ['CARE'] } })],
    ['a weight', query({ terms: [lasser()], weights: { FRESHNESS: 'NONE' } })],
  ])('differ by %s', (_by, other) => {
    expect(sameQuery(query({ terms: [lasser()] }), other)).toBe(false);
  });

  it('differ by the related words when there is a keyword, and are on unless it says otherwise', () => {
    const words = query({ terms: [word('kok')] });
    expect(sameQuery(words, { ...words, variants: false })).toBe(false);
    expect(sameQuery(words, { ...words, variants: true })).toBe(true);
    expect(sameQuery(query({ terms: [lasser()] }), query({ terms: [lasser()], variants: false }))).toBe(true);
  });

  it('differ by the radius when there is a place', () => {
    const near = query({ placeId: PLACE, radiusKm: 10 });
    expect(sameQuery(near, { ...near, radiusKm: 25 })).toBe(false);
  });

  it('follow each other when the second holds all of the first', () => {
    const first = query({ terms: [lasser()], filters: { workType: ['CARE'] } });
    expect(goesOnFrom(first, { ...first, terms: [word('kok'), lasser('MUST')], placeId: PLACE })).toBe(true);
    expect(goesOnFrom(first, { ...first, terms: [word('kok')] })).toBe(false);
    expect(goesOnFrom(first, { ...first, filters: {} })).toBe(false);
    expect(goesOnFrom(query({ placeId: PLACE }), first)).toBe(false);
  });

  it('with nothing asked are empty, whatever the radius', () => {
    expect(asksNothing(query({ radiusKm: 25, filters: { workType: [] } }))).toBe(true);
    expect(asksNothing(query({ filters: { workType: ['CARE'] } }))).toBe(false);
  });
});

const weight = fc.constantFrom('NONE' as const, 'NORMAL' as const, 'DOUBLE' as const);
const key = fc.constantFrom('OCCUPATION:o1', 'OCCUPATION:gone', 'KEYWORD', 'DISTANCE', 'FRESHNESS');
const anyQuery = fc.record({
  terms: fc.subarray([lasser(), word('kok')]),
  placeId: fc.constantFrom(null, PLACE),
  radiusKm: fc.constant(25),
  filters: fc.constant({}),
  weights: fc.dictionary(key, weight),
});

describe('the weights of a query', () => {
  it('only name criteria that it has and that do not count as usual', () => {
    fc.assert(
      fc.property(anyQuery, (asked) => {
        const { weights = {}, ...rest } = withLivingWeights(asked);
        expect(rest).toEqual({ ...asked, weights: undefined });
        for (const [name, value] of Object.entries(weights)) {
          expect(value).not.toBe('NORMAL');
          expect(name === 'DISTANCE' && asked.placeId === null).toBe(false);
          expect(name === 'KEYWORD' && !asked.terms.some((term) => term.kind === 'KEYWORD')).toBe(false);
          expect(name).not.toBe('OCCUPATION:gone');
        }
      }),
    );
  });

  it('are gone again when each counts as usual', () => {
    fc.assert(
      fc.property(anyQuery, (asked) => {
        const usual = ['OCCUPATION:o1', 'KEYWORD', 'DISTANCE', 'FRESHNESS'].reduce<CandidateQuery>(
          (next, name) => withWeight(next, name, 'NORMAL'),
          asked,
        );
        expect(usual).not.toHaveProperty('weights');
      }),
    );
  });
});
