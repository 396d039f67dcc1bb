import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import {
  CandidateSearchResultSchema,
  EMPTY_QUERY,
  type CandidateQuery,
  type SearchTerm,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeCandidateCard,
  makeCandidateCase,
  makeFavouriteMutation,
  makeOccupation,
  makePage,
  makePlace,
  uuidOf,
  type PageRow,
} from '../testing/builders.ts';
import { RANKING_WEIGHTS } from '@hallowerk/contract/candidates/ranking-weights.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function store(rows: readonly PageRow[]): void {
  for (const slice of test.cache.applyPage(makePage(rows), { now: NOW })) void slice;
}

const card = (name: string, overrides: Partial<CandidateCard> = {}) => ({
  collection: 1,
  row: makeCandidateCard({ id: uuidOf(name), firstName: name, lastName: '', ...overrides }),
});
const search = (query: Partial<CandidateQuery>) =>
  test.search.search({ query: { ...EMPTY_QUERY, ...query }, offset: 0, limit: 50, now: NOW });
const names = (query: Partial<CandidateQuery>) => search(query).items.map(({ name }) => name);
const keyword = (text: string): SearchTerm => ({ kind: 'KEYWORD', text });
const occupation = (code: string, mode: 'MAY' | 'MUST' | 'NOT' = 'MAY'): SearchTerm => ({
  kind: 'OCCUPATION',
  code,
  label: 'Timmerman',
  mode,
});
const job = { title: '', organizationName: '', place: '', from: null, until: null, description: '' };

describe('keywords', () => {
  it('HW-SRCH-14: find the literal word in every text of the profile, without regard to case and accents', () => {
    const id = uuidOf('o');
    store([
      { collection: 9, row: makeOccupation({ id, name: 'Glazenwasser' }) },
      card('Ans', {
        about: 'Ik werk graag met privé-auto’s',
        employmentHistory: [{ ...job, occupationId: null, description: 'orders pikken' }],
        courses: [{ name: 'Lassen', institute: 'ROC', place: '', from: null, until: null, certificateDate: null }],
        languages: [{ language: 'tur', spoken: '3', written: '3', reading: '3', listening: '3' }],
        preferredOccupationIds: [id],
      }),
      card('Bea', { about: 'orderpikken' }),
    ]);
    for (const text of ['ORDERS', 'prive', 'lassen', 'Turks', 'glazenwasser', 'ans', 'pikken orders', 'privé-auto’s']) {
      expect(names({ terms: [keyword(text)] })).toEqual(['Ans']);
    }
    expect(names({ terms: [keyword('order')], variants: false })).toEqual([]);
    expect(names({ terms: [keyword('orders'), keyword('orderpikken')] })).toEqual([]);
  });

  it.each([
    'NEAR(',
    '"',
    '""',
    "'",
    '*',
    '-',
    '--',
    '(',
    'a AND',
    'OR',
    'NOT a',
    'name:a',
    '{name}',
    '^a',
    'a*',
    '\u0000',
  ])('are never syntax: %j', (text) => {
    store([card('Ans', { about: 'niets van dit alles' })]);
    expect(names({ terms: [keyword(text)] })).toEqual([]);
  });

  it('take signs around a literal word for nothing more than signs', () => {
    store([card('Ans', { about: 'near and not' })]);
    for (const text of ['"near"', 'NEAR(', 'near*', '-not', 'and'])
      expect(names({ terms: [keyword(text)] })).toEqual(['Ans']);
  });

  it('never find contact data or internal fields, not even typed into a text', () => {
    const row = makeCandidateCase({
      about: 'Bel 06-12 34 56 78 of +31 6 87654321, mail jan.jansen@example.org. Gewerkt 2019-2023, order 4711.',
    });
    store([{ collection: 2, row }]);
    const { email, phone, postcode, internal } = row;
    const secrets = [email, phone, postcode, internal.clientNumber, internal.birthDate ?? '', internal.municipality];
    const typed = ['jan.jansen@example.org', 'jansen', '0612345678', '06-12', '87654321', 'example'];
    for (const text of [...secrets, internal.caseManagerName, 'SHARED', 'Samen', 'Vrouw', 'tozo', ...typed]) {
      expect({ text, found: names({ terms: [keyword(text)] }) }).toEqual({ text, found: [] });
    }
    for (const text of ['2019', '4711', 'Bel', 'Gewerkt']) expect(names({ terms: [keyword(text)] })).toHaveLength(1);
  });

  it('rank a word in the headline above one in the text about oneself', () => {
    const filler = Array.from({ length: 6 }, (_, at) => card(`Vuller ${at}`, { about: 'iets anders' }));
    store([card('Ans', { about: 'lasser' }), card('Bea', { oneLiner: 'lasser' }), ...filler]);
    expect(names({ terms: [keyword('lasser')] })).toEqual(['Bea', 'Ans']);
  });
});

