import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOccupation, makePage, makePlace, makeReferenceItem, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

describe('reference lists', () => {
  it('are read from the cache and read again after they changed', () => {
    const { reference, cache } = test;
    const occupation = makeOccupation({ groupCode: 'BOUW' });
    const place = makePlace();
    const showcase = {
      id: uuidOf('s'),
      name: 'Kandidaten',
      regionCodes: ['1'],
      filterCategories: ['workType' as const],
    };
    expect(reference.occupation(occupation.id)).toBeNull();
    const before = reference.version();
    const page = makePage([
      { collection: 9, row: occupation },
      { collection: 10, row: place },
      { collection: 11, row: makeReferenceItem({ id: uuidOf('2'), code: 'B', name: 'Tweede' }) },
      { collection: 11, row: makeReferenceItem({ id: uuidOf('1'), code: 'A', name: 'Eerste' }) },
      {
        collection: 11,
        row: makeReferenceItem({ id: uuidOf('3'), kind: 'OCCUPATION_GROUP', code: 'BOUW', name: 'Bouw' }),
      },
      { collection: 12, row: showcase },
    ]);
    for (const slice of cache.applyPage(page, { now: NOW })) void slice;
    expect(reference.version()).toBeGreaterThan(before);
    expect(reference.occupation(occupation.id)).toEqual(occupation);
    expect(reference.occupationsInGroup('BOUW')).toEqual([occupation]);
    expect(reference.place(place.id)).toEqual(place);
    expect(reference.referenceItems('CERTIFICATE').map(({ name }) => name)).toEqual(['Eerste', 'Tweede']);
    expect(reference.showcases()).toEqual([showcase]);
    expect(reference.nameOf('OCCUPATION_GROUP', 'BOUW')).toBe('Bouw');
    expect(reference.nameOf('OCCUPATION_GROUP', 'ONBEKEND')).toBe('ONBEKEND');
  });
});
