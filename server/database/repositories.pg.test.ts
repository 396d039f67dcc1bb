import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedVacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import {
  candidateByOrigin,
  CANDIDATES_PER_TRANSACTION,
  upsertCandidates,
} from '../candidates/candidates.repository.ts';
import {
  occupationIds,
  placeByPostcode4,
  upsertOccupations,
  upsertPlaces,
  upsertReferenceItems,
  upsertShowcases,
} from '../reference/reference.repository.ts';
import { candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { upsertVacancies, vacancyByOrigin } from '../vacancies/vacancies.repository.ts';
import { withTransaction, type Trx } from './transaction.ts';
import { uuidv7 } from './uuid.ts';

const CREATED = { created: 1, changed: 0, unchanged: 0 };
const CHANGED = { created: 0, changed: 1, unchanged: 0 };
const UNCHANGED = { created: 0, changed: 0, unchanged: 1 };

const vacancy: ImportedVacancy = {
  id: uuidv7(),
  source: 'VUM',
  vacancyNumber: 'V-1',
  title: 'Bakker',
  description: '',
  organizationName: 'De Korenaar',
  city: 'Delft',
  postcode: '2611AB',
  occupationId: null,
  workingLevel: '4',
  hoursMin: null,
  hoursMax: null,
  startDate: null,
  endDate: null,
  closingDate: null,
  publishedAt: null,
  contractTypes: ['O'],
  agreementTypes: [],
  supportModel: 'SHARED',
  drivingLicences: [],
  transport: [],
  salaryText: '',
};

describe.each(databaseKinds())('repositories on %s', (kind) => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  const write = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => withTransaction(world.knex, work);
  const head = async (): Promise<string> => (await world.knex('sync_clock').first('head')).head;

  it('write only what differs, so that a second import causes no synchronisation', async () => {
    const id = uuidv7();
    const occupation = {
      id,
      code: '7512.1',
      name: 'Bakker',
      synonyms: ["Banketbakker 'zoet'"],
      groupCode: 'FOOD',
      related: [{ id: uuidv7(), weight: 0.5 }],
      description: '',
      source: 'PRODUCT' as const,
    };
    const place = {
      id: uuidv7(),
      kind: 'PC4' as const,
      code: '2611',
      name: '2611',
      municipality: 'Delft',
      province: 'Zuid-Holland',
      lat: 52.011,
      lon: 4.357,
      population: null,
    };
    const item = { id: uuidv7(), kind: 'OCCUPATION_GROUP' as const, code: 'FOOD', name: 'Voeding', parentCode: null };
    const showcase = {
      id: uuidv7(),
      name: 'Haaglanden',
      regionCodes: ['AM21'],
      filterCategories: ['workType' as const],
    };
    const all = (change: object) =>
      write(async (trx) => [
        await upsertOccupations(trx, [{ ...occupation, ...change }]),
        await upsertPlaces(trx, [{ ...place, ...change }]),
        await upsertReferenceItems(trx, [{ ...item, ...change }]),
        await upsertShowcases(trx, [{ ...showcase, ...change }]),
        await upsertVacancies(trx, [
          {
            vacancy: { ...vacancy, ...('name' in change && { title: 'x' }) },
            regionCode: 'AM21',
            origin: { kind: 'VUM', reference: 'V-1', document: {} },
          },
        ]),
      ]);
    expect(await all({})).toEqual(Array(5).fill(CREATED));
    const before = await head();
    expect(await all({})).toEqual(Array(5).fill(UNCHANGED));
    expect(await head()).toBe(before);
    expect(await all({ name: 'Anders' })).toEqual(Array(5).fill(CHANGED));
    expect(await head()).not.toBe(before);
    expect(await write((trx) => placeByPostcode4(trx, '2611'))).toEqual({ ...place, name: 'Anders' });
    expect(await write((trx) => placeByPostcode4(trx, '9999'))).toBeNull();
    expect(await write((trx) => occupationIds(trx))).toEqual(new Set([id]));
    expect(await write((trx) => occupationIds(trx, 'ESCO'))).toEqual(new Set());
    expect(await write((trx) => vacancyByOrigin(trx, 'VUM', 'V-1'))).toBe(vacancy.id);
  });

  it('keep the id of a code that comes back under another one', async () => {
    const item = { kind: 'LANGUAGE' as const, code: 'nld', name: 'Nederlands', parentCode: null };
    const id = uuidv7();
    await write((trx) => upsertReferenceItems(trx, [{ ...item, id }]));
    expect(await write((trx) => upsertReferenceItems(trx, [{ ...item, id: uuidv7() }]))).toEqual(UNCHANGED);
    expect(await world.knex('reference_item').where({ code: 'nld' }).select('id')).toEqual([{ id }]);
  });

  it('write a candidate whole, and see every part that changes', async () => {
    const id = uuidv7();
    const base = candidateFixture({
      id,
      documents: [documentFixture(id, true)],
      origin: { kind: 'VUM', reference: 'C-1', document: { a: 1 } },
    });
    const save = (change: Partial<typeof base>) => write((trx) => upsertCandidates(trx, [{ ...base, ...change }]));
    expect(await save({})).toEqual(CREATED);
    expect(await save({})).toEqual(UNCHANGED);
    const changes: Partial<typeof base>[] = [
      { profile: profileFixture({ talents: ['zingen'] }) },
      { internal: { ...base.internal, birthDate: null } },
      { physicalCapacity: [] },
      { assessments: [] },
      { documents: [] },
      { visibleToEmployers: false },
      { origin: { kind: 'VUM', reference: 'C-1', document: { a: 2 } } },
    ];
    for (const change of changes) {
      expect(await save(change), JSON.stringify(change)).toEqual(CHANGED);
      expect(await save({})).toEqual(CHANGED);
    }
    expect(await save({})).toEqual(UNCHANGED);
    expect(await write((trx) => candidateByOrigin(trx, 'VUM', 'C-1'))).toBe(id);
  });

  it('write nothing of a list with one wrong candidate in it', async () => {
    const good = candidateFixture();
    const bad = candidateFixture({ profile: profileFixture({ hoursMin: 400 }) });
    await expect(write((trx) => upsertCandidates(trx, [good, bad]))).rejects.toThrow();
    expect(await world.knex('candidate').where({ id: good.id })).toEqual([]);
    const many = Array.from({ length: CANDIDATES_PER_TRANSACTION + 1 }, () => good);
    await expect(write((trx) => upsertCandidates(trx, many))).rejects.toThrow(RangeError);
  });

  it('refuse two candidates from one message', async () => {
    const origin = { kind: 'VUM' as const, reference: randomUUID(), document: {} };
    await write((trx) => upsertCandidates(trx, [candidateFixture({ origin })]));
    await expect(write((trx) => upsertCandidates(trx, [candidateFixture({ origin })]))).rejects.toMatchObject({
      code: '23505',
    });
  });
});
