import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CandidateJudgement, SavedSearch, SearchMark } from '@hallowerk/contract/candidates/saved-search.ts';
import type { CollectionName } from '@hallowerk/contract/sync/collections.ts';
import type { MutationArgs, MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { MINUTE } from '../security/clock.ts';
import { checkIntegrity, checkVisibility } from '../sync/integrity.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { mutationOf, pushed, rowsOf } from '../testing/sync-tools.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { MAX_SEARCHES } from './saved-searches.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const SOUND = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };
const BAKERS: CandidateQuery = {
  ...EMPTY_QUERY,
  terms: [{ kind: 'OCCUPATION', code: '7512.1', label: 'Bakker', mode: 'MUST' }],
  filters: { workType: ['HOSPITALITY'] },
  weights: { 'OCCUPATION:7512.1': 'DOUBLE' },
};

describe.each(databaseKinds())('saved searches on %s', (kind) => {
  let world: SyncWorld;
  let candidate: CandidateRecord;
  /** Two of one organisation, and one of another. */
  let owner: SyncClient;
  let colleague: SyncClient;
  let stranger: SyncClient;
  const write = (...records: CandidateRecord[]) => withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    candidate = candidateFixture();
    await write(candidate);
    owner = await world.user('EMPLOYER', OWN);
    colleague = await world.user('EMPLOYER', OWN);
    stranger = await world.user('EMPLOYER', OWN);
    const here = await organization();
    await move(owner, here);
    await move(colleague, here);
    await move(stranger, await organization());
    world.clock.advance(MINUTE);
  });

  async function organization(): Promise<string> {
    const id = uuidv7();
    await world.knex('organization').insert({ id, name: 'Bedrijf' });
    return id;
  }
  const move = (client: SyncClient, organization_id: string) =>
    world.knex('app_user').where({ id: client.session.userId }).update({ organization_id });
  const make = <K extends MutationKind>(name: K, args: MutationArgs<K>, ago = 0) => mutationOf(world, name, args, ago);
  const put = (id: string, change: Partial<MutationArgs<'savedSearch.put'>> = {}, ago = 0) =>
    make('savedSearch.put', { id, name: 'Bakkers', query: BAKERS, scope: 'PRIVATE', seen: null, ...change }, ago);
  const mark = (search: string, pinned: boolean, ago = 0) =>
    make('searchMark.set', { search, pinned, watch: 'APP', lastSeenAt: world.clock.now().toISOString() }, ago);
  const judge = (search: string, value: MutationArgs<'judgement.set'>['value'], ago = 0) =>
    make('judgement.set', { search, candidate: candidate.id, value }, ago);
  const rows = <T>(client: SyncClient, collection: CollectionName) => rowsOf<T>(world, client, collection);
  const searches = (client: SyncClient) => rows<SavedSearch>(client, 'savedSearch');
  const marks = (client: SyncClient) => rows<SearchMark>(client, 'searchMark');
  const judgements = (client: SyncClient) => rows<CandidateJudgement>(client, 'judgement');
  async function shared(): Promise<string> {
    const id = uuidv7();
    expect(await pushed(owner, put(id, { scope: 'ORGANIZATION' }))).toEqual(['ok']);
    return id;
  }
  async function assertSound(): Promise<void> {
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
    expect(await checkVisibility(world.knex)).toBe(0);
  }

  it('come on every device of their owner, whole, with his name', async () => {
    const id = uuidv7();
    const made = put(id);
    expect(await pushed(owner, made)).toEqual(['ok']);
    const desktop = await world.device(owner.session.userId, 'EMPLOYER');
    const ownerName = `User ${owner.session.userId}`;
    const { edit_ts: changedAt } = made;
    expect(await searches(desktop)).toEqual([
      { id, ownerId: owner.session.userId, ownerName, name: 'Bakkers', query: BAKERS, scope: 'PRIVATE', changedAt },
    ]);
    expect([await searches(colleague), await searches(stranger)]).toEqual([[], []]);
  });

  it('are seen by a colleague when they are shared, and not by another organisation', async () => {
    const id = await shared();
    expect(await searches(colleague)).toMatchObject([{ id, ownerId: owner.session.userId }]);
    expect(await searches(stranger)).toEqual([]);
    const [seen] = await searches(owner);
    await pushed(owner, put(id, { seen: seen!.changedAt }));
    expect(await searches(colleague)).toEqual([]);
    expect(stranger.received).not.toContain(id);
    await assertSound();
  });

  it('are changed by their owner only; to others they do not exist, shared or not', async () => {
    const id = await shared();
    const seen = world.clock.now().toISOString();
    for (const other of [colleague, stranger]) {
      expect(await pushed(other, put(id, { name: 'Van mij', seen }))).toEqual(['not_available']);
      expect(await pushed(other, make('savedSearch.delete', { id, seen }))).toEqual(['not_available']);
    }
    expect(await pushed(stranger, make('savedSearch.delete', { id: uuidv7(), seen }))).toEqual(['not_available']);
    expect(await searches(owner)).toMatchObject([{ name: 'Bakkers' }]);
  });

  it.each(['laptop first', 'desktop first'] as const)(
    'end the same when two devices edited offline, %s',
    async (order) => {
      const laptop = owner;
      const desktop = await world.device(owner.session.userId, 'EMPLOYER');
      const id = await shared();
      const [{ changedAt: seen }] = (await searches(laptop)) as [SavedSearch];
      world.clock.advance(MINUTE);
      const older = () => pushed(laptop, put(id, { name: 'Van de laptop', seen }, 20_000));
      const newer = () => pushed(desktop, put(id, { name: 'Van de desktop', seen }, 10_000));
      if (order === 'laptop first') expect([await older(), await newer()]).toEqual([['ok'], ['ok']]);
      else expect([await newer(), await older()]).toEqual([['ok'], ['noop']]);
      expect(await searches(laptop)).toMatchObject([{ name: 'Van de desktop' }]);
      expect(await searches(desktop)).toEqual(await searches(laptop));
    },
  );

  it('stay deleted against an older edit, keep nothing of themselves, and come back with a newer one', async () => {
    const id = await shared();
    const desktop = await world.device(owner.session.userId, 'EMPLOYER');
    const [{ changedAt: seen }] = (await searches(desktop)) as [SavedSearch];
    await pushed(owner, mark(id, true), judge(id, 'LATER'));
    world.clock.advance(MINUTE);
    expect(await pushed(owner, make('savedSearch.delete', { id, seen }, 10_000))).toEqual(['ok']);
    expect(await pushed(owner, make('savedSearch.delete', { id, seen }, 10_000))).toEqual(['noop']);
    expect(await pushed(desktop, put(id, { name: 'Te laat', seen }, 20_000))).toEqual(['noop']);
    for (const client of [owner, desktop, colleague]) expect(await searches(client)).toEqual([]);
    expect([await marks(owner), await judgements(owner)]).toEqual([[], []]);
    expect(await world.knex('saved_search').where({ id }).first()).toMatchObject({ name: null, query: null });
    expect(await pushed(desktop, put(id, { seen }))).toEqual(['ok']);
    expect(await searches(owner)).toMatchObject([{ id, name: 'Bakkers' }]);
    expect([(await marks(owner)).length, (await judgements(owner)).length]).toEqual([1, 1]);
    await assertSound();
  });

  it('are limited in number, and a deletion makes room', async () => {
    const first = uuidv7();
    const { organization_id } = await world.knex('app_user').where({ id: owner.session.userId }).first();
    const now = world.clock.now();
    const owned = { owner_id: owner.session.userId, organization_id, is_live: true, scope: 'PRIVATE' };
    const written = { name: 'x', query: '{}', changed_at: now, changed_device: owner.session.deviceId };
    await withTransaction(world.knex, async (trx) => {
      for (let n = 0; n < MAX_SEARCHES; n++)
        await trx('saved_search').insert({ ...owned, ...written, id: n === 0 ? first : uuidv7() });
    });
    expect(await pushed(owner, put(uuidv7()))).toEqual(['limit']);
    expect(await pushed(owner, make('savedSearch.delete', { id: first, seen: now.toISOString() }))).toEqual(['ok']);
    expect(await pushed(owner, put(uuidv7()))).toEqual(['ok']);
    world.clock.advance(MINUTE);
    expect(await pushed(owner, put(first))).toEqual(['limit']);
  });

  it('refuse text that no database can keep, and keep every other', async () => {
    const id = uuidv7();
    const query = (text: string) => ({ ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD' as const, text }] });
    expect(await pushed(owner, put(id, { query: query('a\0b') }))).toEqual(['invalid']);
    expect(await pushed(owner, put(id, { query: query('\ud800') }))).toEqual(['invalid']);
    expect(await pushed(owner, put(id, { query: query("'; -- 😀 \u202e NEAR(*)") }))).toEqual(['ok']);
    expect((await searches(owner)).map((search) => search.query.terms)).toEqual([
      query("'; -- 😀 \u202e NEAR(*)").terms,
    ]);
  });

  it('become private when their owner goes to another organisation, and carry his new name', async () => {
    const id = await shared();
    await pushed(colleague, mark(id, true), judge(id, 'NO'));
    const next = await organization();
    await move(stranger, next);
    await move(owner, next);
    expect([await searches(colleague), await searches(stranger)]).toEqual([[], []]);
    expect([await marks(colleague), await judgements(colleague)]).toEqual([[], []]);
    await world.knex('app_user').where({ id: owner.session.userId }).update({ full_name: 'Nieuwe Naam' });
    const [mine] = await searches(owner);
    expect(mine).toMatchObject({ scope: 'PRIVATE', ownerName: 'Nieuwe Naam' });
    expect(await pushed(owner, put(id, { scope: 'ORGANIZATION', seen: mine!.changedAt }))).toEqual(['ok']);
    expect([await searches(colleague), (await searches(stranger)).length]).toEqual([[], 1]);
    await assertSound();
  });

  it('of the old organisation take the marks and judgements of who leaves it along', async () => {
    const id = await shared();
    await pushed(colleague, mark(id, true), judge(id, 'NO'));
    expect([(await marks(colleague)).length, (await judgements(colleague)).length]).toEqual([1, 1]);
    await move(colleague, await organization());
    expect([await searches(colleague), await marks(colleague), await judgements(colleague)]).toEqual([[], [], []]);
    await assertSound();
  });

  it('are pinned and watched by each user for himself, the last time as a whole', async () => {
    const id = await shared();
    world.clock.advance(MINUTE);
    expect(await pushed(colleague, mark(id, true, 10_000))).toEqual(['ok']);
    const desktop = await world.device(colleague.session.userId, 'EMPLOYER');
    expect(await pushed(desktop, mark(id, false, 20_000))).toEqual(['noop']);
    expect(await marks(desktop)).toMatchObject([{ searchId: id, pinned: true, watch: 'APP' }]);
    expect([await marks(owner), await marks(stranger)]).toEqual([[], []]);
    expect(await pushed(desktop, mark(id, false))).toEqual(['ok']);
    expect(await marks(colleague)).toMatchObject([{ pinned: false }]);
  });

  it('are marked and judged by who sees them, also in the push that makes them', async () => {
    const id = uuidv7();
    expect(await pushed(owner, put(id), mark(id, true), judge(id, 'INTERESTING'))).toEqual(['ok', 'ok', 'ok']);
    expect(await judgements(owner)).toMatchObject([{ searchId: id, candidateId: candidate.id, value: 'INTERESTING' }]);
    for (const client of [colleague, stranger]) {
      expect(await pushed(client, mark(id, true), judge(id, 'NO'))).toEqual(['not_available', 'not_available']);
      expect(await pushed(client, judge(uuidv7(), null))).toEqual(['not_available']);
    }
  });

  it('have judgements that only their user sees, of whom the last stands, also when it was taken back first', async () => {
    const id = await shared();
    world.clock.advance(MINUTE);
    expect(await pushed(colleague, judge(id, null, 10_000))).toEqual(['noop']);
    expect(await pushed(colleague, judge(id, 'NO', 20_000))).toEqual(['noop']);
    expect(await judgements(colleague)).toEqual([]);
    expect(await pushed(colleague, judge(id, 'LATER', 5_000), judge(id, 'INTERESTING', 1_000))).toEqual(['ok', 'ok']);
    expect(await judgements(colleague)).toMatchObject([{ value: 'INTERESTING' }]);
    expect([await judgements(owner), await judgements(stranger)]).toEqual([[], []]);
    expect(await pushed(colleague, judge(id, null))).toEqual(['ok']);
    expect(await judgements(colleague)).toEqual([]);
  });

  it('have judgements that leave a cache with the candidate and come back with him', async () => {
    const id = await shared();
    await pushed(owner, judge(id, 'LATER'));
    expect(await judgements(owner)).toHaveLength(1);
    await write({ ...candidate, visibleToEmployers: false });
    expect(await judgements(owner)).toEqual([]);
    expect(await pushed(owner, judge(id, 'NO'))).toEqual(['not_available']);
    await assertSound();
    await write(candidate);
    expect(await judgements(owner)).toMatchObject([{ value: 'LATER' }]);
    await withTransaction(world.knex, (trx) => trx('candidate').where({ id: candidate.id }).delete());
    expect(await judgements(owner)).toEqual([]);
    expect(await pushed(owner, judge(id, 'NO'), judge(id, null))).toEqual(['not_available', 'noop']);
    await assertSound();
  });
});
