import * as fc from 'fast-check';
import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import type { CandidateCard, CandidateInternal } from '@hallowerk/contract/candidates/candidate.ts';
import {
  EMPTY_QUERY,
  weightKey,
  WEIGHTS,
  type CandidateQuery,
  type CandidateSummary,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCase, makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { plainOrder } from '../testing/plain-ranking.ts';
import {
  candidateArbitrary,
  elementArbitrary,
  ELEMENTS,
  NOW,
  OCCUPATIONS,
  PLACES,
  queryArbitrary,
  type ElementTerm,
} from '../testing/search-arbitraries.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
  storeReference();
});
afterEach(() => test.directory.remove());

/** The same each time; another seed is asked for by name. */
const RUNS = {
  numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 100),
  seed: Number(process.env['HALLOWERK_PROPERTY_SEED'] ?? 7),
};
const NO_CAPACITIES = new Map<string, ReadonlySet<string>>();
const ids = (count: number) => Array.from({ length: count }, (_, at) => uuidOf(`candidate ${at}`));
const worldOf = (count: number): fc.Arbitrary<CandidateCard[]> => fc.tuple(...ids(count).map(candidateArbitrary));
const world = worldOf(12);
const mayElement = elementArbitrary(fc.constant('MAY'));

/** Two of whom the one behind has an element that the one ahead has not; nothing but that and freshness tells them apart. */
const ENGLISH: ElementTerm = { kind: 'LANGUAGE', code: 'eng', label: 'Engels', mode: 'MAY' };
const LICENCE: ElementTerm = { kind: 'DRIVING_LICENCE', code: 'B', label: 'B', mode: 'MAY' };
const SPEAKS = { language: 'eng', spoken: '4', written: '4', reading: '4', listening: '4' } as const;
const closeRace = fc.tuple(worldOf(10), candidateArbitrary(uuidOf('twin'))).map(([others, twin]) => {
  const ahead: CandidateCard = {
    ...twin,
    id: uuidOf('ahead'),
    languages: [],
    drivingLicences: ['B'],
    lastModifiedAt: NOW.toISOString(),
  };
  const behind: CandidateCard = {
    ...twin,
    id: uuidOf('behind'),
    languages: [SPEAKS],
    drivingLicences: [],
    lastModifiedAt: '2020-01-01T12:00:00Z',
  };
  return { cards: [...others, ahead, behind], behind: behind.id };
});

function storeReference(to = test): void {
  const occupations = OCCUPATIONS.map((row) => ({ collection: 9, row }));
  apply([...occupations, ...PLACES.map((row) => ({ collection: 10, row }))], to);
}

let rev = 0;
function apply(rows: readonly { collection: number; row: { id: string } }[], to = test): void {
  rev += 1;
  const page = { ...makePage(rows.map((one) => ({ ...one, rev }))), cursor: `c${rev}` };
  for (const slice of to.cache.applyPage(page, { now: NOW })) void slice;
}
const storeCards = (cards: readonly CandidateCard[], to = test) =>
  apply(
    cards.map((row) => ({ collection: 1, row })),
    to,
  );
const search = (query: CandidateQuery, from = test) => from.search.search({ query, offset: 0, limit: 200, now: NOW });
const order = (query: CandidateQuery, from = test) => search(query, from).items.map(({ id }) => id);
const partOf = (item: CandidateSummary, { kind, code }: { kind: string; code: string }) =>
  item.parts.find((part) => part.criterion === kind && part.code === code);
const isSatisfied = (item: CandidateSummary, element: { kind: string; code: string }) =>
  ['HIT', 'RELATED'].includes(partOf(item, element)?.state ?? '');
const withoutKeywords = (query: CandidateQuery): CandidateQuery => ({
  ...query,
  terms: query.terms.filter(({ kind }) => kind !== 'KEYWORD'),
});

