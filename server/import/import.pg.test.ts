import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Occupation, Place } from '@hallowerk/contract/reference/reference.ts';
import type { Database } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { productPlaces } from '../demo/places.ts';
import { upsertPlaces } from '../reference/reference.repository.ts';
import { runImportCli } from './cli.ts';
import { escoParentId, iscoGroupCode, iscoOfGroupCode } from './esco/esco-occupations.ts';
import { existingOccupations, existingReferenceItems } from './reference-row.ts';
import { JOBSEEKER, SMALL_ESCO, SMALL_PLACES, VACANCY, temporaryFolder, writeCsv } from './testing/import-fixture.ts';
import type { Folder } from './testing/import-fixture.ts';
import { referenceData } from './testing/reference-data.ts';
import { importDatabase } from './testing/test-database.ts';

const TABLES = ['reference_item', 'occupation', 'place', 'candidate', 'candidate_origin', 'vacancy', 'vacancy_origin'];

let database: Database;
let folder: Folder;
beforeAll(async () => {
  database = await importDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  folder.remove();
  for (const table of TABLES) await database.knex(table).delete();
});

async function run(args: readonly string[], signal?: AbortSignal): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const code = await runImportCli(args, { knex: database.knex, write, ...(signal ? { signal } : {}) });
  return { code, lines };
}

/** Number of rows of every table and the last position of the sync clock: equal means that nothing was written. */
async function state(): Promise<unknown> {
  const counts = await Promise.all(TABLES.map((table) => database.knex(table).count('* as n').first()));
  return { counts, clock: await database.knex('sync_clock').select('head') };
}

const vumFile = (content: unknown): string => folder.write('vum.json', JSON.stringify(content));

describe('every import', () => {
  const sources: readonly (readonly [string, () => string[]])[] = [
    ['esco', () => ['esco', writeCsv(folder, SMALL_ESCO)]],
    ['places', () => ['places', writeCsv(folder, SMALL_PLACES)]],
    ['vum', () => ['vum', vumFile({ werkzoekenden: [JOBSEEKER], vacatures: [VACANCY] })]],
  ];

  it.each(sources)('%s: rehearses without writing and with a line for every row', async (_, args) => {
    const before = await state();
    const { code, lines } = await run([...args(), '--dry-run']);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes(': nieuw – ')).length).toBeGreaterThan(1);
    expect(lines.at(-1)).toContain('proef zonder fouten. Er is niets geïmporteerd.');
    expect(await state()).toEqual(before);
  });

  it.each(sources)('%s: writes nothing at all when the same files come again', async (_, args) => {
    const input = args();
    expect((await run(input)).code).toBe(0);
    const once = await state();
    const { code, lines } = await run(input);
    expect(code).toBe(0);
    expect(lines.some((line) => / 0 nieuw, 0 gewijzigd, [1-9]/.test(line))).toBe(true);
    expect(await state()).toEqual(once);
  });

  it.each(sources)('%s: leaves nothing behind when it is aborted halfway', async (_, args) => {
    const before = await state();
    const abort = new AbortController();
    const stop = (query: { sql: string }): void => {
      if (query.sql.includes('insert into')) abort.abort();
    };
    database.knex.on('query', stop);
    const { code, lines } = await run(args(), abort.signal).finally(() => database.knex.removeListener('query', stop));
    expect([code, lines]).toEqual([1, ['Afgebroken. Er is niets geïmporteerd.']]);
    expect(abort.signal.aborted).toBe(true);
    expect(await state()).toEqual(before);
  });

  it.each([
    ['esco', 'occupation'],
    ['places', 'place'],
    ['vum', 'vacancy_origin'],
  ])('%s: leaves nothing behind when the database refuses a row, and does not quote it', async (kind, table) => {
    const args = sources.find(([name]) => name === kind)?.[1]() ?? [];
    const before = await state();
    await database.knex.raw(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused: %', new; end $$`);
    await database.knex.raw(`create trigger refuse before insert on ${table} for each row execute function refuse()`);
    const { code, lines } = await run(args).finally(() => database.knex.raw('drop function refuse() cascade'));
    expect([code, lines]).toEqual([1, ['De database gaf een fout (code P0001). Er is niets geïmporteerd.']]);
    expect(await state()).toEqual(before);
  });

  it('imports nothing when the last row has a fault', async () => {
    const before = await state();
    const broken = { 'esco-1.2-beroepen-nl.csv': (lines: string[]) => [...lines.slice(0, -1), 'x,y,z,,,'] };
    const esco = await run(['esco', writeCsv(folder, SMALL_ESCO, broken)]);
    expect(esco.code).toBe(1);
    expect(esco.lines).toContain('  esco-1.2-beroepen-nl.csv, regel 4, kolom id: Verwacht: een UUID.');
    expect(esco.lines.at(-1)).toBe('ESCO-beroepen: los de fouten op en probeer het opnieuw. Er is niets geïmporteerd.');
    const postcodes = { 'pc4-nl.csv': (lines: string[]) => [...lines, '2512,x'] };
    const places = await run(['places', writeCsv(folder, SMALL_PLACES, postcodes)]);
    expect(places.code).toBe(1);
    expect(places.lines).toContain('pc4-nl.csv: 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 fout');
    const vum = await run(['vum', vumFile([JOBSEEKER, { ...JOBSEEKER, idWerkzoekende: 'b', leeftijd: 4 }])]);
    expect(vum.code).toBe(1);
    expect(vum.lines).toContain('vum.json, werkzoekenden: 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 fout');
    expect(await state()).toEqual(before);
  });

  it.each([
    [[]],
    [['esco']],
    [['skills', 'x']],
    [['esco', 'a', 'b']],
    [['esco', 'a', '--visible']],
    [['vum', 'a', '--wat']],
    [['places', 'a', '--region', 'AM21']],
  ])('explains itself when the arguments are wrong: %j', async (args) => {
    const { code, lines } = await run(args);
    expect(code).toBe(2);
    expect(lines).toContain('Zo gebruik je het:');
  });
});

