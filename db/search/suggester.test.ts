import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeCandidateCard,
  makeOccupation,
  makePage,
  makePlace,
  makeReferenceItem,
  uuidOf,
} from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { editDistance, prefixEditDistance } from './edit-distance.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
  const occupations = [
    makeOccupation({ id: uuidOf('vk'), name: 'Verpleegkundige', synonyms: ['Verpleger', 'Zuster'] }),
    makeOccupation({ id: uuidOf('cv'), name: 'Chauffeur vrachtwagen', synonyms: ['Trucker'] }),
    makeOccupation({ id: uuidOf('tc'), name: 'Taxichauffeur', synonyms: ['Chauffeur taxi'] }),
    makeOccupation({ id: uuidOf('cr'), name: 'Crècheleid(st)er' }),
  ];
  const language = { language: 'tur', spoken: '3', written: '3', reading: '3', listening: '3' } as const;
  const page = makePage([
    ...occupations.map((row) => ({ collection: 9, row })),
    { collection: 1, row: makeCandidateCard({ languages: [language] }) },
    {
      collection: 11,
      row: makeReferenceItem({ kind: 'OCCUPATION_GROUP', code: 'V', name: 'Chauffeurs en bestuurders' }),
    },
    { collection: 10, row: makePlace({ id: uuidOf('dh') }) },
    { collection: 10, row: makePlace({ id: uuidOf('gdh'), kind: 'MUNICIPALITY', name: 'Den Haag' }) },
    {
      collection: 10,
      row: makePlace({
        id: uuidOf('dho'),
        name: 'Den Hoorn',
        municipality: 'Texel',
        province: 'Noord-Holland',
        population: 400,
      }),
    },
    {
      collection: 10,
      row: makePlace({ id: uuidOf('pc'), kind: 'PC4', code: '2511', name: 'Den Haag', population: null }),
    },
  ]);
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
});
afterEach(() => test.directory.remove());

const labels = (text: string) => test.search.suggest(text).map(({ label }) => label);

describe('suggestions', () => {
  it('HW-SRCH-06: match the beginning of any word, whole beginnings first, grouped by kind', () => {
    expect(test.search.suggest('chauf').map(({ kind, label, via, match }) => [kind, label, via, match])).toEqual([
      ['OCCUPATION', 'Chauffeur vrachtwagen', null, 'PREFIX'],
      ['OCCUPATION', 'Taxichauffeur', 'Chauffeur taxi', 'PREFIX'],
      ['OCCUPATION_GROUP', 'Chauffeurs en bestuurders', null, 'PREFIX'],
    ]);
    expect(test.search.suggest('vracht')[0]).toMatchObject({ label: 'Chauffeur vrachtwagen', match: 'WORD' });
    expect(labels('vracht chauf')).toEqual(['Chauffeur vrachtwagen']);
  });

  it('lead from a synonym to its occupation', () => {
    const expected = {
      kind: 'OCCUPATION',
      code: uuidOf('vk'),
      label: 'Verpleegkundige',
      via: 'Zuster',
      match: 'PREFIX',
    };
    expect(test.search.suggest('zus')).toEqual([expected]);
  });

  it.each(['verpleegkunidge', 'verplegkundige', 'verpleegkundigge', 'vrepleegk'])(
    'forgive a typing error: %s',
    (text) => {
      expect(test.search.suggest(text)[0]).toMatchObject({ label: 'Verpleegkundige', match: 'TYPO' });
    },
  );

  it('forgive accents and case', () => {
    expect(labels('CRECHE')).toEqual(['Crècheleid(st)er']);
  });

  it('HW-SRCH-07…12: know levels, languages, licences, target groups and hours', () => {
    expect(labels('mbo')).toEqual(['Mbo']);
    expect(labels('tur')).toEqual(['Turks']);
    expect(labels('rijbewijs c1')).toContain('C1 (lichte vrachtwagen)');
    expect(labels('garantie')).toEqual(['Garantiebaan']);
    expect(labels('volt')).toEqual(['Voltijd']);
  });

  it('are none for nothing, for signs and for what resembles nothing', () => {
    for (const text of ['', '  ', '()', 'qqqqqqqq']) expect(labels(text)).toEqual([]);
  });

  it('find places by name and digits, with what tells them apart', () => {
    expect(test.search.suggestPlaces('den h').map(({ name, detail, kind }) => [name, detail, kind])).toEqual([
      ['Den Haag', 'Zuid-Holland', 'PLACE'],
      ['Den Hoorn', 'Texel, Noord-Holland', 'PLACE'],
      ['Den Haag', 'Zuid-Holland', 'MUNICIPALITY'],
      ['Den Haag', 'Zuid-Holland', 'PC4'],
    ]);
    expect(test.search.suggestPlaces('251')).toMatchObject([{ kind: 'PC4' }]);
    expect(test.search.suggestPlaces('haga')[0]?.name).toBe('Den Haag');
  });

  it('name the place of a query that was kept, and none for one that is gone', () => {
    const [place] = test.search.suggestPlaces('den haag');
    expect(test.search.place(place?.id ?? '')).toEqual(place);
    expect(test.search.place('00000000-0000-7000-8000-999999999999')).toBeNull();
  });
});

describe('the distance between two words', () => {
  it.each([
    ['abcd', 'abcd', 0],
    ['abcd', 'abdc', 1],
    ['abcd', 'abc', 1],
    ['abcd', 'abxcd', 1],
    ['abcd', 'xbcy', 2],
    ['abcd', 'wxyz', 3],
  ])('%s → %s is %i', (a, b, expected) => {
    expect(editDistance(a, b, 2)).toBe(expected);
  });

  it('is symmetric, and to a beginning never more than to the whole', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 2)).toBe(editDistance(b, a, 2));
        expect(prefixEditDistance(a, b, 2)).toBeLessThanOrEqual(editDistance(a, b, 2));
        expect(prefixEditDistance(a, a + b, 2)).toBe(0);
      }),
    );
  });
});
