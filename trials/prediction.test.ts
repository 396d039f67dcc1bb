import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createSettingsRepository } from '#db/settings/settings.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { createNotesService } from '#core/candidates/notes.service.ts';
import { createSettingsService } from '#core/settings/settings.service.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { NOTE_SCOPES } from '@hallowerk/contract/candidates/note.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { upsertCandidates } from '../server/candidates/candidates.repository.ts';
import { withTransaction } from '../server/database/transaction.ts';
import { candidateFixture } from '../server/testing/candidate-fixture.ts';
import type { SyncClient } from '../server/testing/sync-client.ts';
import { SyncWorld } from '../server/testing/sync-world.ts';
import { databaseKinds } from '../server/testing/test-database.ts';

const RUNS = Number(process.env['SYNC_PREDICTIONS'] ?? 25);
const OWN = [{ code: 'AM21', relation: 'own' }] as const;

const pick = fc.nat({ max: 5 });
const who = fc.nat({ max: 1 });
const text = fc.constantFrom('bellen', 'mailen', 'langsgaan', 'wachten');
const scope = fc.constantFrom(...NOTE_SCOPES.codes);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('favourite' as const), who, on: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), who, text, scope }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), pick, text, scope: fc.option(scope) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      keep: fc.constantFrom('current' as const, 'other' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('theme' as const),
      value: fc.constantFrom('light' as const, 'dark' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('elsewhere' as const), pick, text, ago: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One device as the program runs it: real cache, real services, real protocol; only HTTP is left out. */
class Device {
  readonly executed: string[] = [];
  readonly #client: SyncClient;
  readonly #world: SyncWorld;
  readonly #candidates: readonly string[];
  readonly #test: Awaited<ReturnType<typeof openTestDatabase>>;
  readonly #notes;
  readonly #settings;
  readonly #service;
  readonly #preferences;
  readonly #deleted: string[] = [];
  #waiting: Mutation[] = [];

  constructor(
    parts: { world: SyncWorld; client: SyncClient; candidates: readonly string[]; skew: number },
    test: Awaited<ReturnType<typeof openTestDatabase>>,
  ) {
    this.#world = parts.world;
    this.#client = parts.client;
    this.#candidates = parts.candidates;
    this.#test = test;
    this.#notes = createNotesRepository(test.database);
    this.#settings = createSettingsRepository(test.database);
    const clock = {
      now: () => parts.world.clock.now().getTime() + parts.skew,
      random: () => 0,
      wait: () => Promise.resolve(),
      breathe: () => Promise.resolve(),
    };
    const mutate = (mutation: Omit<Mutation, 'offset_ms'>): void => {
      this.#waiting.push({ ...mutation, offset_ms: parts.skew });
      this.#showAhead();
    };
    this.#service = createNotesService({
      notes: this.#notes,
      candidates: test.candidates,
      clock,
      me: () => this.#me(),
      mutate,
    });
    const local = { preferences: () => ({}), setPreference: () => undefined };
    this.#preferences = createSettingsService({ settings: this.#settings, local, clock, mutate });
    this.#favourite = (candidate, on) => {
      const edit_ts = new Date(clock.now()).toISOString();
      const { ver } = MUTATIONS['favourite.set'];
      mutate({ uid: randomUUID(), kind: 'favourite.set', ver, edit_ts, deps: [], args: { candidate, on } });
    };
  }

  readonly #favourite: (candidate: string, on: boolean) => void;

  #me(): Me {
    const { userId: id, role } = this.#client.session;
    const names = { organizationName: 'O', municipalityName: 'M', regionCodes: ['AM21'] };
    return { id, fullName: `User ${id}`, email: `${id}@example.nl`, role, ...names };
  }

  #showAhead(): void {
    this.#test.cache.setOverlay(this.#waiting);
  }

  #all() {
    return this.#candidates.flatMap((id) => this.#notes.list(id, this.#me()));
  }

  /** Everything a mutation can change, as the user sees it. */
  view(): unknown {
    return {
      notes: this.#all().map((note) => ({ ...note, pending: null })),
      counts: this.#candidates.map((id) => this.#notes.count(id)),
      // Those of a note that was deleted for a while come back from the server with it: that is no prediction.
      conflicts: this.#notes
        .conflicts()
        .filter(({ noteId }) => !this.#deleted.includes(noteId))
        .map(({ id }) => id),
      favourites: [...this.#test.favourites.ids()].toSorted(),
      settings: this.#settings.values(),
    };
  }

  async run(item: Step, other: SyncClient): Promise<void> {
    const own = this.#all().filter((note) => note.own);
    switch (item.do) {
      case 'favourite':
        return this.#favourite(this.#candidates[item.who] ?? '', item.on);
      case 'add':
        this.#service.addNote({ candidateId: this.#candidates[item.who] ?? '', text: item.text, scope: item.scope });
        return;
      case 'edit': {
        const note = own[item.pick % Math.max(1, own.length)];
        if (note !== undefined)
          this.#service.editNote({ id: note.id, text: item.text, scope: item.scope ?? undefined });
        return;
      }
      case 'delete': {
        const note = own[item.pick % Math.max(1, own.length)];
        if (note === undefined) return;
        this.#service.deleteNote({ id: note.id });
        this.#deleted.push(note.id);
        return;
      }
      case 'undo': {
        const id = this.#deleted[item.pick % Math.max(1, this.#deleted.length)];
        if (id !== undefined) this.#service.editNote({ id, text: 'terug' });
        return;
      }
      case 'resolve': {
        const [conflict] = this.#notes.conflicts();
        if (conflict !== undefined) this.#service.resolveConflict({ id: conflict.id, keep: item.keep });
        return;
      }
      case 'theme':
        return this.#preferences.setPreference({ key: 'appearance.theme', value: item.value });
      case 'tick':
        return this.#world.clock.advance(item.ms);
      case 'sync':
        return this.sync();
      case 'elsewhere': {
        // Something else happens only while nothing waits: then it is no prediction that fails.
        await this.sync();
        const note = own[item.pick % Math.max(1, own.length)];
        if (note === undefined) return;
        const edit_ts = new Date(this.#world.clock.now().getTime() - item.ago).toISOString();
        const args = { id: note.id, set: { text: item.text }, seen: {} };
        await other.push([{ uid: randomUUID(), kind: 'note.edit', ver: 1, edit_ts, offset_ms: 0, deps: [], args }]);
        await this.#pull();
        this.#world.clock.advance(1);
      }
    }
  }

  /** Sends and fetches; what is seen afterwards, and at every moment in between, is what was predicted (C8). */
  async sync(): Promise<void> {
    const predicted = this.view();
    if (this.#waiting.length > 0) {
      for (let from = 0; from < this.#waiting.length; from += 50) {
        const { results } = await this.#client.push(this.#waiting.slice(from, from + 50));
        expect(results.filter(([, status]) => status !== 'ok' && status !== 'noop')).toEqual([]);
      }
      this.executed.push(...this.#waiting.map(({ kind }) => kind));
    }
    const stop = this.#test.cache.onChanged(() => expect(this.view()).toEqual(predicted));
    await this.#pull();
    stop();
    expect(this.#waiting).toEqual([]);
    expect(this.view()).toEqual(predicted);
    expect(this.#all().some((note) => note.pending)).toBe(false);
  }

  async #pull(): Promise<void> {
    const { cache } = this.#test;
    const { pull } = this.#world.services();
    for (;;) {
      const pending = this.#waiting.map(({ uid }) => uid);
      const request = this.#client.request({ cursor: cache.cursor(), pending, collections: {} });
      const page = await pull.pull(this.#client.session, request);
      for (const slice of cache.applyPage(page, { now: this.#world.clock.now(), sliceRows: 2 })) void slice;
      const acked = new Set(cache.ackedUids());
      this.#waiting = this.#waiting.filter(({ uid }) => !acked.has(uid));
      cache.clearAcked([...acked]);
      if (page.done) break;
    }
    this.#showAhead();
  }

  /** First fill: nothing is predicted yet. */
  async fill(): Promise<void> {
    await this.#pull();
  }

  close(): Promise<void> {
    return this.#test.directory.remove();
  }
}

describe.each(databaseKinds())('predictions on %s', (kind) => {
  it(
    'of every kind of mutation, stacked and chained, are what the server makes of it when nothing else happens (C8)',
    { timeout: 300_000 },
    async () => {
      const world = await SyncWorld.open(kind);
      const records = [candidateFixture(), candidateFixture()];
      await withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
      const executed = new Map<string, number>();
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.array(step, { minLength: 10, maxLength: 40 }),
            fc.integer({ min: -5_000, max: 5_000 }),
            async (steps, skew) => {
              const client = await world.user('EMPLOYER', OWN);
              const other = await world.device(client.session.userId, 'EMPLOYER');
              const candidates = records.map(({ id }) => id);
              const device = new Device({ world, client, candidates, skew }, await openTestDatabase());
              try {
                await device.fill();
                for (const item of steps) await device.run(item, other);
                await device.sync();
                for (const name of device.executed) executed.set(name, (executed.get(name) ?? 0) + 1);
              } finally {
                await device.close();
                await world.knex('note').delete();
              }
            },
          ),
          { numRuns: RUNS },
        );
        // A property about mutations that never ran proves nothing.
        for (const name of Object.keys(MUTATIONS)) expect([name, executed.get(name) ?? 0]).not.toEqual([name, 0]);
      } finally {
        await world.close();
      }
    },
  );
});