/** Who satisfies the element is never passed by anybody who does not; gives how many he newly passes himself. */
function expectNobodyFalls(
  before: readonly string[],
  after: readonly CandidateSummary[],
  element: ElementTerm,
): number {
  expect(after.map(({ id }) => id).sort()).toEqual([...before].sort());
  const was = new Map(before.map((id, at) => [id, at]));
  const at = (item: CandidateSummary) => was.get(item.id) as number;
  let passed = 0;
  after.forEach((one, place) => {
    if (!isSatisfied(one, element)) return;
    const others = (range: readonly CandidateSummary[]) => range.filter((other) => !isSatisfied(other, element));
    for (const other of others(after.slice(0, place))) expect(at(other)).toBeLessThan(at(one));
    passed += others(after.slice(place + 1)).filter((other) => at(other) < at(one)).length;
  });
  return passed;
}

describe('the ranking', () => {
  it('BX-01: orders 1,000 queries as a slow reference does, and shows parts that sum to the score for 10,000 pairs', () => {
    const [cards = []] = fc.sample(worldOf(150), { seed: 3, numRuns: 1 });
    storeCards(cards);
    let pairs = 0;
    for (const query of fc.sample(queryArbitrary, { seed: 5, numRuns: 1000 })) {
      const { items, rankerVersion } = search(query);
      expect(items.map(({ id }) => id)).toEqual(plainOrder(cards, query, NO_CAPACITIES, test.database.connection));
      expect(rankerVersion).toBe(2);
      for (const { score, parts } of items) expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(score);
      pairs += items.length;
    }
    expect(pairs).toBeGreaterThan(10_000);
  }, 60_000);

  it('BX-01: never puts who satisfies an added element behind who does not and stood behind him', () => {
    const passedBy = (query: CandidateQuery, element: ElementTerm) =>
      expectNobodyFalls(order(query), search({ ...query, terms: [...query.terms, element] }).items, element);
    fc.assert(
      fc.property(world, queryArbitrary, mayElement, (cards, query, element) => {
        storeCards(cards);
        passedBy(query, element);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(closeRace, ({ cards }) => {
        storeCards(cards);
        expect(passedBy(EMPTY_QUERY, ENGLISH)).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('BX-01: never puts who satisfies an element lower when it counts twice', () => {
    const passedBy = (asked: CandidateQuery, element: ElementTerm): number => {
      const weighing = (weight: 'NORMAL' | 'DOUBLE'): CandidateQuery => ({
        ...asked,
        terms: [...asked.terms, element],
        weights: { ...asked.weights, [weightKey(element.kind, element.code)]: weight },
      });
      return expectNobodyFalls(order(weighing('NORMAL')), search(weighing('DOUBLE')).items, element);
    };
    fc.assert(
      fc.property(world, queryArbitrary, mayElement, (cards, asked, element) => {
        storeCards(cards);
        passedBy(asked, element);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(closeRace, ({ cards }) => {
        storeCards(cards);
        expect(passedBy({ ...EMPTY_QUERY, terms: [LICENCE] }, ENGLISH)).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('BX-01: never puts a candidate lower who gets something that is asked for', () => {
    const climb = (cards: readonly CandidateCard[], asked: CandidateQuery, id: string): number => {
      const others = withoutKeywords(asked).terms.filter(({ kind }) => kind !== LICENCE.kind);
      const query = { ...asked, terms: [...others, LICENCE], filters: { ...asked.filters, drivingLicence: [] } };
      const placeWith = (drivingLicences: CandidateCard['drivingLicences']) => {
        storeCards(cards.map((card) => (card.id === id ? { ...card, drivingLicences } : card)));
        return order(query).indexOf(id);
      };
      return placeWith([]) - placeWith(['B']);
    };
    fc.assert(
      fc.property(world, queryArbitrary, fc.nat({ max: 11 }), (cards, asked, chosen) => {
        expect(climb(cards, asked, cards[chosen]?.id ?? '')).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(closeRace, ({ cards, behind }) => {
        const barred = cards.map((card): CandidateCard => ({ ...card, drivingLicences: [] }));
        expect(climb(barred, EMPTY_QUERY, behind)).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('BX-01: takes an element without weight as if it were not asked, and still shows how everybody does on it', () => {
    fc.assert(
      fc.property(world, queryArbitrary, mayElement, (cards, asked, element) => {
        storeCards(cards);
        const terms = asked.terms.filter(
          (term) => term.kind === 'KEYWORD' || term.kind !== element.kind || term.code !== element.code,
        );
        const key = weightKey(element.kind, element.code);
        const plain = search({ ...asked, terms });
        const weighed = search({ ...asked, terms: [...terms, element], weights: { ...asked.weights, [key]: 'NONE' } });
        const counted = search({
          ...asked,
          terms: [...terms, element],
          weights: { ...asked.weights, [key]: 'NORMAL' },
        });
        const states = (items: readonly CandidateSummary[]) =>
          new Map(items.map((item) => [item.id, partOf(item, element)?.state]));
        expect(states(weighed.items)).toEqual(states(counted.items));
        const withoutPart = weighed.items.map((item) => ({
          ...item,
          parts: item.parts.filter((part) => part !== partOf(item, element)),
        }));
        expect({ ...weighed, items: withoutPart }).toEqual(plain);
      }),
      RUNS,
    );
  });

  it('BX-01: has no divider when none of the elements has weight', () => {
    const [cards = []] = fc.sample(world, { seed: 3, numRuns: 1 });
    storeCards(cards);
    const terms = ELEMENTS.map((what) => ({ ...what, label: what.code, mode: 'MAY' as const }));
    const weights = Object.fromEntries(ELEMENTS.map(({ kind, code }) => [weightKey(kind, code), 'NONE' as const]));
    const result = search({ ...EMPTY_QUERY, terms, weights });
    expect(result.matching).toBe(cards.length);
    expect(result.items.map(({ other }) => other)).toEqual(cards.map(() => false));
    expect(order({ ...EMPTY_QUERY, weights })).toEqual(order(EMPTY_QUERY));
  });

  it('BX-01: knows nothing of an empty profile, on every criterion', () => {
    storeCards([{ ...blankProfile(), id: uuidOf('blank') }]);
    fc.assert(
      fc.property(queryArbitrary, fc.array(mayElement, { maxLength: 8 }), ({ weights, placeId }, terms) => {
        const query = { ...EMPTY_QUERY, terms, placeId, weights };
        const [blank] = search(query).items;
        expect(blank?.parts.length).toBeGreaterThan(0);
        expect(blank?.parts.map(({ state, points }) => [state, points])).toEqual(
          blank?.parts.map(() => ['UNKNOWN', 0]),
        );
        expect(blank?.score).toBe(0);
      }),
      RUNS,
    );
  });

  it('BX-01: takes weights for what is not asked, and for nonsense, for nothing', () => {
    const nonsense = fc.oneof(
      fc.string().map((text) => `?${text}`),
      fc.constantFrom('', '__proto__', 'constructor', 'toString', 'OCCUPATION', 'LANGUAGE:', 'LANGUAGE:zzz', 'keyword'),
    );
    const entries = fc.array(fc.tuple(nonsense, fc.constantFrom(...WEIGHTS.codes)));
    fc.assert(
      fc.property(world, queryArbitrary, fc.string({ maxLength: 40 }), entries, (cards, asked, text, extra) => {
        storeCards(cards);
        const unknown: ElementTerm = { kind: 'LANGUAGE', code: `x${text}`, label: text, mode: 'MAY' };
        const query: CandidateQuery = { ...asked, terms: [...asked.terms, unknown] };
        const weights = { ...Object.fromEntries(extra), ...asked.weights };
        expect(search({ ...query, weights })).toEqual(search(query));
      }),
      RUNS,
    );
  });
});

describe('what the ranking must not look at', () => {
  /** The same people with other names: two caches that went through the same, as writing again changes relevance too. */
  let other: typeof test;
  beforeEach(async () => {
    other = await openTestDatabase();
    storeReference(other);
  });
  afterEach(() => other.directory.remove());

  const word = fc.constantFrom('Bo', 'Zoë', 'Ng', 'Karel', 'Fatima');
  const words = (count: fc.Arbitrary<number>) =>
    count.chain((length) => fc.array(word, { minLength: length, maxLength: length })).map((list) => list.join(' '));
  const photoId = fc.option(fc.uuid());
  /** Of equal length: how much a keyword says depends a little on how long the whole text is. */
  const samePerson = fc.record({ firstName: words(fc.constant(1)), lastName: words(fc.constant(2)), photoId });
  const anyPerson = fc.record({
    firstName: words(fc.nat({ max: 3 })),
    lastName: words(fc.nat({ max: 4 })),
    photoId,
  });
  const internal: fc.Arbitrary<CandidateInternal> = fc.record({
    clientNumber: fc.stringMatching(/^CL[0-9]{4}$/),
    gender: fc.constantFrom('F' as const, 'M' as const, 'X' as const, 'U' as const),
    birthDate: fc.option(fc.constantFrom('1950-01-01', '1990-05-17', '2008-12-31')),
    municipality: fc.constantFrom('Den Haag', 'Delft'),
    supportModel: fc.constantFrom('SELF_SERVICE' as const, 'SHARED' as const, 'FULL' as const),
    caseManagerName: words(fc.constantFrom(1, 2, 3)),
    tozo: fc.boolean(),
  });
  const pairs = <T>(one: fc.Arbitrary<T>) => fc.array(fc.tuple(one, one), { minLength: 12, maxLength: 12 });
  type Person = Pick<CandidateCard, 'firstName' | 'lastName' | 'photoId'>;
  const dressed = (cards: readonly CandidateCard[], people: readonly (readonly Person[])[], which: 0 | 1) =>
    cards.map((card, at) => ({ ...card, ...people[at]?.[which] }));

  it('BX-01: is the name and the photo of a card, in any order of a search without keywords', () => {
    fc.assert(
      fc.property(world, queryArbitrary, pairs(anyPerson), (cards, query, people) => {
        storeCards(dressed(cards, people, 0));
        storeCards(dressed(cards, people, 1), other);
        expect(order(withoutKeywords(query), other)).toEqual(order(withoutKeywords(query)));
      }),
      RUNS,
    );
  });

  it('BX-01: is which name it is, where keywords are searched too', () => {
    fc.assert(
      fc.property(world, queryArbitrary, pairs(samePerson), (cards, query, people) => {
        storeCards(dressed(cards, people, 0));
        storeCards(dressed(cards, people, 1), other);
        expect(order(query, other)).toEqual(order(query));
      }),
      RUNS,
    );
  });

  it('BX-01: is sex, birth date, client number, ToZo and case manager of a case', () => {
    fc.assert(
      fc.property(world, queryArbitrary, pairs(fc.tuple(samePerson, internal)), (cards, query, people) => {
        const casesOf = (which: 0 | 1) =>
          cards.map((card, at) => {
            const [person, inside] = people[at]?.[which] as [Person, CandidateInternal];
            return { collection: 2, row: makeCandidateCase({ ...card, ...person, internal: inside }) };
          });
        apply(casesOf(0));
        apply(casesOf(1), other);
        expect(order(query, other)).toEqual(order(query));
      }),
      RUNS,
    );
  });

  it('BX-01: is how often profiles were written before, and what they said then', () => {
    fc.assert(
      fc.property(world, world, queryArbitrary, (before, cards, query) => {
        storeCards(cards);
        storeCards(before, other);
        storeCards(cards, other);
        storeCards(cards, other);
        expect(search(query, other)).toEqual(search(query));
      }),
      RUNS,
    );
  });
});
