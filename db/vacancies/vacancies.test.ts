import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { PROPOSAL_STATES, type Proposal } from '@hallowerk/contract/vacancies/proposal.ts';
import { BLANK_VACANCY, VACANCY_STATES, type Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import {
  compareVacancies,
  DEFAULT_VACANCY_QUERY,
  matchesVacancy,
  NO_VACANCY_FILTERS,
  VACANCY_COLUMNS,
  vacancyEntry,
  type VacancyListQuery,
} from '@hallowerk/contract/vacancies/vacancy-list.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createPersonsRepository } from './persons.repository.ts';
import { createProposalsRepository } from './proposals.repository.ts';
import { createVacanciesRepository } from './vacancies.repository.ts';

const TODAY = '2026-11-23';
const ME: Me = {
  id: randomUUID(),
  fullName: 'Anouk van Dijk',
  email: 'anouk@example.nl',
  role: 'ACCOUNT_MANAGER',
  roleName: null,
  rights: [...DEFAULT_RIGHTS.ACCOUNT_MANAGER],
  organizationName: 'Gemeente',
  municipalityName: 'Den Haag',
  regionCodes: ['AM21'],
};
const { vacancy: VACANCY, proposal: PROPOSAL, proposalCandidate: CANDIDATE } = COLLECTIONS;

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function repositories() {
  const { database } = test;
  const persons = createPersonsRepository(database);
  const proposals = createProposalsRepository(database, () => ME);
  return { persons, proposals, vacancies: createVacanciesRepository(database, { persons, proposals, me: () => ME }) };
}

let revision = 1;
function store(collection: number, ...rows: readonly { readonly id: string }[]): void {
  test.database.write(() => {
    for (const row of rows) {
      test.database.connection
        .prepare(
          `insert into row (coll, id, rev, d) values (?, ?, ?, ?)
           on conflict (coll, id) do update set rev = excluded.rev, d = excluded.d`,
        )
        .run(collection, row.id, revision++, JSON.stringify(row));
    }
  });
  test.database.changes.emit({ collections: [collection], candidates: [] });
}
function remove(collection: number, id: string): void {
  test.database.write(() =>
    test.database.connection.prepare('delete from row where coll = ? and id = ?').run(collection, id),
  );
  test.database.changes.emit({ collections: [collection], candidates: [] });
}

function makeVacancy(change: Partial<Vacancy> = {}): Vacancy {
  return {
    ...BLANK_VACANCY,
    id: randomUUID(),
    source: 'INTERNAL',
    vacancyNumber: '',
    title: 'Bakker',
    organizationId: randomUUID(),
    organizationName: 'Bakkerij',
    status: 'ACTIVE',
    visibleToCandidates: false,
    publishedAt: null,
    createdAt: '2026-11-01T10:00:00.000Z',
    createdById: null,
    createdByName: '',
    createdByRole: 'EMPLOYER',
    revisions: {},
    ...change,
  };
}
function makeProposal(vacancyId: string, change: Partial<Proposal> = {}): Proposal {
  const at = '2026-11-02T10:00:00.000Z';
  const by = { proposedById: null, proposedByName: 'Anouk' };
  return { id: randomUUID(), vacancyId, state: 'PROPOSED', proposedAt: at, changedAt: at, ...by, ...change };
}
function mutation<K extends MutationKind>(kind: K, args: MutationArgs<K>): Mutation {
  const edit_ts = '2026-11-20T10:00:00.000Z';
  return { uid: randomUUID(), kind, ver: MUTATIONS[kind].ver, edit_ts, offset_ms: 0, deps: [], args };
}
const query = (change: Partial<VacancyListQuery> = {}): VacancyListQuery => ({
  ...DEFAULT_VACANCY_QUERY,
  filters: NO_VACANCY_FILTERS,
  ...change,
});

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary);
const vacancyArbitrary = fc.record({
  title: fc.constantFrom('Bakker', 'Lasser', 'Vérpleegkundige', 'bakker'),
  city: fc.constantFrom('Delft', 'Den Haag', '’s-Gravenzande'),
  occupationName: fc.constantFrom('Bakker', 'Lasser'),
  organizationName: fc.constantFrom('A', 'b', 'C'),
  status: fc.constantFrom(...VACANCY_STATES.codes),
  source: fc.constantFrom('INTERNAL' as const, 'VUM' as const),
  closingDate: orNull(fc.constantFrom('2026-11-22', TODAY, '2026-12-01')),
  visibleToCandidates: fc.boolean(),
  createdAt: fc.constantFrom('2026-11-01T10:00:00.000Z', '2026-11-02T10:00:00.000Z'),
  createdByRole: orNull(fc.constantFrom('EMPLOYER' as const, 'ACCOUNT_MANAGER' as const)),
  contactRoute: fc.constantFrom('DIRECT' as const, 'VIA_ACCOUNT_MANAGER' as const),
  supportModel: fc.constantFrom('SHARED' as const, 'FULL' as const),
});
const queryArbitrary = fc.record({
  text: fc.constantFrom('', 'bak', 'BAK del', 'verpleeg', 'lasser haag'),
  filters: fc.record({
    contactRoute: orNull(fc.constantFrom('DIRECT' as const, 'VIA_ACCOUNT_MANAGER' as const)),
    status: orNull(fc.constantFrom(...VACANCY_STATES.codes)),
    closing: orNull(fc.constantFrom('FUTURE' as const, 'EXPIRED' as const)),
    visible: orNull(fc.boolean()),
    proposals: orNull(fc.boolean()),
    createdByRole: orNull(fc.constantFrom('EMPLOYER' as const, 'ACCOUNT_MANAGER' as const)),
    supportModel: orNull(fc.constantFrom('SHARED' as const, 'FULL' as const)),
  }),
  sources: fc.constantFrom<('INTERNAL' | 'VUM')[]>(['INTERNAL'], ['INTERNAL', 'VUM']),
  sort: fc.record({ column: fc.constantFrom(...VACANCY_COLUMNS), descending: fc.boolean() }),
  offset: fc.nat({ max: 3 }),
  limit: fc.integer({ min: 1, max: 20 }),
});

