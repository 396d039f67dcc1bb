import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateAreas } from '@hallowerk/contract/candidates/candidate-map.ts';
import { EMPTY_QUERY, JUDGEMENTS, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { distanceKm } from '@hallowerk/contract/candidates/distance.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePage, makePlace, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { candidateArbitrary, NOW, OCCUPATIONS, queryArbitrary } from '../testing/search-arbitraries.ts';

const CANDIDATES = 400;
const RUNS = { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 200) };
const coordinate = (min: number, max: number) => fc.integer({ min: min * 1e4, max: max * 1e4 }).map((at) => at / 1e4);
const point = fc.record({ lat: coordinate(50.8, 53.5), lon: coordinate(3.4, 7.2) });
const [points = []] = fc.sample(fc.array(point, { minLength: 60, maxLength: 60 }), { seed: 22, numRuns: 1 });
/** The last ten are centres that no list knows. */
const places = points.slice(0, 50).map((at, n) => makePlace({ id: uuidOf(`place ${n}`), name: `Plaats ${n}`, ...at }));
const cards = fc
  .sample(fc.tuple(candidateArbitrary('x'), fc.option(fc.constantFrom(...points))), {
    seed: 23,
    numRuns: CANDIDATES,
  })
  .map(([card, at], n): CandidateCard => ({
    ...card,
    id: uuidOf(`person ${n}`),
    lat: at?.lat ?? null,
    lon: at?.lon ?? null,
  }));
const homeOf = new Map(cards.map(({ id, lat, lon }) => [id, lat === null || lon === null ? null : { lat, lon }]));

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  test = await openTestDatabase();
  const page = makePage([
    ...OCCUPATIONS.map((row) => ({ collection: 9, row })),
    ...places.map((row) => ({ collection: 10, row })),
    ...cards.map((row) => ({ collection: 1, row })),
  ]);
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
});
afterAll(() => test.directory.remove());

/** A circle with a radius of the list, or with somebody's home exactly on its edge. */
const circle = fc
  .tuple(fc.constantFrom(...places), fc.constantFrom(...points), fc.constantFrom(5, 25, 100, 'edge' as const, null))
  .map(([place, home, radius]) => {
    const radiusKm = radius === 'edge' ? distanceKm(place, home) : radius;
    return { placeId: place.id, radiusKm: radiusKm === 0 ? 5 : radiusKm };
  });
const where = fc.oneof(
  { weight: 8, arbitrary: circle },
  { weight: 1, arbitrary: fc.constant({ placeId: null, radiusKm: 25 }) },
  { weight: 1, arbitrary: fc.constant({ placeId: uuidOf('gone'), radiusKm: 25 }) },
);
const query = fc
  .tuple(fc.oneof(queryArbitrary, fc.constant(EMPTY_QUERY)), where)
  .map(([asked, circled]): CandidateQuery => ({ ...asked, ...circled }));
const judged = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...homeOf.keys()), fc.constantFrom(...JUDGEMENTS.codes)), {
    selector: ([id]) => id,
    maxLength: 20,
  })
  .map((entries) => new Map(entries));

function peopleAt(ids: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const home = homeOf.get(id);
    const key = home === null || home === undefined ? 'nowhere' : `${home.lat} ${home.lon}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function countsOf({ areas }: CandidateAreas, what: 'found' | 'nearby'): Record<string, number> {
  return Object.fromEntries(areas.flatMap((area) => (area[what] > 0 ? [[`${area.lat} ${area.lon}`, area[what]]] : [])));
}

describe('the map', () => {
  it('BX-22: holds exactly the people of the list, in and outside any circle, on its edge too', () => {
    fc.assert(
      fc.property(query, judged, (asked, judgements) => {
        const input = { query: asked, now: NOW, judged: judgements };
        const list = (changed: CandidateQuery) =>
          test.search.search({ ...input, query: changed, offset: 0, limit: CANDIDATES });
        const inList = list(asked);
        const map = test.search.areas(input);
        const { nowhere = 0, ...found } = peopleAt(inList.items.map(({ id }) => id));
        expect(map.nowhere).toBe(nowhere);
        expect(countsOf(map, 'found')).toEqual(found);
        expect(map.areas.reduce((sum, area) => sum + area.found, map.nowhere)).toBe(inList.total);
        const wide = peopleAt(list({ ...asked, placeId: null, radiusKm: null }).items.map(({ id }) => id));
        delete wide['nowhere'];
        expect(countsOf(map, 'nearby')).toEqual(wide);
        for (const area of map.areas) expect(area.found).toBe(isInside(area, asked) ? area.nearby : 0);
      }),
      RUNS,
    );
  }, 600_000);

  it('BX-22: holds no coordinate but the centres that were received, and names those of known places', () => {
    const { areas } = test.search.areas({ query: EMPTY_QUERY, now: NOW });
    const names = new Map(places.map(({ lat, lon, name }) => [`${lat} ${lon}`, name]));
    const centres = new Set(points.map(({ lat, lon }) => `${lat} ${lon}`));
    for (const { lat, lon, name } of areas) {
      expect(centres).toContain(`${lat} ${lon}`);
      expect(name).toBe(names.get(`${lat} ${lon}`) ?? null);
    }
  });

  it('BX-22: leads from a point to the nearest place, and from the centre of a place to itself', () => {
    fc.assert(
      fc.property(fc.oneof(point, fc.constantFrom(...places)), (at) => {
        const nearest = test.search.nearestPlace({ lat: at.lat, lon: at.lon });
        const chosen = places.find(({ id }) => id === nearest?.id) as Place;
        expect(distanceKm(at, chosen)).toBe(Math.min(...places.map((place) => distanceKm(at, place))));
      }),
      RUNS,
    );
  });
});

function isInside(area: { lat: number; lon: number }, { placeId, radiusKm }: CandidateQuery): boolean {
  if (placeId === null || radiusKm === null) return true;
  const center = places.find(({ id }) => id === placeId);
  return center !== undefined && distanceKm(center, area) <= radiusKm;
}
