import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestDirectory, type TestDirectory } from '../testing/open-test-database.ts';
import type { LocalDatabase } from '../open-database.ts';
import { FacetReader, FacetWriter, type Facet } from './facet-blocks.ts';
import { FacetLoader } from './facet-index.ts';

describe('facets in blocks', () => {
  let directory: TestDirectory;
  let database: LocalDatabase;
  let writer: FacetWriter;

  beforeEach(async () => {
    directory = await makeTestDirectory();
    database = await directory.openCache();
    writer = new FacetWriter(database.connection);
  });
  afterEach(() => directory.remove());

  const facet = (pk: number): Facet => ({
    pk,
    lat: pk % 3 === 0 ? null : 52.370_216_1 + pk / 7,
    lon: pk % 3 === 0 ? null : 4.895_167_9 - pk / 7,
    modifiedDay: 20_000 - pk,
    options: Uint16Array.from({ length: pk % 5 }, (_, at) => (pk * 331 + at) % 65_536),
    textAt: pk * 13_000_000,
    textHash: 2 ** 48 - pk,
  });
  const store = (change: () => void): void =>
    database.write(() => {
      change();
      writer.flush();
    });
  const pks = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const loaded = (): Omit<Facet, 'textHash'>[] => {
    const index = new FacetLoader(database.connection).load();
    return pks(0, index.slots - 1).map((slot) => ({
      pk: index.pkOf[slot] as number,
      lat: Number.isNaN(index.placeLat[index.place[slot] as number])
        ? null
        : (index.placeLat[index.place[slot] as number] as number),
      lon: Number.isNaN(index.placeLon[index.place[slot] as number])
        ? null
        : (index.placeLon[index.place[slot] as number] as number),
      modifiedDay: index.modifiedDay[slot] as number,
      options: Uint16Array.from(index.optionsOf(slot)),
      textAt: index.textAt[slot] as number,
    }));
  };

  it('come back exactly, over the edges of blocks, after additions, changes and removals', () => {
    store(() => pks(1, 300).forEach((pk) => writer.put(facet(pk))));
    store(() => pks(60, 200).forEach((pk) => expect(writer.remove(pk)).toBe(true)));
    store(() => writer.put({ ...facet(64), modifiedDay: 7 }));
    const expected = [...pks(1, 59).map(facet), { ...facet(64), modifiedDay: 7 }, ...pks(201, 300).map(facet)];
    expect(loaded()).toEqual(expected.map(({ textHash: _, ...rest }) => rest));
    expect(new FacetReader(database.connection).blockWith(64)).toEqual(new Map([[64, expected[59]]]));
  });

  it('leave no empty block behind, and say who was not here', () => {
    store(() => writer.put(facet(5)));
    store(() => expect([writer.remove(5), writer.remove(6)]).toEqual([true, false]));
    expect(database.connection.prepare<number>('select count(*) from facet_block').pluck().get()).toBe(0);
  });

  it('show in the view as a row each', () => {
    store(() => pks(1, 130).forEach((pk) => writer.put(facet(pk))));
    const rows = database.connection
      .prepare('select id, lat, lon, modified_day, opts from candidate_facet')
      .raw()
      .all();
    const expected = pks(1, 130)
      .map(facet)
      .map(({ pk, lat, lon, modifiedDay, options }) => [pk, lat, lon, modifiedDay, Buffer.from(options.buffer)]);
    expect(rows).toEqual(expected);
  });

  it('forget what a failed transaction wanted', () => {
    store(() => writer.put(facet(1)));
    writer.put(facet(2));
    writer.reset();
    store(() => writer.put(facet(3)));
    expect(loaded().map(({ pk }) => pk)).toEqual([1, 3]);
  });
});