describe('import places', () => {
  it('takes over the rows of the product list, so that no place stands there twice', async () => {
    await withTransaction(database.knex, (trx) => upsertPlaces(trx, productPlaces()));
    const hague = await database.knex('place').where({ name: 'Den Haag' }).first();
    const { lines } = await run(['places', writeCsv(folder, SMALL_PLACES), '--dry-run']);
    expect(lines).toContainEqual(expect.stringContaining(`gewijzigd – WP1245 's-Gravenhage (vervangt ${hague.code})`));
    await run(['places', writeCsv(folder, SMALL_PLACES)]);
    expect(await database.knex('place').where({ id: hague.id }).first()).toMatchObject({
      code: 'WP1245',
      name: "'s-Gravenhage",
    });
    expect(await database.knex('place').where({ name: 'Den Haag' })).toEqual([]);
  });
});

describe('import vum', () => {
  it('hides new candidates, unless told that they agreed', async () => {
    await run(['vum', vumFile([JOBSEEKER])]);
    expect(await database.knex('candidate').select('visible_to_employers', 'region_code')).toEqual([
      { visible_to_employers: false, region_code: 'AM21' },
    ]);
    await run(['vum', vumFile([{ ...JOBSEEKER, idWerkzoekende: 'ander' }]), '--visible', '--region', 'AM01']);
    expect(await database.knex('candidate').where({ visible_to_employers: true }).select('region_code')).toEqual([
      { region_code: 'AM01' },
    ]);
  });

  it('leaves the choice of a known candidate alone, and what was written here', async () => {
    await run(['vum', vumFile([JOBSEEKER])]);
    await database.knex('candidate').update({
      visible_to_employers: true,
      profile: database.knex.raw(`jsonb_set(profile, '{oneLiner}', '"Groene vingers"')`),
    });
    const newer = { ...JOBSEEKER, persoonlijkePresentatie: 'Nieuw.' };
    const { lines } = await run(['vum', vumFile([newer])]);
    expect(lines[0]).toBe('vum.json, werkzoekenden: 0 nieuw, 1 gewijzigd, 0 ongewijzigd, 0 fout');
    const row = await database.knex('candidate').first();
    expect(row).toMatchObject({ visible_to_employers: true, profile: { oneLiner: 'Groene vingers', about: 'Nieuw.' } });
    expect((await database.knex('candidate_origin').first()).document).toEqual(newer);
  });

  it('finds the town once the places are there, and gives the centre of the town', async () => {
    await run(['vum', vumFile({ werkzoekenden: [JOBSEEKER], vacatures: [VACANCY] })]);
    expect((await database.knex('candidate').first()).profile.city).toBe('');
    await run(['places', writeCsv(folder, SMALL_PLACES)]);
    const { lines } = await run(['vum', vumFile({ werkzoekenden: [JOBSEEKER], vacatures: [VACANCY] })]);
    expect(lines[0]).toBe('vum.json, werkzoekenden: 0 nieuw, 1 gewijzigd, 0 ongewijzigd, 0 fout');
    const profile = (await database.knex('candidate').first()).profile;
    expect(profile).toMatchObject({ city: "'s-Gravenhage", lat: 52.07, lon: 4.3 });
    expect((await database.knex('vacancy').first()).content.city).toBe("'s-Gravenhage");
  });

  it('refuses a region that the server does not know', async () => {
    const { code, lines } = await run(['vum', vumFile([JOBSEEKER]), '--region', 'AM99']);
    expect(code).toBe(1);
    expect(lines).toContain('  vum.json: Deze regio kent de server niet. Kies uit: AM01, AM21.');
  });

  it('refuses to write over a candidate who does not come from VUM', async () => {
    await run(['vum', vumFile([JOBSEEKER])]);
    await database.knex('candidate_origin').delete();
    const { code, lines } = await run(['vum', vumFile([JOBSEEKER])]);
    expect(code).toBe(1);
    expect(lines).toContain(
      '  vum.json, werkzoekenden[0]: Dit nummer is op de server al van een kandidaat die niet uit VUM komt.',
    );
  });

  it('prints nothing of a profile but its number, in a rehearsal and with faults', async () => {
    const secret = 'Sam de Vries';
    const good = { ...JOBSEEKER, persoonlijkePresentatie: secret, emailadres: ['sam.de.vries@example.com'] };
    const bad = { ...good, idWerkzoekende: secret, mobiliteit: { bemiddelingspostcode: secret } };
    const { lines } = await run(['vum', vumFile([good, bad]), '--dry-run']);
    const output = lines.join('\n');
    expect(output).toContain(`werkzoekenden[0]: nieuw – ${JOBSEEKER.idWerkzoekende}`);
    expect(output).toContain('werkzoekenden[1]: fout – zonder geldig nummer');
    for (const part of ['Vries', 'example.com', '2511', '0691']) expect(output).not.toContain(part);
  });
});

