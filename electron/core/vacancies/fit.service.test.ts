import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReferenceRepository } from '#db/reference/reference.repository.ts';
import { createPersonsRepository } from '#db/vacancies/persons.repository.ts';
import { createProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import { createVacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { BLANK_VACANCY, type Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import { createFitService } from './fit.service.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const [BAKER, PASTRY, CANDIDATE] = [randomUUID(), randomUUID(), randomUUID()];
const ME: Me = {
  id: randomUUID(),
  fullName: 'Anouk',
  email: '',
  role: 'ACCOUNT_MANAGER',
  roleName: null,
  rights: [...DEFAULT_RIGHTS.ACCOUNT_MANAGER],
  organizationName: 'Gemeente',
  municipalityName: 'Den Haag',
  regionCodes: ['AM21'],
};

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
  for (const [id, name] of [
    [BAKER, 'Bakker'],
    [PASTRY, 'Banketbakker'],
  ] as const)
    store(COLLECTIONS.occupation.number, { ...{ name, code: name, groupCode: 'BAK', synonyms: [], related: [] }, id });
  const card = { ...blankProfile(), preferredOccupationIds: [BAKER], workingLevel: '4', city: 'Delft' };
  store(COLLECTIONS.candidateCard.number, { ...card, id: CANDIDATE });
});
afterEach(() => test.directory.remove());

function store(collection: number, row: { readonly id: string }): void {
  test.database.write(() =>
    test.database.connection
      .prepare('insert into row (coll, id, rev, d) values (?, ?, 1, ?)')
      .run(collection, row.id, JSON.stringify(row)),
  );
  test.database.changes.emit({ collections: [collection], candidates: [] });
}

function storeVacancy(change: Partial<Vacancy>): string {
  const id = randomUUID();
  const made = { createdAt: '2026-11-01T10:00:00.000Z', createdById: null, createdByName: '', createdByRole: null };
  const place = { source: 'INTERNAL', status: 'ACTIVE', organizationId: null, organizationName: 'Bakkerij' } as const;
  const rest = { vacancyNumber: '', visibleToCandidates: false, publishedAt: null, revisions: {} };
  const asks = { occupationId: BAKER, occupationName: 'Bakker', workingLevel: '4', city: 'Delft' } as const;
  store(COLLECTIONS.vacancy.number, { ...BLANK_VACANCY, ...made, ...place, ...rest, ...asks, ...change, id });
  return id;
}

function service() {
  const { database, candidates } = test;
  const me = () => ME;
  const persons = createPersonsRepository(database);
  const proposals = createProposalsRepository(database, me);
  const vacancies = createVacanciesRepository(database, { persons, proposals, me });
  const reference = createReferenceRepository(database);
  return createFitService({ vacancies, proposals, candidates, reference, clock: { now: () => NOW } });
}

it('finds the open vacancies of HalloWerk that fit somebody, the best first, and says which he was proposed for', () => {
  const best = storeVacancy({ title: 'Bakker' });
  const related = storeVacancy({ title: 'Banketbakker', occupationId: PASTRY });
  storeVacancy({ title: 'Verlopen', closingDate: '2026-11-22' });
  storeVacancy({ title: 'Gearchiveerd', status: 'ARCHIVED' });
  storeVacancy({ title: 'Van internet', source: 'CRAWLED' });
  const other = storeVacancy({ title: 'Ander werk', occupationId: randomUUID() });
  storeVacancy({ title: 'Heel iets anders', occupationId: randomUUID(), workingLevel: '6', city: 'Zwolle' });
  const proposal = { id: randomUUID(), vacancyId: best };
  store(COLLECTIONS.proposal.number, { ...proposal, ...{ state: 'PROPOSED', proposedAt: '', proposedByName: '' } });
  store(COLLECTIONS.proposalCandidate.number, { ...proposal, ...{ candidateId: CANDIDATE } });
  const { items } = service().fitting({ candidateId: CANDIDATE });
  expect(items.map(({ id, score, proposed }) => ({ id, score, proposed }))).toEqual([
    { id: best, score: 100, proposed: true },
    { id: related, score: 69, proposed: false },
    { id: other, score: 38, proposed: false },
  ]);
  expect(items[1]?.lines[0]).toMatchObject({ criterion: 'OCCUPATION', state: 'RELATED' });
});

it('lays candidates against a vacancy with the score of the reverse match, and leaves out who is not visible', () => {
  const vacancyId = storeVacancy({ occupationId: PASTRY, languages: ['nld'] });
  const answer = service().compare({ vacancyId, candidateIds: [randomUUID(), CANDIDATE] });
  expect(answer.candidates.map(({ id }) => id)).toEqual([CANDIDATE]);
  expect(answer.candidates[0]?.score).toBe(service().fitting({ candidateId: CANDIDATE }).items[0]?.score);
  expect(answer.candidates[0]?.lines.map(({ criterion, state }) => [criterion, state])).toEqual([
    ['OCCUPATION', 'RELATED'],
    ['LEVEL', 'MET'],
    ['PLACE', 'MET'],
    ['LANGUAGE', 'UNKNOWN'],
  ]);
  expect(Object.keys(answer.names)).toEqual(['nld']);
});

it('says so when the vacancy or the candidate is not there', () => {
  const missing = randomUUID();
  expect(() => service().compare({ vacancyId: missing, candidateIds: [CANDIDATE] })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
  expect(() => service().fitting({ candidateId: missing })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
