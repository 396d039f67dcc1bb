import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Note, NoteConflict } from '@hallowerk/contract/candidates/note.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { MINUTE } from '../security/clock.ts';
import { checkIntegrity } from '../sync/integrity.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { interleavings, reference, type Step } from '../testing/note-reference.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { MAX_NOTES } from './notes.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const ELSEWHERE = [{ code: 'AM22', relation: 'own' }] as const;
const SOUND = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };

describe.each(databaseKinds())('notes on %s', (kind) => {
  let world: SyncWorld;
  let candidate: CandidateRecord;
  const write = (...records: CandidateRecord[]) => withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    candidate = candidateFixture();
    await write(candidate);
    world.clock.advance(MINUTE);
  });

  /** As made `ago` milliseconds before now. */
  function mutation<K extends MutationKind>(name: K, args: MutationArgs<K>, ago = 0): Mutation {
    const edit_ts = new Date(world.clock.now().getTime() - ago).toISOString();
    return { uid: randomUUID(), kind: name, ver: MUTATIONS[name].ver, edit_ts, offset_ms: 0, deps: [], args };
  }
  const outcome = async (client: SyncClient, ...mutations: Mutation[]) =>
    (await client.push(mutations)).results.map(([, status, code]) => code ?? status);
  const create = (id: string, change: Partial<MutationArgs<'note.create'>> = {}, ago = 0) =>
    mutation(
      'note.create',
      { id, candidate: candidate.id, text: 'Belt graag terug', scope: 'PRIVATE', ...change },
      ago,
    );
  const edit = (id: string, text: string, seen: MutationArgs<'note.edit'>['seen'], ago = 0) =>
    mutation('note.edit', { id, set: { text }, seen }, ago);

  /** Of the candidate of this test: all users are of one organisation, and share. */
  async function rows<T extends { candidateId: string }>(client: SyncClient, collection: 13 | 14): Promise<T[]> {
    await client.sync();
    expect(client.view()).toEqual(await oracle(world.knex, client.session.userId));
    return [...client.view()]
      .flatMap(([key, row]) => (key.startsWith(`${collection}|`) ? [row as T] : []))
      .filter((row) => row.candidateId === candidate.id);
  }
  const notes = (client: SyncClient) => rows<Note>(client, 13);
  const conflicts = (client: SyncClient) => rows<NoteConflict>(client, 14);
  const texts = async (client: SyncClient) => (await notes(client)).map((note) => note.text);

  /** A note that two devices of one user have in their cache. */
  async function shared() {
    const laptop = await world.user('EMPLOYER', OWN);
    const desktop = await world.device(laptop.session.userId, 'EMPLOYER');
    const id = uuidv7();
    await outcome(laptop, create(id, {}, 30 * 1000));
    const [note] = await notes(desktop);
    await laptop.sync();
    world.clock.advance(MINUTE);
    if (note === undefined) throw new Error('The note did not arrive');
    return { laptop, desktop, id, note };
  }

  it('come on every device of their author, with his name and the effective times', async () => {
    const { laptop, desktop, id, note } = await shared();
    expect(note).toMatchObject({
      id,
      candidateId: candidate.id,
      authorId: laptop.session.userId,
      authorName: `User ${laptop.session.userId}`,
      text: 'Belt graag terug',
      scope: 'PRIVATE',
    });
    expect([note.textAt, note.scopeAt]).toEqual([note.createdAt, note.createdAt]);
    expect(await notes(laptop)).toEqual(await notes(desktop));
  });

  it.each(['laptop first', 'desktop first'] as const)(
    'end the same when two devices edited offline, %s, and offer the text that lost',
    async (order) => {
      const { laptop, desktop, id, note } = await shared();
      const seen = { text: note.textAt };
      const older = () => outcome(laptop, edit(id, 'van de laptop', seen, 20_000));
      const newer = () => outcome(desktop, edit(id, 'van de desktop', seen, 10_000));
      if (order === 'laptop first') expect([await older(), await newer()]).toEqual([['ok'], ['ok']]);
      else expect([await newer(), await older()]).toEqual([['ok'], ['noop']]);
      for (const client of [laptop, desktop]) {
        expect(await texts(client)).toEqual(['van de desktop']);
        expect((await conflicts(client)).map(({ noteId, otherText }) => [noteId, otherText])).toEqual([
          [id, 'van de laptop'],
        ]);
      }
      expect(await checkIntegrity(world.knex)).toEqual(SOUND);
    },
  );

  it('are edited on top of what was seen without a conflict, also by a clock that is a day behind', async () => {
    const { desktop, laptop, id, note } = await shared();
    await outcome(laptop, edit(id, 'eerste', { text: note.textAt }));
    const [current] = await notes(desktop);
    expect(await outcome(desktop, edit(id, 'tweede', { text: current!.textAt }, 24 * 60 * MINUTE))).toEqual(['ok']);
    expect(await texts(laptop)).toEqual(['tweede']);
    expect(await conflicts(laptop)).toEqual([]);
  });

  it('have fields that do not disturb each other', async () => {
    const { laptop, desktop, id, note } = await shared();
    await outcome(laptop, edit(id, 'nieuwe tekst', { text: note.textAt }, 20_000));
    const set = { scope: 'ORGANIZATION' as const };
    expect(await outcome(desktop, mutation('note.edit', { id, set, seen: { scope: note.scopeAt } }, 10_000))).toEqual([
      'ok',
    ]);
    expect(await notes(laptop)).toMatchObject([{ text: 'nieuwe tekst', scope: 'ORGANIZATION' }]);
    expect(await conflicts(laptop)).toEqual([]);
  });

  it.each(['edit first', 'deletion first'] as const)('stay deleted when the edit is older, %s', async (order) => {
    const { laptop, desktop, id, note } = await shared();
    const editing = () => outcome(laptop, edit(id, 'te laat', { text: note.textAt }, 20_000));
    const deleting = () => outcome(desktop, mutation('note.delete', { id, seen: note.textAt }, 10_000));
    if (order === 'edit first') expect([await editing(), await deleting()]).toEqual([['ok'], ['ok']]);
    else expect([await deleting(), await editing()]).toEqual([['ok'], ['noop']]);
    expect([await notes(laptop), await notes(desktop)]).toEqual([[], []]);
    const row = await world.knex('note').where({ id }).first('text');
    expect(row.text).toBe('te laat');
  });

  it.each(['edit first', 'deletion first'] as const)(
    'live when the edit is newer than the deletion, %s',
    async (order) => {
      const { laptop, desktop, id, note } = await shared();
      const editing = () => outcome(laptop, edit(id, 'toch niet', { text: note.textAt }, 10_000));
      const deleting = () => outcome(desktop, mutation('note.delete', { id, seen: note.textAt }, 20_000));
      if (order === 'edit first') expect([await editing(), await deleting()]).toEqual([['ok'], ['noop']]);
      else expect([await deleting(), await editing()]).toEqual([['ok'], ['ok']]);
      expect([await texts(laptop), await texts(desktop)]).toEqual([['toch niet'], ['toch niet']]);
      expect(await checkIntegrity(world.knex)).toEqual(SOUND);
    },
  );

  it('come back when their author undoes the deletion, in one batch or later', async () => {
    const { laptop, desktop, id, note } = await shared();
    const seen = { text: note.textAt, scope: note.scopeAt };
    const set = { text: note.text, scope: note.scope };
    const undo = () => mutation('note.edit', { id, set, seen });
    const remove = () => mutation('note.delete', { id, seen: note.textAt });
    expect(await outcome(laptop, remove(), undo())).toEqual(['ok', 'ok']);
    expect(await texts(desktop)).toEqual([note.text]);
    expect(await outcome(laptop, remove())).toEqual(['ok']);
    expect(await notes(desktop)).toEqual([]);
    expect(await outcome(laptop, undo())).toEqual(['ok']);
    expect(await texts(desktop)).toEqual([note.text]);
    expect(await conflicts(desktop)).toEqual([]);
  });

  async function conflicting() {
    const made = await shared();
    const seen = { text: made.note.textAt };
    await outcome(made.laptop, edit(made.id, 'van de laptop', seen, 20_000));
    await outcome(made.desktop, edit(made.id, 'van de desktop', seen, 10_000));
    const [conflict] = await conflicts(made.desktop);
    if (conflict === undefined) throw new Error('There is no conflict');
    return { ...made, conflict: conflict.id };
  }

  it('take the other text back when the author chooses it on the other device, once', async () => {
    const { laptop, desktop, conflict } = await conflicting();
    expect(await conflicts(laptop)).toHaveLength(1);
    expect(await outcome(desktop, mutation('note.resolve', { conflict, keep: 'other' }))).toEqual(['ok']);
    for (const client of [laptop, desktop]) {
      expect(await texts(client)).toEqual(['van de laptop']);
      expect(await conflicts(client)).toEqual([]);
    }
    expect(await outcome(laptop, mutation('note.resolve', { conflict, keep: 'current' }))).toEqual(['noop']);
    expect(await texts(laptop)).toEqual(['van de laptop']);
  });

  it('keep their text when the author chooses it, and drop the conflict everywhere', async () => {
    const { laptop, desktop, conflict } = await conflicting();
    expect(await outcome(laptop, mutation('note.resolve', { conflict, keep: 'current' }))).toEqual(['ok']);
    expect([await texts(desktop), await conflicts(desktop)]).toEqual([['van de desktop'], []]);
  });

  it('keep what was written elsewhere after the choice was made offline, as a conflict in its turn', async () => {
    const { laptop, desktop, id, conflict } = await conflicting();
    const choice = mutation('note.resolve', { conflict, keep: 'other' }, 0);
    world.clock.advance(MINUTE);
    const [current] = await notes(desktop);
    await outcome(desktop, edit(id, 'nog later', { text: current!.textAt }));
    expect(await outcome(laptop, choice)).toEqual(['ok']);
    expect(await texts(desktop)).toEqual(['van de laptop']);
    expect((await conflicts(desktop)).map(({ otherText }) => otherText)).toEqual(['nog later']);
  });

  it('hide a conflict together with a deleted note, and show it again with the note', async () => {
    const { laptop, desktop, id } = await conflicting();
    const [current] = await notes(laptop);
    await outcome(laptop, mutation('note.delete', { id, seen: current!.textAt }));
    expect([await notes(desktop), await conflicts(desktop)]).toEqual([[], []]);
    world.clock.advance(1000);
    await outcome(laptop, edit(id, 'hersteld', { text: current!.textAt }));
    expect(await conflicts(desktop)).toHaveLength(1);
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
  });

  it('are seen by colleagues of the region only while they are shared, and only the author changes them', async () => {
    const author = await world.user('EMPLOYER', OWN);
    const colleague = await world.user('EMPLOYER', OWN);
    const elsewhere = await world.user('EMPLOYER', ELSEWHERE);
    const stranger = await world.user('EMPLOYER', OWN);
    const organization = uuidv7();
    await world.knex('organization').insert({ id: organization, name: 'Ander' });
    await world.knex('app_user').where({ id: stranger.session.userId }).update({ organization_id: organization });
    const id = uuidv7();
    await outcome(author, create(id));
    expect(await notes(colleague)).toEqual([]);
    const [mine] = await notes(author);
    world.clock.advance(1000);
    const share = (scope: Note['scope'], at: string) =>
      mutation('note.edit', { id, set: { scope }, seen: { scope: at } });
    await outcome(author, share('ORGANIZATION', mine!.scopeAt));
    expect(await notes(colleague)).toMatchObject([{ id, authorId: author.session.userId, scope: 'ORGANIZATION' }]);
    for (const other of [elsewhere, stranger]) expect(await notes(other)).toEqual([]);
    const refused = [
      edit(id, 'van een ander', {}),
      mutation('note.delete', { id, seen: null }),
      create(id),
      mutation('note.delete', { id: uuidv7(), seen: null }),
    ];
    expect(await outcome(colleague, ...refused)).toEqual(Array(4).fill('not_available'));
    const [shown] = await notes(author);
    world.clock.advance(1000);
    await outcome(author, share('PRIVATE', shown!.scopeAt));
    expect(await notes(colleague)).toEqual([]);
    expect(await texts(author)).toEqual(['Belt graag terug']);
    for (const other of [elsewhere, stranger]) {
      await other.sync();
      expect(other.received).not.toContain(id);
    }
  });

  it('leave the cache of an employer together with the candidate, and come back with him', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const colleague = await world.user('EMPLOYER', OWN);
    const manager = await world.user('ACCOUNT_MANAGER', OWN);
    const id = uuidv7();
    await outcome(employer, create(id, { scope: 'ORGANIZATION' }), world.favourite(candidate.id, true));
    for (const client of [employer, colleague, manager]) expect(await texts(client)).toHaveLength(1);
    await write({ ...candidate, visibleToEmployers: false });
    expect([await notes(employer), await notes(colleague)]).toEqual([[], []]);
    expect([...employer.view().keys()].some((key) => key.startsWith('5|'))).toBe(true);
    expect(await texts(manager)).toEqual(['Belt graag terug']);
    await write(candidate);
    expect([await texts(employer), await texts(colleague)]).toEqual([['Belt graag terug'], ['Belt graag terug']]);
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
  });

  it('of a candidate who is not visible are refused, and nothing of them is stored (S7, S8)', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const hidden = candidateFixture({ visibleToEmployers: false });
    await write(hidden);
    const id = uuidv7();
    expect(await outcome(employer, create(id, { candidate: hidden.id }), create(id, { candidate: uuidv7() }))).toEqual([
      'not_available',
      'not_available',
    ]);
    expect(await world.knex('note').where({ id })).toEqual([]);
    const manager = await world.user('ACCOUNT_MANAGER', OWN);
    expect(await outcome(manager, create(id, { candidate: hidden.id }))).toEqual(['ok']);
  });

  it('are made once, however often they are sent (S6)', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const id = uuidv7();
    const made = create(id);
    expect(await outcome(client, made)).toEqual(['ok']);
    await outcome(client, mutation('note.delete', { id, seen: null }));
    expect(await outcome(client, made, made)).toEqual(['ok', 'ok']);
    expect(await notes(client)).toEqual([]);
    // After a restore of the server the result may be gone while the note is there.
    expect(await outcome(client, { ...made, uid: randomUUID() })).toEqual(['noop']);
    expect(await notes(client)).toEqual([]);
  });

  it('are refused beyond the limit of one user on one candidate', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const ids = Array.from({ length: MAX_NOTES + 1 }, () => uuidv7());
    const results: string[] = [];
    for (let from = 0; from < ids.length; from += 50) {
      results.push(...(await outcome(client, ...ids.slice(from, from + 50).map((id) => create(id)))));
    }
    expect(results).toEqual([...Array(MAX_NOTES).fill('ok'), 'limit']);
    await outcome(client, mutation('note.delete', { id: ids[0]!, seen: null }));
    expect(await outcome(client, create(uuidv7()))).toEqual(['ok']);
  });

  it('refuse a text that is empty or too long, and an edit of nothing', async () => {
    const { laptop, id } = await shared();
    const nothing = { ...edit(id, 'x', {}), args: { id, set: {}, seen: {} } };
    expect(await outcome(laptop, create(uuidv7(), { text: '  ' }), edit(id, 'x'.repeat(4001), {}), nothing)).toEqual([
      'invalid',
      'invalid',
      'invalid',
    ]);
  });

  it('follow their candidate to another region, and end with him (S1, S2)', async () => {
    const author = await world.user('EMPLOYER', [...OWN, ...ELSEWHERE]);
    const [there, here] = [await world.user('EMPLOYER', ELSEWHERE), await world.user('EMPLOYER', OWN)];
    const other = await world.device(author.session.userId, 'EMPLOYER');
    const id = uuidv7();
    await outcome(author, create(id, { scope: 'ORGANIZATION' }, 20_000));
    await outcome(other, edit(id, 'ongezien', {}, 5_000));
    expect([(await notes(here)).length, (await notes(there)).length]).toEqual([1, 0]);
    await write({ ...candidate, regionCode: 'AM22' });
    expect([(await notes(here)).length, (await notes(there)).length]).toEqual([0, 1]);
    expect([await texts(author), (await conflicts(author)).length]).toEqual([['ongezien'], 1]);
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
    await withTransaction(world.knex, (trx) => trx('candidate').where({ id: candidate.id }).delete());
    for (const client of [author, here, there]) expect(await notes(client)).toEqual([]);
    expect(await conflicts(author)).toEqual([]);
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
  });

  it('become private when their author goes to another organisation, and carry his new name (S1)', async () => {
    const author = await world.user('EMPLOYER', OWN);
    const old = await world.user('EMPLOYER', OWN);
    const next = await world.user('EMPLOYER', OWN);
    const organization = uuidv7();
    await world.knex('organization').insert({ id: organization, name: 'Nieuw' });
    await world.knex('app_user').where({ id: next.session.userId }).update({ organization_id: organization });
    const id = uuidv7();
    await outcome(author, create(id, { scope: 'ORGANIZATION' }));
    expect(await notes(old)).toHaveLength(1);
    await world
      .knex('app_user')
      .where({ id: author.session.userId })
      .update({ organization_id: organization, full_name: 'Nieuwe Naam' });
    expect([await notes(old), await notes(next)]).toEqual([[], []]);
    const [mine] = await notes(author);
    expect(mine).toMatchObject({ scope: 'PRIVATE', authorName: 'Nieuwe Naam' });
    const seen = { scope: mine!.scopeAt };
    await outcome(author, mutation('note.edit', { id, set: { scope: 'ORGANIZATION' }, seen }));
    expect([await notes(old), (await notes(next)).length]).toEqual([[], 1]);
    await world.knex('app_user').where({ id: author.session.userId }).update({ full_name: 'Weer Anders' });
    expect(await notes(next)).toMatchObject([{ authorName: 'Weer Anders' }]);
    expect(await checkIntegrity(world.knex)).toEqual(SOUND);
  });

  const moment = fc.integer({ min: 0, max: 4 });
  const step = (base: () => number): fc.Arbitrary<Step> => {
    const at = moment.map((ms) => new Date(base() - 10_000 + ms));
    return fc.oneof(
      fc.record({ do: fc.constant('text' as const), at, value: fc.constantFrom('x', 'y', 'z') }),
      fc.record({
        do: fc.constant('scope' as const),
        at,
        value: fc.constantFrom('PRIVATE' as const, 'ORGANIZATION' as const),
      }),
      fc.record({ do: fc.constant('delete' as const), at }),
    );
  };

  it(
    'of three devices that know nothing of each other end as the field-wise maximum (S1, C6)',
    { timeout: 120_000 },
    async () => {
      const one = await world.user('EMPLOYER', OWN);
      const { userId } = one.session;
      const clients = [one, await world.device(userId, 'EMPLOYER'), await world.device(userId, 'EMPLOYER')];
      const steps = fc.array(
        step(() => world.clock.now().getTime()),
        { maxLength: 4 },
      );
      await fc.assert(
        fc.asyncProperty(fc.tuple(steps, steps, steps), fc.infiniteStream(fc.nat()), async (lists, choices) => {
          const id = uuidv7();
          const made = create(id, {}, 60_000);
          await outcome(one, made);
          const work = Object.fromEntries(clients.map((client, n) => [client.session.deviceId, lists[n] ?? []]));
          for (const [device, item] of interleavings(work, choices)) {
            const client = clients.find(({ session }) => session.deviceId === device);
            await outcome(client!, mutationOf(id, item, device));
          }
          const at = new Date(made.edit_ts);
          const begin = { at, device: one.session.deviceId };
          const start = {
            text: { ...begin, value: 'Belt graag terug' },
            scope: { ...begin, value: 'PRIVATE' as const },
            deleted: null,
          };
          const { text, scope, live } = reference(start, work);
          const row = await world.knex('note').where({ id }).first();
          expect({
            text: { value: row.text, at: row.text_at, device: row.text_device },
            scope: { value: row.scope, at: row.scope_at, device: row.scope_device },
            live: row.deleted_at === null,
          }).toEqual({ text, scope, live });
          await world.knex('note').where({ id }).delete();
        }),
        { numRuns: 20 },
      );
      expect(await checkIntegrity(world.knex)).toEqual(SOUND);

      /** With a clock of its own that is wrong by what the device knows of it. */
      function mutationOf(id: string, item: Step, device: string): Mutation {
        const offset = device.charCodeAt(3) * 1000;
        const made =
          item.do === 'delete'
            ? mutation('note.delete', { id, seen: null })
            : mutation('note.edit', {
                id,
                set: item.do === 'text' ? { text: item.value } : { scope: item.value },
                seen: {},
              });
        return { ...made, edit_ts: new Date(item.at.getTime() + offset).toISOString(), offset_ms: offset };
      }
    },
  );
});
