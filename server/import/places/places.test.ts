import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { PlaceSchema } from '@hallowerk/contract/reference/reference.ts';
import { faultLine } from '../fault.ts';
import { SMALL_PLACES, temporaryFolder, writeCsv } from '../testing/import-fixture.ts';
import type { Folder } from '../testing/import-fixture.ts';
import { referenceData } from '../testing/reference-data.ts';
import { identifyPlaces } from './place-identity.ts';
import { readPlaces } from './place-rows.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const own = (id: number, name: string, province: string, lat: number, lon: number): Place => ({
  id: `0000000${id}-0000-4000-8000-000000000000`,
  kind: 'PLACE',
  code: `GN${id}`,
  name,
  municipality: name,
  province,
  lat,
  lon,
  population: null,
});

describe('readPlaces', () => {
  it('reads municipalities, places and postcode areas with their official names', async () => {
    const { value, faults } = await readPlaces(writeCsv(folder, SMALL_PLACES));
    expect(faults).toEqual([]);
    expect(value.map(({ place }) => [place.kind, place.code, place.name, place.population])).toEqual([
      ['MUNICIPALITY', 'GM0518', "'s-Gravenhage", 562839],
      ['MUNICIPALITY', 'GM1900', 'Súdwest-Fryslân', 89710],
      ['PLACE', 'WP1245', "'s-Gravenhage", 474292],
      ['PLACE', 'WP1001', 'Oudega', null],
      ['PLACE', 'WP1002', 'Oudega', null],
      ['PC4', '2511', "'s-Gravenhage", null],
    ]);
  });

  it('reports swapped coordinates, unknown municipalities, doubles and wrong numbers', async () => {
    const directory = writeCsv(folder, SMALL_PLACES, {
      'plaatsen-nl.csv': ([header = '', first = '']) => [
        header,
        first,
        first,
        'WP1,Delft,GM0503,Delft,Zuid-Holland,4.3571,52.0116,veel',
        'WP1003,Scheveningen,GM0518,Den Haag,Zuid-Holland,52.10,,1',
      ],
    });
    expect((await readPlaces(directory)).faults.map(faultLine)).toEqual([
      'plaatsen-nl.csv, regel 4, kolom woonplaatscode: Verwacht: WP en 4 cijfers.',
      'plaatsen-nl.csv, regel 4, kolom gemeentecode: Deze gemeente is er niet.',
      'plaatsen-nl.csv, regel 4, kolom lat: Verwacht: een getal van 50.5 tot en met 53.8.',
      'plaatsen-nl.csv, regel 4, kolom lon: Verwacht: een getal van 3 tot en met 7.5.',
      'plaatsen-nl.csv, regel 4, kolom inwoners_geonames: Verwacht: een geheel getal.',
      'plaatsen-nl.csv, regel 5, kolom gemeente: Deze naam past niet bij de gemeentecode.',
      'plaatsen-nl.csv, regel 5, kolom lon: Dit veld is leeg.',
      'plaatsen-nl.csv, regel 3, kolom woonplaatscode: Deze waarde staat ook op regel 2.',
    ]);
  });
});

describe('identifyPlaces', () => {
  it('takes over the nearest row of the own list with the same name, each row once', async () => {
    const { value } = await readPlaces(writeCsv(folder, SMALL_PLACES));
    const far = own(1, 'Oudega', 'Fryslân', 53.121, 6.001);
    const near = own(2, 'Oudega', 'Fryslân', 52.991, 5.541);
    const hague = own(3, 'Den Haag', 'Zuid-Holland', 52.08, 4.3);
    const identified = identifyPlaces(value, [far, near, hague]);
    const idOf = (code: string): string | undefined => identified.find(({ place }) => place.code === code)?.place.id;
    expect([idOf('WP1001'), idOf('WP1002'), idOf('WP1245')]).toEqual([near.id, far.id, hague.id]);
    expect(new Set(identified.map(({ place }) => place.id)).size).toBe(identified.length);
  });

  it.each([
    ['Haren', 'Haren Gn'],
    ['Hengelo', 'Hengelo (Gld)'],
    ['Sint Annaparochie', 'St.-Annaparochie'],
    ['Den Bosch', "'s-Hertogenbosch"],
  ])('knows that %s is officially called %s', async (name, official) => {
    const { value } = await readPlaces(writeCsv(folder, SMALL_PLACES));
    const [first] = value.filter(({ place }) => place.kind === 'PLACE');
    const renamed = { ...first!, place: { ...first!.place, name: official, province: 'Friesland' } };
    expect(identifyPlaces([renamed], [own(1, name, 'Fryslân', 52.07, 4.3)])[0]?.existing?.name).toBe(name);
  });

  it('leaves a namesake that lies elsewhere alone', async () => {
    const { value } = await readPlaces(writeCsv(folder, SMALL_PLACES));
    const elsewhere = own(1, 'Oudega', 'Friesland', 53.4, 5.0);
    expect(identifyPlaces(value, [elsewhere]).every(({ existing }) => existing === undefined)).toBe(true);
  });

  it('recognises a place by its code, whatever it was called', async () => {
    const { value } = await readPlaces(writeCsv(folder, SMALL_PLACES));
    const renamed = { ...own(1, 'Oude naam', 'Friesland', 53, 5.5), code: 'WP1001' };
    const found = identifyPlaces(value, [renamed]).find(({ place }) => place.code === 'WP1001');
    expect(found).toMatchObject({ existing: renamed, place: { id: renamed.id, name: 'Oudega' } });
  });
});

const data = referenceData('geo');

describe.skipIf(data === null)('the official place files', () => {
  it('become places that the contract accepts, each with an id of its own', async () => {
    const { value, faults } = await readPlaces(data!);
    expect(faults).toEqual([]);
    const places = identifyPlaces(value, []).map(({ place }) => place);
    z.array(PlaceSchema).parse(places);
    expect(Map.groupBy(places, (place) => place.kind).get('PLACE')).toHaveLength(2499);
    expect(Map.groupBy(places, (place) => place.kind).get('MUNICIPALITY')).toHaveLength(342);
    expect(Map.groupBy(places, (place) => place.kind).get('PC4')).toHaveLength(4766);
    expect(new Set(places.map((place) => place.id)).size).toBe(7607);
  });
});