describe('the order', () => {
  const [carpenter, joiner, mason] = [uuidOf('carpenter'), uuidOf('joiner'), uuidOf('mason')] as const;
  const taxonomy = [
    makeOccupation({ id: carpenter, groupCode: 'BOUW', related: [{ id: joiner, weight: 0.9 }] }),
    makeOccupation({ id: joiner, name: 'Meubelmaker', groupCode: 'HOUT' }),
    makeOccupation({ id: mason, name: 'Metselaar', groupCode: 'BOUW' }),
  ].map((row) => ({ collection: 9, row }));
  const people = [
    card('Niets', { lastModifiedAt: NOW.toISOString() }),
    card('Ander', { preferredOccupationIds: [uuidOf('other')] }),
    card('Groep', { preferredOccupationIds: [mason] }),
    card('Verwant', { preferredOccupationIds: [joiner] }),
    card('Ervaring', { employmentHistory: [{ ...job, occupationId: carpenter }] }),
    card('Wens', { preferredOccupationIds: [carpenter] }),
  ];

  it('HW-SRCH-15: puts the wish first, then experience, related work, the same group, and others under the divider', () => {
    store([...taxonomy, ...people]);
    const result = search({ terms: [occupation(carpenter)] });
    expect(result.items.map(({ name }) => name)).toEqual(['Wens', 'Ervaring', 'Verwant', 'Groep', 'Niets', 'Ander']);
    expect(result.matching).toBe(4);
    expect(result.items.map(({ other }) => other)).toEqual([false, false, false, false, true, true]);
    expect(result.items.map(({ parts }) => parts[0]?.state)).toEqual([
      'HIT',
      'HIT',
      'RELATED',
      'RELATED',
      'UNKNOWN',
      'MISS',
    ]);
    expect(result.items[2]?.parts[0]?.points).toBe(Math.round(RANKING_WEIGHTS.occupation.relatedPreferred * 0.9));
  });

  it('takes a requirement for a certain hit, and an exclusion too', () => {
    store([...taxonomy, ...people]);
    expect(names({ terms: [occupation(carpenter, 'MUST')] })).toEqual(['Wens', 'Ervaring']);
    expect(names({ terms: [occupation(carpenter, 'NOT')] }).sort()).toEqual(['Ander', 'Groep', 'Niets', 'Verwant']);
    expect(search({ terms: [occupation(carpenter, 'MUST')] }).matching).toBe(2);
  });

  it('decision 6.11: takes 32 hours for both, and unknown hours for neither hit nor miss', () => {
    store([
      card('Precies', { hoursMin: 32, hoursMax: 32 }),
      card('Weinig', { hoursMin: 8, hoursMax: 16 }),
      card('Onbekend'),
    ]);
    for (const code of ['FULL_TIME', 'PART_TIME']) {
      const { items } = search({ terms: [{ kind: 'EMPLOYMENT_FRACTION', code, label: code, mode: 'MAY' }] });
      const state = (name: string) => items.find((item) => item.name === name)?.parts[0]?.state;
      expect(state('Precies')).toBe('HIT');
      expect(state('Weinig')).toBe(code === 'FULL_TIME' ? 'MISS' : 'HIT');
      expect(state('Onbekend')).toBe('UNKNOWN');
    }
  });

  it('does not depend on internal fields, sex, age, name or photo', () => {
    const plain = makeCandidateCase({ id: uuidOf('a') });
    const different = makeCandidateCase({
      id: uuidOf('b'),
      firstName: 'Zoë',
      photoId: uuidOf('photo'),
      visibleToEmployers: false,
      internal: { ...plain.internal, gender: 'M', birthDate: '1960-01-01', supportModel: 'FULL', tozo: false },
    });
    store([
      { collection: 2, row: plain },
      { collection: 2, row: different },
    ]);
    const [one, two] = search({ terms: [occupation(carpenter)] }).items;
    expect(one?.parts).toEqual(two?.parts);
  });

  it('counts a repeated element once', () => {
    store([...taxonomy, ...people]);
    const once = search({ terms: [occupation(carpenter)] });
    expect(search({ terms: [occupation(carpenter), occupation(carpenter)] })).toEqual(once);
  });
});

