import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPersonsRepository } from '#db/vacancies/persons.repository.ts';
import { createProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import { createVacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { Me, Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { InterchangeFormat } from '@hallowerk/contract/vacancies/interchange.ts';
import { BLANK_VACANCY, vacancyFields, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { NewMutation } from '../new-mutation.ts';
import { createInterchangeService } from './interchange.service.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const [PERSON, ORGANIZATION, OCCUPATION, PLACE] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const FIELDS: VacancyFields = {
  ...BLANK_VACANCY,
  ...{ title: 'Bakker', description: 'Brood & banket\nbakken', placeId: PLACE, city: 'Delft', skills: ['Kneden'] },
  ...{ occupationId: OCCUPATION, occupationName: 'Bakker', workingLevel: '4', hoursMin: 24, hoursMax: 36 },
  ...{ closingDate: '2026-12-31', contactPersonId: PERSON },
};

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function desk(role: Role = 'ACCOUNT_MANAGER') {
  const { database, cache } = test;
  const names = { organizationName: 'Bakkerij', municipalityName: 'Den Haag', regionCodes: ['AM21'] };
  const rights = [...DEFAULT_RIGHTS[role]];
  const user: Me = { id: PERSON, fullName: 'Wil', email: '', role, roleName: null, rights, ...names };
  const me = () => user;
  const persons = createPersonsRepository(database);
  const proposals = createProposalsRepository(database, me);
  const vacancies = createVacanciesRepository(database, { persons, proposals, me });
  const sent: NewMutation[] = [];
  const batches: number[] = [];
  const service = createInterchangeService({
    ...{ vacancies, persons, me },
    reference: {
      occupation: (id) => (id === OCCUPATION ? ({ id, name: 'Bakker' } as never) : null),
      occupations: () => [{ id: OCCUPATION, name: 'Bakker' }] as never,
      place: (id) => (id === PLACE ? ({ id, name: 'Delft', kind: 'PLACE' } as never) : null),
      places: () => [{ id: PLACE, name: 'Delft', kind: 'PLACE' }] as never,
    },
    platform: { canSavePdf: false, saveFile: () => Promise.resolve({ saved: false }) },
    clock: { now: () => NOW },
    mutateAll: (mutations) => {
      batches.push(mutations.length);
      sent.push(...mutations);
      cache.setOverlay(sent.map((mutation) => ({ ...mutation, offset_ms: 0 })));
    },
  });
  const exported = async (ids: readonly string[], format: InterchangeFormat): Promise<string> => {
    const kept = await service.exportFile({ ids, format });
    if (kept.outcome !== 'download') throw new Error(kept.outcome);
    return kept.file.text();
  };
  return { service, sent, batches, vacancies, exported };
}

function store(collection: number, row: { readonly id: string }): void {
  test.database.write(() =>
    test.database.connection
      .prepare('insert into row (coll, id, rev, d) values (?, ?, 1, ?)')
      .run(collection, row.id, JSON.stringify(row)),
  );
  test.database.changes.emit({ collections: [collection], candidates: [] });
}

/** The account manager who looks, and somebody of the employer that he serves. */
function storePeople(): void {
  const base = { accountManagerId: null, email: '', phone: '', organizationName: 'Bakkerij' };
  const manager = { id: PERSON, fullName: 'Wil', role: 'ACCOUNT_MANAGER', organizationId: randomUUID() };
  const employer = { id: randomUUID(), fullName: 'Jan', role: 'EMPLOYER', organizationId: ORGANIZATION };
  for (const person of [manager, employer]) store(COLLECTIONS.person.number, { ...base, ...person });
}

const input = (text: string) => ({ organizationId: ORGANIZATION, text });

describe('vacancies from and to files', () => {
  it.each(['JSON_LD', 'VUM'] as const)('comes back as it went out, through %s', async (format) => {
    storePeople();
    const here = desk();
    const posting = JSON.stringify({ '@type': 'JobPosting', title: FIELDS.title });
    expect(here.service.run(input(posting))).toEqual({ added: 1, changed: 0 });
    const id = (here.sent[0]?.args as { id: string }).id;
    const file = await here.exported([id], format);
    expect(here.service.rehearse(input(file)).rows).toMatchObject([{ outcome: 'SAME', faults: [] }]);
    const changed = file.replaceAll('"Bakker"', '"Banketbakker"');
    expect(here.service.rehearse(input(changed)).rows).toMatchObject([{ outcome: 'CHANGE', groups: ['title'] }]);
    expect(here.vacancies.find(id)?.vacancy.title).toBe('Bakker');
    expect(here.service.run(input(changed))).toEqual({ added: 0, changed: 1 });
    expect(here.vacancies.find(id)?.vacancy).toMatchObject({ title: 'Banketbakker', status: 'DRAFT' });
  });

  it('makes concepts of what is new, all in one go, with places and occupations of here', () => {
    storePeople();
    const here = desk();
    const posting = (title: string) => ({
      ...{ '@type': 'JobPosting', title, occupationalCategory: 'bakker' },
      jobLocation: { address: { addressLocality: 'Delft' } },
    });
    const text = JSON.stringify([posting('Bakker'), { '@type': 'JobPosting' }, posting('Bakker 2')]);
    expect(here.service.rehearse(input(text)).rows.map(({ outcome }) => outcome)).toEqual(['ADD', 'FAULT', 'ADD']);
    expect(here.sent).toEqual([]);
    expect(here.service.run(input(text))).toEqual({ added: 2, changed: 0 });
    expect(here.batches).toEqual([2]);
    const made = here.sent.map(({ args }) => here.vacancies.find((args as { id: string }).id)?.vacancy);
    expect(made).toMatchObject([
      { title: 'Bakker', placeId: PLACE, occupationId: OCCUPATION, status: 'DRAFT', visibleToCandidates: false },
      { title: 'Bakker 2', placeId: PLACE, occupationId: OCCUPATION, status: 'DRAFT', visibleToCandidates: false },
    ]);
  });

  it('changes nothing in a vacancy that stands in the file twice, or that would have faults', async () => {
    storePeople();
    const id = randomUUID();
    const revisions = {};
    const rest = { source: 'INTERNAL', vacancyNumber: '', organizationName: 'Bakkerij', revisions, createdByName: '' };
    const dates = {
      publishedAt: null,
      createdAt: '2026-11-01T10:00:00.000Z',
      createdById: PERSON,
      createdByRole: null,
    };
    const standing = { status: 'ACTIVE', visibleToCandidates: false, organizationId: ORGANIZATION };
    store(COLLECTIONS.vacancy.number, { ...FIELDS, ...rest, ...dates, ...standing, id });
    const here = desk();
    const file = JSON.parse(await here.exported([id], 'JSON_LD')) as { '@graph': Record<string, unknown>[] };
    const [posting = {}] = file['@graph'];
    const late = { ...posting, validThrough: '2020-01-01' };
    const rows = here.service.rehearse(input(JSON.stringify([late, posting]))).rows;
    expect(rows).toMatchObject([{ outcome: 'FAULT' }, { outcome: 'FAULT' }]);
    expect(rows[0]?.faults.length).toBeGreaterThan(0);
    expect(rows[1]?.faults).toEqual(['Deze vacature staat twee keer in het bestand.']);
    expect(vacancyFields(here.vacancies.find(id)?.vacancy ?? BLANK_VACANCY)).toEqual(FIELDS);
  });

  it('refuses a file that it cannot read, and who may not add vacancies there', () => {
    storePeople();
    expect(() => desk().service.rehearse(input('{'))).toThrow('Dit is geen JSON-bestand');
    const elsewhere = { ...input('[]'), organizationId: randomUUID() };
    expect(() => desk('EMPLOYER').service.run(input('[]'))).toThrow('Je mag voor deze werkgever');
    expect(() => desk().service.run(elsewhere)).toThrow('Je mag voor deze werkgever');
  });
});
