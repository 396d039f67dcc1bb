import { join } from 'node:path';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { ImportFault, Read } from '../fault.ts';
import { readCsvFile } from '../read/csv-file.ts';
import type { CsvRow } from '../read/csv-file.ts';
import { reportDoubles, rowReader } from '../read/row-reader.ts';
import type { RowReader } from '../read/row-reader.ts';

export const PLACE_FILES = {
  municipalities: 'gemeenten-nl.csv',
  places: 'plaatsen-nl.csv',
  postcodes: 'pc4-nl.csv',
} as const;

/** A place as the official list has it, before it gets an id. */
export interface OfficialPlace {
  readonly row: CsvRow;
  readonly place: Omit<Place, 'id'>;
}

/** The Netherlands in Europe with a margin: swapped or foreign coordinates fall outside. Degrees WGS 84. */
const BOUNDS = { lat: [50.5, 53.8], lon: [3, 7.5] } as const;

/** Reads municipalities, places and four-digit postcodes of a folder and checks them against each other. */
export async function readPlaces(directory: string): Promise<Read<readonly OfficialPlace[]>> {
  const municipalities = await readMunicipalities(join(directory, PLACE_FILES.municipalities));
  const codes = new Map(municipalities.value.map(({ place }) => [place.code, place.name]));
  const known = municipalities.faults.length === 0 ? codes : null;
  const places = await readTowns(join(directory, PLACE_FILES.places), known);
  const postcodes = await readPostcodes(join(directory, PLACE_FILES.postcodes), known);
  return {
    value: [...municipalities.value, ...places.value, ...postcodes.value],
    faults: [...municipalities.faults, ...places.faults, ...postcodes.faults],
  };
}

type Municipalities = ReadonlyMap<string, string> | null;

async function readMunicipalities(path: string): Promise<Read<readonly OfficialPlace[]>> {
  const columns = ['gemeentecode', 'naam', 'provincie', 'inwoners_2023', 'lat', 'lon'] as const;
  const file = await readCsvFile(path, columns);
  const faults: ImportFault[] = [...file.faults];
  const value = file.value.map((row) => {
    const read = rowReader(row, faults);
    const name = read.text('naam', { max: 80 });
    const place = {
      kind: 'MUNICIPALITY' as const,
      code: read.code('gemeentecode', /^GM\d{4}$/, 'GM en 4 cijfers'),
      name,
      municipality: name,
      province: read.text('provincie', { max: 40 }),
      ...coordinates(read),
      population: read.count('inwoners_2023'),
    };
    return { row, place };
  });
  reportDoubles(value, 'gemeentecode', ({ place }) => place.code, faults);
  return { value, faults };
}

async function readTowns(path: string, known: Municipalities): Promise<Read<readonly OfficialPlace[]>> {
  const columns = [
    'woonplaatscode',
    'naam',
    'gemeentecode',
    'gemeente',
    'provincie',
    'lat',
    'lon',
    'inwoners_geonames',
  ] as const;
  const file = await readCsvFile(path, columns);
  const faults: ImportFault[] = [...file.faults];
  const value = file.value.map((row) => {
    const read = rowReader(row, faults);
    const place = {
      kind: 'PLACE' as const,
      code: read.code('woonplaatscode', /^WP\d{4}$/, 'WP en 4 cijfers'),
      name: read.text('naam', { max: 80 }),
      municipality: municipality(read, row.values, known),
      province: read.text('provincie', { max: 40 }),
      ...coordinates(read),
      population: read.count('inwoners_geonames'),
    };
    return { row, place };
  });
  reportDoubles(value, 'woonplaatscode', ({ place }) => place.code, faults);
  return { value, faults };
}

/** A postcode area carries the name of its town, so that a person is said to live in a town and never in a number. */
async function readPostcodes(path: string, known: Municipalities): Promise<Read<readonly OfficialPlace[]>> {
  const columns = ['pc4', 'plaats', 'gemeentecode', 'gemeente', 'provincie', 'lat', 'lon'] as const;
  const file = await readCsvFile(path, columns);
  const faults: ImportFault[] = [...file.faults];
  const value = file.value.map((row) => {
    const read = rowReader(row, faults);
    const place = {
      kind: 'PC4' as const,
      code: read.code('pc4', /^[1-9]\d{3}$/, '4 cijfers'),
      name: read.text('plaats', { max: 80 }),
      municipality: municipality(read, row.values, known),
      province: read.text('provincie', { max: 40 }),
      ...coordinates(read),
      population: null,
    };
    return { row, place };
  });
  reportDoubles(value, 'pc4', ({ place }) => place.code, faults);
  return { value, faults };
}

function municipality(
  read: Pick<RowReader<'gemeentecode' | 'gemeente'>, 'code' | 'text' | 'fault'>,
  values: Readonly<Record<'gemeentecode' | 'gemeente', string>>,
  known: Municipalities,
): string {
  read.code('gemeentecode', /^GM\d{4}$/, 'GM en 4 cijfers');
  const name = read.text('gemeente', { max: 80 });
  const official = known?.get(values.gemeentecode);
  if (known && official === undefined) read.fault('gemeentecode', 'Deze gemeente is er niet.');
  else if (known && official !== name) read.fault('gemeente', 'Deze naam past niet bij de gemeentecode.');
  return name;
}

function coordinates(read: Pick<RowReader<'lat' | 'lon'>, 'decimal'>): { lat: number; lon: number } {
  return { lat: read.decimal('lat', ...BOUNDS.lat), lon: read.decimal('lon', ...BOUNDS.lon) };
}