describe('the list of vacancies', () => {
  it('is what filtering and sorting all of them one by one gives, also after changes (HW-VMG, HW-VFL)', () => {
    const { vacancies } = repositories();
    const held = new Map<string, { vacancy: Vacancy; proposals: readonly Proposal[] }>();
    fc.assert(
      fc.property(
        fc.array(vacancyArbitrary, { maxLength: 6 }),
        fc.array(fc.constantFrom(...PROPOSAL_STATES.codes), { maxLength: 2 }),
        fc.nat(),
        fc.array(queryArbitrary, { minLength: 1, maxLength: 3 }),
        (added, states, pick, queries) => {
          for (const change of added) {
            const vacancy = makeVacancy(change);
            const proposals = states.map((state) => makeProposal(vacancy.id, { state }));
            store(VACANCY.number, vacancy);
            store(PROPOSAL.number, ...proposals);
            held.set(vacancy.id, { vacancy, proposals });
          }
          const ids = [...held.keys()];
          const gone = ids[pick % Math.max(1, ids.length)];
          if (gone !== undefined && pick % 2 === 0) {
            remove(VACANCY.number, gone);
            held.delete(gone);
          }
          const entries = [...held.values()].map(({ vacancy, proposals }) =>
            vacancyEntry({ ...vacancy, proposals: proposals.filter(({ state }) => state !== 'WITHDRAWN').length }),
          );
          for (const one of queries) {
            const expected = entries
              .filter((entry) => matchesVacancy(entry, one, TODAY))
              .sort((a, b) => compareVacancies(a, b, one.sort))
              .map(({ listed }) => listed.id);
            const { total, items } = vacancies.list(one, TODAY);
            expect(total).toBe(expected.length);
            expect(items.map(({ id }) => id)).toEqual(expected.slice(one.offset, one.offset + one.limit));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads what it needs from the index alone', () => {
    const plan = test.database.connection
      .prepare<{ detail: string }>(
        `explain query plan select id, rev, d ->> '$.title' from row where coll = ${VACANCY.number}`,
      )
      .all();
    expect(plan.map(({ detail }) => detail).join()).toContain('COVERING INDEX row_vacancy');
  });

  it('has a new vacancy, its change and its archiving before the server knows of them', () => {
    const { vacancies } = repositories();
    const [id, organization, made, edit] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const fields = { ...BLANK_VACANCY, title: 'Lasser' };
    const create = { id, organization, fields, status: 'ACTIVE' as const, visibleToCandidates: true, revision: made };
    const waiting = [
      mutation('vacancy.create', create),
      mutation('vacancy.save', { id, set: { title: 'Meesterlasser' }, seen: { title: made }, revision: edit }),
    ];
    test.cache.setOverlay(waiting);
    expect(vacancies.list(query(), TODAY).items).toMatchObject([
      { id, title: 'Meesterlasser', createdByName: ME.fullName, createdByRole: 'ACCOUNT_MANAGER', pending: true },
    ]);
    expect(vacancies.find(id)?.vacancy.revisions).toMatchObject({ title: edit, hours: made });
    expect(vacancies.waitingCreate(id)).toBe(waiting[0]?.uid);
    test.cache.setOverlay([...waiting, mutation('vacancy.decide', { id, command: 'ARCHIVE' })]);
    expect(vacancies.find(id)?.vacancy).toMatchObject({ status: 'ARCHIVED', visibleToCandidates: false });
    test.cache.setOverlay([]);
    expect(vacancies.list(query(), TODAY).total).toBe(0);
  });

  it('gives the newest that are open and those that close in a week', () => {
    const { vacancies } = repositories();
    const old = makeVacancy({ closingDate: '2026-11-22' });
    const soon = makeVacancy({ closingDate: '2026-11-25', createdAt: '2026-11-03T10:00:00.000Z' });
    const later = makeVacancy({ closingDate: '2026-12-25', createdAt: '2026-11-04T10:00:00.000Z' });
    const archived = makeVacancy({ closingDate: '2026-11-25', status: 'ARCHIVED' });
    store(VACANCY.number, old, soon, later, archived);
    expect(vacancies.latest('INTERNAL', 5, TODAY).map(({ id }) => id)).toEqual([later.id, soon.id]);
    expect(vacancies.closingBetween(TODAY, '2026-11-29').map(({ id }) => id)).toEqual([soon.id]);
    expect(vacancies.activeByOrganization().get(soon.organizationId ?? '')).toBe(1);
  });
});

describe('proposals', () => {
  it('stay as a neutral row when the candidate is not here', () => {
    const { proposals, vacancies } = repositories();
    const vacancy = makeVacancy();
    const proposal = makeProposal(vacancy.id);
    const candidateId = randomUUID();
    store(VACANCY.number, vacancy);
    store(PROPOSAL.number, proposal);
    store(CANDIDATE.number, {
      ...{ id: proposal.id, vacancyId: vacancy.id, candidateId, motivation: 'Past' },
      explanation: [],
    } as { id: string });
    store(COLLECTIONS.candidateCard.number, { id: candidateId, firstName: 'Noor', lastName: 'Bakker' } as {
      id: string;
    });
    expect(proposals.ofVacancy(vacancy.id)).toMatchObject([{ candidate: { candidateId, name: 'Noor Bakker' } }]);
    expect(proposals.ofCandidate(candidateId)).toHaveLength(1);
    remove(COLLECTIONS.candidateCard.number, candidateId);
    remove(CANDIDATE.number, proposal.id);
    expect(proposals.ofVacancy(vacancy.id)).toMatchObject([{ id: proposal.id, candidate: null }]);
    expect(vacancies.list(query(), TODAY).items).toMatchObject([{ proposals: 1, unanswered: 1 }]);
  });

  it('count and answer ahead of the server', () => {
    const { proposals, vacancies } = repositories();
    const vacancy = makeVacancy();
    store(VACANCY.number, vacancy);
    const [id, candidate] = [randomUUID(), randomUUID()];
    const make = mutation('proposal.make', { id, vacancy: vacancy.id, candidate, motivation: '', explanation: [] });
    test.cache.setOverlay([make]);
    expect(proposals.find(id)).toMatchObject({ state: 'PROPOSED', proposedByName: ME.fullName, pending: true });
    expect(proposals.unanswered().map((one) => one.id)).toEqual([id]);
    expect(proposals.waitingMake(id)).toBe(make.uid);
    test.cache.setOverlay([make, mutation('proposal.decide', { id, seen: 'PROPOSED', to: 'WITHDRAWN' })]);
    expect(vacancies.list(query(), TODAY).items).toMatchObject([{ proposals: 0, unanswered: 0 }]);
  });
});