const esco = referenceData('esco');

describe.skipIf(esco === null)('import esco on the official files', () => {
  const csv = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(esco!, name), 'utf8'), { columns: true, bom: true });

  it('brings in all 3,039 occupations, and every field can be read back', async () => {
    expect((await run(['esco', esco!])).code).toBe(0);
    const stored = await withTransaction(database.knex, (trx) => existingOccupations(trx));
    const items = await withTransaction(database.knex, (trx) => existingReferenceItems(trx));
    const descriptions = new Map(
      csv('esco-1.2-beroepen-omschrijving-nl.csv').map((row) => [row['id'], row['omschrijving']]),
    );
    const readBack = (row: Record<string, string>): Record<string, string | null | undefined> => {
      const occupation: Occupation | undefined = stored.get(row['id'] ?? '');
      return {
        id: occupation?.id,
        code: occupation?.code,
        label: occupation?.name,
        alt_labels: occupation?.synonyms.join('|'),
        isco: iscoOfGroupCode(occupation?.groupCode ?? null),
        parent_id: (occupation && escoParentId(occupation)) ?? '',
        description: occupation?.description,
      };
    };
    const rows = csv('esco-1.2-beroepen-nl.csv');
    expect([rows.length, stored.size]).toEqual([3039, 3039]);
    for (const row of rows) expect(readBack(row)).toEqual({ ...row, description: descriptions.get(row['id'] ?? '') });
    for (const group of csv('esco-1.2-isco08-groepen-nl.csv')) {
      const kind = group['niveau'] === '1' ? 'OCCUPATION_FIELD' : 'OCCUPATION_GROUP';
      expect(items.get(`${kind}|${iscoGroupCode(group['code'] ?? '')}`)).toMatchObject({
        name: group['label'],
        parentCode: group['parent'] === '' ? null : iscoGroupCode(group['parent'] ?? ''),
      });
    }
  });
});

const geo = referenceData('geo');

describe.skipIf(geo === null)('import places on the official files', () => {
  it('brings in every row, and a second time nothing', async () => {
    await withTransaction(database.knex, (trx) => upsertPlaces(trx, productPlaces()));
    expect((await run(['places', geo!])).code).toBe(0);
    for (const [kind, name, code] of [
      ['PLACE', 'plaatsen-nl.csv', 'woonplaatscode'],
      ['MUNICIPALITY', 'gemeenten-nl.csv', 'gemeentecode'],
      ['PC4', 'pc4-nl.csv', 'pc4'],
    ] as const) {
      const rows: Record<string, string>[] = parse(readFileSync(join(geo!, name), 'utf8'), { columns: true });
      const places: Place[] = await database.knex('place').where({ kind });
      const byCode = new Map(places.map((place) => [place.code, place]));
      for (const row of rows) {
        const place = byCode.get(row[code] ?? '');
        expect([place?.name, place?.province]).toEqual([row['naam'] ?? row['plaats'], row['provincie']]);
        expect([place?.municipality, place?.lat, place?.lon]).toEqual([
          row['gemeente'] ?? row['naam'],
          Number(row['lat']),
          Number(row['lon']),
        ]);
      }
    }
    const once = await state();
    expect((await run(['places', geo!])).lines[0]).toBe(
      'gemeenten-nl.csv: 0 nieuw, 0 gewijzigd, 342 ongewijzigd, 0 fout',
    );
    expect(await state()).toEqual(once);
  });
});

const vum = referenceData('vum');

describe.skipIf(vum === null)('import vum on the 60 example messages', () => {
  it('stores every message whole, and a second time writes nothing', async () => {
    const file = join(vum!, 'vum-3.0-accreditatie-voorbeelden.json');
    expect((await run(['vum', file])).code).toBe(0);
    const source: Record<'werkzoekenden' | 'vacatures', Record<string, unknown>[]> = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    for (const [table, list, id] of [
      ['candidate_origin', source.werkzoekenden, 'idWerkzoekende'],
      ['vacancy_origin', source.vacatures, 'idVacature'],
    ] as const) {
      const rows: { reference: string; document: unknown }[] = await database.knex(table);
      const stored = new Map(rows.map((row) => [row.reference, row.document]));
      expect(list).toHaveLength(30);
      for (const message of list) expect(stored.get(String(message[id]))).toEqual(message);
    }
    const once = await state();
    expect((await run(['vum', file])).code).toBe(0);
    expect(await state()).toEqual(once);
  });
});
