import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPersonsRepository } from '#db/vacancies/persons.repository.ts';
import { createProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import { createVacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { JSONValue } from '#db/sync/outbox.repository.ts';
import type { Me, Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { BLANK_VACANCY, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { NewMutation } from '../new-mutation.ts';
import { createHomeService } from './home.service.ts';
import { createProposalsService } from './proposals.service.ts';
import { createVacanciesService } from './vacancies.service.ts';
import { createVacancyDrafts } from './vacancy-drafts.ts';

const NO_CRAWLED = { total: 0, items: [], fields: [] };
const NOW = Date.parse('2026-11-23T10:00:00Z');
const [PERSON, ORGANIZATION, OCCUPATION, PLACE] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const COMPLETE: VacancyFields = {
  ...BLANK_VACANCY,
  title: 'Bakker',
  description: 'Brood bakken',
  placeId: PLACE,
  city: 'Delft',
  occupationId: OCCUPATION,
  occupationName: 'Bakker',
  workingLevel: '4',
  hoursMin: 24,
  hoursMax: 36,
  closingDate: '2026-12-31',
  contactPersonId: PERSON,
};

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function desk(role: Role) {
  const { database, candidates, cache } = test;
  const names = { organizationName: 'Bakkerij', municipalityName: 'Den Haag', regionCodes: ['AM21'] };
  const user: Me = {
    id: PERSON,
    fullName: 'Wil',
    email: '',
    role,
    roleName: null,
    rights: [...DEFAULT_RIGHTS[role]],
    ...names,
  };
  const me = () => user;
  const persons = createPersonsRepository(database);
  const proposals = createProposalsRepository(database, me);
  const vacancies = createVacanciesRepository(database, { persons, proposals, me });
  const sent: NewMutation[] = [];
  const mutateAll = (mutations: readonly NewMutation[]): void => {
    sent.push(...mutations);
    cache.setOverlay(sent.map((mutation) => ({ ...mutation, offset_ms: 0 })));
  };
  const clock = { now: () => NOW, random: () => 0, wait: () => Promise.resolve(), breathe: () => Promise.resolve() };
  const common = { vacancies, proposals, persons, clock, me, mutateAll };
  const reference = { occupation: () => ({ groupCode: 'BAK' }) as never, nameOf: () => 'Bakkers' };
  const proposalsService = createProposalsService({ ...common, candidates });
  return {
    sent,
    vacancies: createVacanciesService({ ...common, reference }),
    proposals: proposalsService,
    home: createHomeService({ ...common, proposals: proposalsService, crawled: { list: () => NO_CRAWLED } }),
  };
}

function store(collection: number, row: { readonly id: string }): void {
  test.database.write(() =>
    test.database.connection
      .prepare('insert into row (coll, id, rev, d) values (?, ?, 1, ?)')
      .run(collection, row.id, JSON.stringify(row)),
  );
  test.database.changes.emit({ collections: [collection], candidates: [] });
}
function storePerson(accountManagerId: string | null = null): void {
  const who = { id: PERSON, fullName: 'Wil', role: 'EMPLOYER', email: '', phone: '' };
  const person = { ...who, organizationId: ORGANIZATION, organizationName: 'Bakkerij', accountManagerId };
  store(COLLECTIONS.person.number, person);
}
const create = (service: ReturnType<typeof desk>['vacancies'], fields = COMPLETE) =>
  service.create({ organizationId: ORGANIZATION, fields, status: 'ACTIVE', visibleToCandidates: false }).id;

describe('a vacancy', () => {
  it('is made, changed and archived at once, each change after the creation', () => {
    storePerson();
    const { vacancies, sent } = desk('EMPLOYER_VACANCY_MANAGER');
    const id = create(vacancies);
    const { vacancy, mayEdit, commands } = vacancies.get({ id });
    expect({ mayEdit, commands }).toEqual({ mayEdit: true, commands: ['ARCHIVE', 'PUBLISH'] });
    const opened = { fields: COMPLETE, revisions: vacancy.revisions };
    expect(vacancies.save({ id, fields: { ...COMPLETE, title: 'Kok', hoursMin: 20 }, opened })).toEqual({ groups: 2 });
    vacancies.decide({ id, command: 'ARCHIVE' });
    expect(vacancies.get({ id }).vacancy).toMatchObject({ title: 'Kok', hoursMin: 20, status: 'ARCHIVED' });
    expect(sent.slice(1).map(({ deps }) => deps)).toEqual([[sent[0]?.uid], [sent[0]?.uid]]);
    vacancies.decide({ id, command: 'ACTIVATE', visibleToCandidates: true });
    expect(vacancies.get({ id }).vacancy).toMatchObject({ status: 'ACTIVE', visibleToCandidates: true });
  });

  it('is not saved when nothing changed, and not with faults, which are all named', () => {
    storePerson();
    const { vacancies, sent } = desk('EMPLOYER_VACANCY_MANAGER');
    expect(() => create(vacancies, { ...COMPLETE, title: '', hoursMin: 50 })).toThrow(
      expect.objectContaining({
        errors: [expect.objectContaining({ path: 'title' }), expect.objectContaining({ path: 'hoursMax' })],
      }),
    );
    const id = create(vacancies);
    const opened = { fields: COMPLETE, revisions: vacancies.get({ id }).vacancy.revisions };
    expect(vacancies.save({ id, fields: COMPLETE, opened })).toEqual({ groups: 0 });
    expect(sent).toHaveLength(1);
  });

  it('cannot be made by who has no right to it', () => {
    storePerson();
    const { vacancies, sent } = desk('EMPLOYER');
    expect(() => create(vacancies)).toThrow(expect.objectContaining({ reason: 'not-allowed' }));
    expect(sent).toEqual([]);
  });

  it('opens the explorer with place, level, occupation and its group (HW-VHW-04)', () => {
    storePerson();
    const { vacancies } = desk('EMPLOYER_VACANCY_MANAGER');
    expect(vacancies.searchFor({ vacancyId: create(vacancies) })).toEqual({
      terms: [
        { kind: 'OCCUPATION', code: OCCUPATION, label: 'Bakker', mode: 'MAY' },
        { kind: 'OCCUPATION_GROUP', code: 'BAK', label: 'Bakkers', mode: 'MAY' },
      ],
      placeId: PLACE,
      radiusKm: 25,
      filters: { workingLevel: ['4'] },
    });
  });

  it('is copied without its dates', () => {
    storePerson();
    const { vacancies } = desk('EMPLOYER_VACANCY_MANAGER');
    const copy = vacancies.copy({ id: create(vacancies) });
    expect(copy).toMatchObject({
      organizationId: ORGANIZATION,
      fields: { title: 'Bakker (kopie)', closingDate: null },
    });
  });
});

describe('a proposal', () => {
  it('is made for many at once, leaves out who was proposed, and is withdrawn', () => {
    storePerson();
    const { vacancies, proposals, sent, home } = desk('ACCOUNT_MANAGER');
    const vacancyId = create(vacancies);
    const people = [randomUUID(), randomUUID()].map((id) => ({ id, firstName: 'Noor', lastName: 'Bakker' }));
    for (const person of people) store(COLLECTIONS.candidateCard.number, person);
    const candidates = people.map(({ id }) => ({ candidateId: id, explanation: [] }));
    const ask = { vacancyId, motivation: 'Past goed', candidates };
    expect(proposals.propose(ask)).toEqual({ proposed: 2 });
    expect(proposals.propose(ask)).toEqual({ proposed: 0 });
    const [first] = proposals.proposals({ vacancyId });
    expect(first).toMatchObject({
      side: 'ACCOUNT_MANAGER',
      answers: ['WITHDRAWN'],
      candidate: { name: 'Noor Bakker' },
    });
    expect(home.home().serving).toMatchObject({ unansweredTotal: 2, employers: [{ name: 'Bakkerij', vacancies: 1 }] });
    proposals.answer({ id: first?.id ?? '', to: 'WITHDRAWN' });
    expect(vacancies.get({ id: vacancyId })).toMatchObject({ proposals: 1, unanswered: 1 });
    expect(sent.slice(1, 3).every(({ deps }) => deps[0] === sent[0]?.uid)).toBe(true);
    expect(() => proposals.answer({ id: first?.id ?? '', to: 'HIRED' })).toThrow(
      expect.objectContaining({ reason: 'transition' }),
    );
  });

  it('is viewed and answered by the employer in one go', () => {
    storePerson();
    const { vacancies, proposals, sent } = desk('EMPLOYER_VACANCY_MANAGER');
    const vacancyId = create(vacancies);
    const id = randomUUID();
    const at = '2026-11-20T10:00:00.000Z';
    const by = { proposedById: null, proposedByName: 'Anouk', proposedAt: at, changedAt: at };
    store(COLLECTIONS.proposal.number, { ...by, ...{ id, vacancyId, state: 'PROPOSED' } });
    expect(proposals.proposals({ vacancyId })).toMatchObject([
      { answers: ['CONTACT_REQUESTED', 'DECLINED'], candidate: null },
    ]);
    proposals.answer({ id, to: 'CONTACT_REQUESTED' });
    const [view, interest] = sent.slice(1);
    expect([view?.args, interest?.args]).toEqual([
      { id, seen: 'PROPOSED', to: 'VIEWED' },
      { id, seen: 'VIEWED', to: 'CONTACT_REQUESTED' },
    ]);
    expect(interest?.deps).toEqual([view?.uid]);
    proposals.viewProposal({ id });
    expect(sent).toHaveLength(3);
  });
});

it('keeps a draft on the device, and gives none that it does not understand', () => {
  const kept: Record<string, JSONValue> = { 'vacancy-draft.old': { title: 'x' } };
  const local = {
    preferences: () => kept,
    setPreference: (key: string, value: JSONValue) => void (kept[key] = value),
  };
  const drafts = createVacancyDrafts(local, { now: () => NOW });
  const draft = {
    organizationId: null,
    fields: { ...BLANK_VACANCY, title: 'B' },
    visibleToCandidates: false,
    opened: null,
  };
  drafts.setDraft({ key: 'new', draft });
  expect(drafts.draft({ key: 'new' })).toEqual({ ...draft, savedAt: new Date(NOW).toISOString() });
  expect(drafts.draft({ key: 'old' })).toBeNull();
  drafts.discardDraft({ key: 'new' });
  expect(drafts.draft({ key: 'new' })).toBeNull();
});
