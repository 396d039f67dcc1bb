import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { COLLECTIONS, type CollectionName } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { Proposal, ProposalCandidate } from '@hallowerk/contract/vacancies/proposal.ts';
import type { Person, Vacancy, VacancyConflict } from '@hallowerk/contract/vacancies/vacancy.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { upsertOrganizations } from '../organisations/organisations.repository.ts';
import { checkIntegrity } from '../sync/integrity.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { vacancyFieldsFixture } from '../testing/vacancy-fixture.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const ELSEWHERE = [{ code: 'AM22', relation: 'own' }] as const;
const SOUND = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };

describe.each(databaseKinds())('vacancies and proposals on %s', (kind) => {
  let world: SyncWorld;
  let bakery: string;
  let smithy: string;
  let employer: SyncClient;
  let colleague: SyncClient;
  let stranger: SyncClient;
  let manager: SyncClient;

  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    bakery = await organization('Bakkerij');
    smithy = await organization('Smederij');
    employer = await member('EMPLOYER_VACANCY_MANAGER', bakery);
    colleague = await member('EMPLOYER_VACANCY_MANAGER', bakery);
    stranger = await member('EMPLOYER_VACANCY_MANAGER', smithy);
    manager = await world.user('ACCOUNT_MANAGER', OWN);
    world.clock.advance(60_000);
  });

  async function organization(name: string): Promise<string> {
    const id = uuidv7();
    const row = { id, name, types: ['EMPLOYER'], municipalityId: null };
    await withTransaction(world.knex, (trx) => upsertOrganizations(trx, [row]));
    return id;
  }
  async function member(role: Role, organizationId: string, regions: typeof OWN | typeof ELSEWHERE = OWN) {
    const client = await world.user(role, regions);
    await withTransaction(world.knex, (trx) =>
      trx('app_user').where({ id: client.session.userId }).update({ organization_id: organizationId }),
    );
    return client;
  }
  async function candidate(change: Parameters<typeof candidateFixture>[0] = {}): Promise<string> {
    const record = candidateFixture(change);
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [record]));
    return record.id;
  }
  function mutation<K extends MutationKind>(name: K, args: MutationArgs<K>): Mutation {
    const edit_ts = world.clock.now().toISOString();
    return { uid: randomUUID(), kind: name, ver: MUTATIONS[name].ver, edit_ts, offset_ms: 0, deps: [], args };
  }
  const outcome = async (client: SyncClient, ...mutations: Mutation[]) =>
    (await client.push(mutations)).results.map(([, status, code]) => code ?? status);

  async function rows<T>(client: SyncClient, collection: CollectionName): Promise<T[]> {
    await client.sync();
    expect(client.view()).toEqual(await oracle(world.knex, client.session.userId));
    expect(await checkIntegrity(world.knex)).toMatchObject(SOUND);
    const prefix = `${COLLECTIONS[collection].number}|`;
    return [...client.view()].flatMap(([key, row]) => (key.startsWith(prefix) ? [row as T] : []));
  }
  const find = async (client: SyncClient, id: string) =>
    (await rows<Vacancy>(client, 'vacancy')).find((vacancy) => vacancy.id === id);

  /** Of the bakery, made by its first employer. */
  async function makeVacancy(
    change: Partial<MutationArgs<'vacancy.create'>> = {},
  ): Promise<{ id: string; revision: string }> {
    const [id, revision] = [uuidv7(), randomUUID()];
    const fields = vacancyFieldsFixture({ contactPersonId: employer.session.userId });
    const args = { id, organization: bakery, fields, status: 'ACTIVE' as const, visibleToCandidates: true, revision };
    expect(await outcome(employer, mutation('vacancy.create', { ...args, ...change }))).toEqual(['ok']);
    return { id, revision };
  }
  const title = (id: string, text: string, seen: string, revision = randomUUID()) =>
    mutation('vacancy.save', { id, set: { title: text }, seen: { title: seen }, revision });
  const decide = (id: string, command: MutationArgs<'vacancy.decide'>['command']) =>
    mutation('vacancy.decide', { id, command });
  const propose = (vacancy: string, who: string, id = uuidv7()) =>
    mutation('proposal.make', { id, vacancy, candidate: who, motivation: 'Bakt al jaren', explanation: [] });
  const answer = (id: string, seen: Proposal['state'], to: Proposal['state']) =>
    mutation('proposal.decide', { id, seen, to });

  it('shows a vacancy to its organisation and to the staff of the region, and to nobody else', async () => {
    const { id } = await makeVacancy();
    const elsewhere = await world.user('ACCOUNT_MANAGER', ELSEWHERE);
    for (const client of [employer, colleague, manager])
      expect(await find(client, id)).toMatchObject({ title: 'Bakker' });
    for (const client of [stranger, elsewhere]) expect(await find(client, id)).toBeUndefined();
    expect(stranger.received).not.toContain(id);
    expect(await find(manager, id)).toMatchObject({
      organizationName: 'Bakkerij',
      createdById: employer.session.userId,
      createdByRole: 'EMPLOYER',
      status: 'ACTIVE',
      visibleToCandidates: true,
    });
  });

  it('refuses who may not make, change or decide about a vacancy, as if it were not there', async () => {
    const { id, revision } = await makeVacancy();
    const plain = await member('EMPLOYER', bakery);
    const reader = await world.user('CASE_MANAGER', OWN);
    const elsewhere = await world.user('ACCOUNT_MANAGER', ELSEWHERE);
    for (const client of [plain, reader, stranger, elsewhere]) {
      expect(await outcome(client, title(id, 'Anders', revision), decide(id, 'ARCHIVE'))).toEqual([
        'not_available',
        'not_available',
      ]);
    }
    const args = { id: uuidv7(), organization: bakery, fields: vacancyFieldsFixture(), revision: randomUUID() };
    const create = mutation('vacancy.create', { ...args, status: 'DRAFT', visibleToCandidates: false });
    for (const client of [plain, reader, stranger, elsewhere])
      expect(await outcome(client, create)).toEqual(['not_available']);
    expect(await outcome(manager, title(uuidv7(), 'Anders', revision))).toEqual(['not_available']);
  });

  it('lets only the account manager of an organisation change its vacancies, or any of the region when it has none', async () => {
    const { id, revision } = await makeVacancy();
    const serving = await world.user('ACCOUNT_MANAGER', OWN);
    await withTransaction(world.knex, (trx) =>
      trx('organization').where({ id: bakery }).update({ account_manager_id: serving.session.userId }),
    );
    expect(await outcome(manager, title(id, 'Anders', revision))).toEqual(['not_available']);
    expect(await outcome(serving, title(id, 'Meesterbakker', revision))).toEqual(['ok']);
    const known = (await rows<Person>(employer, 'person')).map((person) => person.id);
    expect(known).toContain(serving.session.userId);
    expect(known).not.toContain(manager.session.userId);
    expect(known).not.toContain(stranger.session.userId);
  });

  it('executes a creation that is sent twice once, also under another uid', async () => {
    const { id, revision } = await makeVacancy();
    const args = { id, organization: bakery, fields: vacancyFieldsFixture({ title: 'Nog eens' }), revision };
    const again = mutation('vacancy.create', { ...args, status: 'DRAFT', visibleToCandidates: false });
    expect(await outcome(employer, again)).toEqual(['noop']);
    expect(await outcome(stranger, { ...again, uid: randomUUID() })).toEqual(['not_available']);
    expect(await find(employer, id)).toMatchObject({ title: 'Bakker', status: 'ACTIVE' });
  });

  it('does not make a vacancy with faults active, and keeps one as a draft', async () => {
    const id = uuidv7();
    const args = { id, organization: bakery, visibleToCandidates: false, revision: randomUUID() };
    const fields = vacancyFieldsFixture({ title: '', contactPersonId: employer.session.userId });
    expect(await outcome(employer, mutation('vacancy.create', { ...args, fields, status: 'ACTIVE' }))).toEqual([
      'invalid',
    ]);
    expect(await outcome(employer, mutation('vacancy.create', { ...args, fields, status: 'DRAFT' }))).toEqual(['ok']);
    expect(await outcome(employer, decide(id, 'ACTIVATE'))).toEqual(['invalid']);
    expect(await outcome(employer, title(id, 'Bakker', args.revision), decide(id, 'ACTIVATE'))).toEqual(['ok', 'ok']);
    expect(await find(employer, id)).toMatchObject({ status: 'ACTIVE', publishedAt: world.clock.now().toISOString() });
    const strange = {
      ...args,
      id: uuidv7(),
      fields: vacancyFieldsFixture({ contactPersonId: stranger.session.userId }),
    };
    expect(await outcome(employer, mutation('vacancy.create', { ...strange, status: 'DRAFT' }))).toEqual(['invalid']);
  });

  it('hides an archived vacancy from candidates and does not show it again by itself (HW-VED-04, -06)', async () => {
    const { id } = await makeVacancy();
    expect(await outcome(employer, decide(id, 'ARCHIVE'), decide(id, 'PUBLISH'))).toEqual(['ok', 'transition']);
    expect(await find(manager, id)).toMatchObject({ status: 'ARCHIVED', visibleToCandidates: false });
    expect(await outcome(employer, decide(id, 'ARCHIVE'), decide(id, 'ACTIVATE'))).toEqual(['noop', 'ok']);
    expect(await find(manager, id)).toMatchObject({ status: 'ACTIVE', visibleToCandidates: false });
  });

  it('merges what two people change in different groups, and offers what lost to its author only', async () => {
    const { id, revision } = await makeVacancy();
    const set = { title: 'Banketbakker', city: 'Den Haag', placeId: null, postcode: '' };
    const first = mutation('vacancy.save', {
      id,
      set,
      seen: { title: revision, place: revision },
      revision: randomUUID(),
    });
    expect(await outcome(colleague, first)).toEqual(['ok']);
    const mine = { title: 'Broodbakker', hoursMin: 20, hoursMax: 30 };
    const seen = { title: revision, hours: revision };
    expect(await outcome(employer, mutation('vacancy.save', { id, set: mine, seen, revision: randomUUID() }))).toEqual([
      'ok',
    ]);
    expect(await find(manager, id)).toMatchObject({
      title: 'Banketbakker',
      city: 'Den Haag',
      hoursMin: 20,
      hoursMax: 30,
    });
    const [conflict, ...more] = await rows<VacancyConflict>(employer, 'vacancyConflict');
    expect(conflict).toMatchObject({ vacancyId: id, group: 'title', other: { title: 'Broodbakker' } });
    expect(more).toEqual([]);
    expect(await rows(colleague, 'vacancyConflict')).toEqual([]);
    const resolve = mutation('vacancy.resolve', { conflict: conflict?.id ?? '' });
    expect(await outcome(colleague, resolve)).toEqual(['not_available']);
    expect(await outcome(employer, { ...resolve, uid: randomUUID() })).toEqual(['ok']);
    expect(await rows(employer, 'vacancyConflict')).toEqual([]);
  });

  it('keeps one choice when somebody goes on writing on top of what lost', async () => {
    const { id, revision } = await makeVacancy();
    expect(await outcome(colleague, title(id, 'Banketbakker', revision))).toEqual(['ok']);
    const mine = randomUUID();
    const edits = [title(id, 'Brood', revision, mine), title(id, 'Broodbakker', mine)];
    expect(await outcome(employer, ...edits)).toEqual(['ok', 'ok']);
    const conflicts = await rows<VacancyConflict>(employer, 'vacancyConflict');
    expect(conflicts.map(({ other }) => other)).toEqual([{ title: 'Broodbakker' }]);
    expect(await find(employer, id)).toMatchObject({ title: 'Banketbakker' });
  });

  it('shows a proposal to the employer with its candidate, and a neutral row once he is hidden', async () => {
    const { id } = await makeVacancy();
    const who = await candidate();
    const make = propose(id, who);
    const proposal = (make.args as { id: string }).id;
    expect(await outcome(manager, make)).toEqual(['ok']);
    expect(await rows<ProposalCandidate>(employer, 'proposalCandidate')).toMatchObject([
      { id: proposal, candidateId: who, motivation: 'Bakt al jaren' },
    ]);
    expect(await rows(stranger, 'proposal')).toEqual([]);
    expect(await rows(stranger, 'proposalCandidate')).toEqual([]);
    await candidate({ id: who, visibleToEmployers: false });
    expect(await rows(employer, 'proposalCandidate')).toEqual([]);
    const [neutral] = await rows<Proposal>(employer, 'proposal');
    expect(neutral).toMatchObject({ id: proposal, vacancyId: id, state: 'PROPOSED' });
    expect(JSON.stringify(neutral)).not.toContain(who);
    const late = await member('EMPLOYER', bakery);
    expect(await rows(late, 'proposal')).toHaveLength(1);
    expect(late.received).not.toContain(who);
    const staff = await rows<ProposalCandidate>(manager, 'proposalCandidate');
    expect(staff.find((row) => row.id === proposal)?.candidateId).toBe(who);
  });

  it('has one open proposal for a candidate and vacancy, and refuses who may not propose or whom he may not', async () => {
    const { id } = await makeVacancy();
    const [who, hidden, far] = [
      await candidate(),
      await candidate({ visibleToEmployers: false }),
      await candidate({ regionCode: 'AM22' }),
    ];
    const make = propose(id, who);
    expect(await outcome(manager, make, propose(id, who))).toEqual(['ok', 'noop']);
    expect(await outcome(manager, { ...make, uid: randomUUID() })).toEqual(['noop']);
    expect(await outcome(manager, propose(id, hidden), propose(id, far))).toEqual(['not_available', 'not_available']);
    expect(await outcome(employer, propose(id, who))).toEqual(['not_available']);
    await outcome(employer, decide(id, 'ARCHIVE'));
    expect(await outcome(manager, propose(id, await candidate()))).toEqual(['transition']);
  });

  it('brings an answer to the account manager, and lets the later of two answers know', async () => {
    const { id } = await makeVacancy();
    const make = propose(id, await candidate());
    const proposal = (make.args as { id: string }).id;
    await outcome(manager, make);
    const views = [answer(proposal, 'PROPOSED', 'VIEWED'), answer(proposal, 'VIEWED', 'CONTACT_REQUESTED')];
    expect(await outcome(employer, ...views)).toEqual(['ok', 'ok']);
    const late = [answer(proposal, 'PROPOSED', 'VIEWED'), answer(proposal, 'VIEWED', 'DECLINED')];
    expect(await outcome(colleague, ...late)).toEqual(['noop', 'stale']);
    expect(await outcome(stranger, answer(proposal, 'CONTACT_REQUESTED', 'DECLINED'))).toEqual(['not_available']);
    expect(await outcome(employer, answer(proposal, 'CONTACT_REQUESTED', 'WITHDRAWN'))).toEqual(['transition']);
    const seen = (await rows<Proposal>(manager, 'proposal')).find((row) => row.id === proposal);
    expect(seen?.state).toBe('CONTACT_REQUESTED');
    const closing = [answer(proposal, 'CONTACT_REQUESTED', 'WITHDRAWN'), answer(proposal, 'WITHDRAWN', 'PROPOSED')];
    expect(await outcome(manager, ...closing)).toEqual(['ok', 'ok']);
  });

  it('mails the employer’s people once an hour for a vacancy, unless they switched it off, and names nobody', async () => {
    const { id } = await makeVacancy();
    const preference = { user_id: colleague.session.userId, code: 'NEW_PROPOSAL', enabled: false };
    await world.knex('notification_preference').insert({ ...preference, changed_at: world.clock.now() });
    await outcome(manager, propose(id, await candidate()), propose(id, await candidate()));
    const mails = await world.knex('mail_queue').where('key', 'like', `${id}:%`).select('recipient', 'body');
    expect(mails.map(({ recipient }) => recipient)).toEqual([`${employer.session.userId}@example.nl`]);
    expect(mails[0]?.body).not.toContain('Noor');
  });
});