describe('place and radius', () => {
  const center = makePlace({ id: uuidOf('dh'), name: 'Den Haag', lat: 52.08, lon: 4.31 });
  const rows = [
    { collection: 10, row: center },
    card('Delft', { lat: 52.01, lon: 4.36 }),
    card('Utrecht', { lat: 52.09, lon: 5.12 }),
    card('Nergens', { lat: null, lon: null }),
  ];

  it('HW-LOC-03: limit to who lives within the radius, with whole kilometres and nearest first', () => {
    store(rows);
    const { items } = search({ placeId: center.id, radiusKm: 25 });
    expect(items.map(({ name, distanceKm }) => [name, distanceKm])).toEqual([['Delft', 9]]);
    const country = search({ placeId: center.id });
    expect(country.items.map(({ name, distanceKm }) => [name, distanceKm])).toEqual([
      ['Delft', 9],
      ['Utrecht', 55],
      ['Nergens', null],
    ]);
  });

  it('find nobody around a place that is not known, instead of everybody', () => {
    store(rows);
    expect(search({ placeId: uuidOf('unknown'), radiusKm: 25 }).total).toBe(0);
    expect(search({ radiusKm: 25 }).total).toBe(3);
  });
});

describe('an answer', () => {
  it('keeps the contract, with counts for all twelve categories', () => {
    store([card('Ans', { workTypes: ['CARE'], certificates: [{ code: null, name: 'BHV', validUntil: null }] })]);
    test.cache.setOverlay([makeFavouriteMutation(uuidOf('Ans'), true, uuidOf('m'))]);
    const result = search({});
    expect(CandidateSearchResultSchema.parse(result)).toEqual(result);
    expect(Object.keys(result.counts)).toHaveLength(12);
    expect(result.counts.certificate).toEqual({ bhv: 1 });
    expect(result.counts.lastModified).toEqual({ WEEK: 1, MONTH: 1, QUARTER: 1, YEAR: 1 });
    expect(result.items[0]?.favourite).toBe(true);
  });

  it('lists who is here as card and as case once, by his case', () => {
    const id = uuidOf('both');
    store([
      { collection: 1, row: makeCandidateCard({ id, oneLiner: 'kaart' }) },
      { collection: 2, row: makeCandidateCase({ id, oneLiner: 'dossier' }) },
    ]);
    expect(search({}).items.map(({ oneLiner }) => oneLiner)).toEqual(['dossier']);
    expect(search({ terms: [keyword('kaart')] }).total).toBe(0);
  });

  it('finds nobody by physical capacity without the answer of the server', () => {
    store([card('Ans')]);
    expect(search({ filters: { physicalCapacity: ['LIFTING'] } }).total).toBe(0);
    expect(search({}).counts.physicalCapacity).toEqual({});
  });

  it('offers closed lists in their order, and the certificates and languages that occur', () => {
    store([
      card('Ans', {
        certificates: [{ code: null, name: 'Taxipas', validUntil: null }],
        languages: [
          { language: 'tur', spoken: '3', written: '3', reading: '3', listening: '3' },
          { language: 'nld', spoken: '0', written: '0', reading: '0', listening: '0' },
        ],
      }),
      {
        collection: 11,
        row: { id: uuidOf('l'), kind: 'LANGUAGE', code: 'tur', name: 'Turkse taal', parentCode: null },
      },
    ]);
    const options = test.search.filterOptions();
    expect(options.certificate).toEqual([{ code: 'taxipas', label: 'Taxipas' }]);
    expect(options.language).toEqual([
      { code: 'nld', label: 'Nederlands' },
      { code: 'tur', label: 'Turkse taal' },
    ]);
    expect(options.workingTimes[0]).toEqual({ code: 'MON_MORNING', label: 'Maandagochtend' });
    expect(options.workingTimes).toHaveLength(28);
    expect(options.availability.map(({ code }) => code)).toEqual(['H0_11', 'H12_23', 'H24_31', 'H32_35', 'H36']);
  });
});
