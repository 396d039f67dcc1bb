import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { describe, expect, it } from 'vitest';
import { relaxationsOf } from './relaxations.ts';

const QUERY: CandidateQuery = {
  terms: [
    { kind: 'KEYWORD', text: 'reachtruck' },
    { kind: 'OCCUPATION', code: 'a', label: 'Lasser', mode: 'MAY' },
    { kind: 'LANGUAGE', code: 'pol', label: 'Pools', mode: 'MUST' },
  ],
  placeId: '00000000-0000-7000-8000-000000000001',
  radiusKm: 10,
  filters: { drivingLicence: ['B', 'C'], transport: [] },
};

describe('what to let go when nobody is found', () => {
  it('offers everything that takes people away, and nothing that only ranks', () => {
    const offered = relaxationsOf(QUERY).map((r) => (r.kind === 'term' ? r.term.kind : r.kind));
    expect(offered).toEqual(['KEYWORD', 'LANGUAGE', 'radius', 'filter']);
  });

  it('offers related words where only literal ones were searched (BX-10)', () => {
    const [first] = relaxationsOf({ ...QUERY, variants: false });
    expect(first).toEqual({ kind: 'variants', query: { ...QUERY, variants: true } });
    const elements = QUERY.terms.filter(({ kind }) => kind !== 'KEYWORD');
    expect(relaxationsOf({ ...QUERY, terms: elements, variants: false }).map(({ kind }) => kind)).not.toContain(
      'variants',
    );
  });

  it('lets go of exactly one thing at a time', () => {
    const filter = relaxationsOf(QUERY).find((r) => r.kind === 'filter');
    expect(filter?.query).toEqual({ ...QUERY, filters: { transport: [] } });
    const keyword = relaxationsOf(QUERY).find((r) => r.kind === 'term');
    expect(keyword?.query.terms).toHaveLength(2);
    expect(keyword?.query.radiusKm).toBe(10);
  });

  it('offers nothing for an empty query', () => {
    expect(relaxationsOf(EMPTY_QUERY)).toEqual([]);
  });
});
