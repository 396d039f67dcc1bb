import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import { createJudgementsRepository } from '#db/candidates/judgements.repository.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createSavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { createSettingsRepository } from '#db/settings/settings.repository.ts';
import type { openTestDatabase } from '#db/testing/open-test-database.ts';
import { createCandidateOutputService } from '#core/candidates/candidate-output.service.ts';
import { createContactRequestsService } from '#core/candidates/contact-requests.service.ts';
import { filterConfig } from '#core/candidates/filter-config.ts';
import { createNotesService } from '#core/candidates/notes.service.ts';
import { createSavedSearchesService } from '#core/candidates/saved-searches.service.ts';
import { newMutation, type NewMutation } from '#core/new-mutation.ts';
import { createSettingsService } from '#core/settings/settings.service.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { canFollow, CONTACT_OUTCOMES } from '@hallowerk/contract/candidates/contact-request.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { createContactRequestsService as createServerRequests } from '../../server/candidates/contact-requests.service.ts';
import type { SyncClient } from '../../server/testing/sync-client.ts';
import type { SyncWorld } from '../../server/testing/sync-world.ts';
import type { PredictionStep } from './prediction-steps.ts';
import { PredictingVacancies } from './predicting-vacancies.ts';

export interface PredictingDeviceOptions {
  readonly world: SyncWorld;
  readonly client: SyncClient;
  readonly candidates: readonly string[];
  /** The device's clock minus the server's, milliseconds. */
  readonly skew: number;
  readonly test: Awaited<ReturnType<typeof openTestDatabase>>;
}

type Name = PredictionStep['do'];
type Action<N extends Name> = (item: Extract<PredictionStep, { do: N }>, other: SyncClient) => void | Promise<void>;

/** One device as the program runs it: real cache, real services, real protocol; only HTTP is left out. */
export class PredictingDevice {
  /** Kinds of mutations that the server carried out. */
  readonly executed: string[] = [];
  readonly #options: PredictingDeviceOptions;
  readonly #repositories;
  readonly #services;
  readonly #vacancies: PredictingVacancies;
  readonly #deleted: string[] = [];
  #waiting: Mutation[] = [];

  constructor(options: PredictingDeviceOptions) {
    const { database } = options.test;
    this.#options = options;
    this.#repositories = {
      notes: createNotesRepository(database),
      requests: createContactRequestsRepository(database),
      searches: createSavedSearchesRepository(database),
      judgements: createJudgementsRepository(database),
      settings: createSettingsRepository(database),
    };
    this.#vacancies = new PredictingVacancies({
      ...{ database, candidates: options.test.candidates, clock: this.#clock(), me: () => this.#me() },
      mutateAll: (mutations) => mutations.forEach((mutation) => this.#mutate(mutation)),
    });
    this.#services = this.#compose();
  }

  #compose() {
    const { test, skew } = this.#options;
    const { notes, requests, searches, judgements, settings } = this.#repositories;
    const { candidates, search } = test;
    const clock = this.#clock();
    const mutate = (mutation: NewMutation): void => this.#mutate(mutation);
    const me = (): Me => this.#me();
    return {
      notes: createNotesService({ notes, candidates, clock, me, mutate }),
      contactRequests: createContactRequestsService({
        requests,
        candidates,
        // Asking is online and no mutation: it happens on the server, see `ask`.
        client: { requestContactData: () => Promise.reject(new Error('Nobody asks through this device')) },
        clock,
        me,
        pull: () => undefined,
        mutate,
      }),
      savedSearches: createSavedSearchesService({
        searches,
        judgements,
        candidates,
        search,
        capacity: { known: () => null },
        filterConfig: () => filterConfig([], [], search.filterOptions(), false),
        clock,
        offsetMs: () => skew,
        me,
        mutate,
      }),
      preferences: createSettingsService({
        settings,
        local: { preferences: () => ({}), setPreference: () => undefined },
        clock,
        mutate,
      }),
      output: createCandidateOutputService({
        candidates,
        detail: () => expect.unreachable('Nothing is shown here'),
        platform: {
          canSavePdf: false,
          savePdf: () => Promise.resolve({ saved: false }),
          saveFile: () => Promise.resolve({ saved: false }),
        },
        clock,
        requireRoom: () => undefined,
        mutate,
      }),
      favourite: (candidate: string, on: boolean) => mutate(newMutation(clock, 'favourite.set', { candidate, on })),
    };
  }

  #clock() {
    const { world, skew } = this.#options;
    return {
      now: () => world.clock.now().getTime() + skew,
      random: () => 0,
      wait: () => Promise.resolve(),
      breathe: () => Promise.resolve(),
    };
  }

  #mutate(mutation: NewMutation): void {
    this.#waiting.push({ ...mutation, offset_ms: this.#options.skew });
    this.#showAhead();
  }

  #me(): Me {
    const { userId: id, role, rights } = this.#options.client.session;
    const names = { organizationName: 'O', municipalityName: 'M', regionCodes: ['AM21'] };
    return {
      id,
      fullName: `User ${id}`,
      email: `${id}@example.nl`,
      role,
      roleName: null,
      rights: [...rights],
      ...names,
    };
  }

  #showAhead(): void {
    this.#options.test.cache.setOverlay(this.#waiting);
  }

  #notes() {
    return this.#options.candidates.flatMap((id) => this.#repositories.notes.list(id, this.#me()));
  }

  #ownNote(at: number) {
    return chosen(
      this.#notes().filter(({ own }) => own),
      at,
    );
  }

  #searches() {
    return this.#repositories.searches.list(this.#me());
  }

  #ownSearch(at: number) {
    return chosen(
      this.#searches().filter(({ own }) => own),
      at,
    );
  }

  #requests() {
    return this.#repositories.requests.list(this.#me().id, null);
  }

  #candidate(at: number): string {
    return this.#options.candidates[at] ?? '';
  }

  /** Everything a mutation can change, as the user sees it. */
  view(): unknown {
    const { notes, judgements, settings } = this.#repositories;
    return {
      notes: this.#notes().map((note) => ({ ...note, pending: null })),
      counts: this.#options.candidates.map((id) => notes.count(id)),
      // Those of a note that was deleted for a while come back from the server with it: that is no prediction.
      conflicts: notes
        .conflicts()
        .filter(({ noteId }) => !this.#deleted.includes(noteId))
        .map(({ id }) => id),
      requests: this.#requests().map((request) => ({ ...request, pending: null })),
      searches: this.#searches().map((search) => ({ ...search, pending: null })),
      judgements: this.#searches().map(({ id }) => [...judgements.ofSearch(id)].toSorted()),
      favourites: [...this.#options.test.favourites.ids()].toSorted(),
      settings: settings.values(),
      ...this.#vacancies.view(),
    };
  }

  async run<N extends Name>(item: Extract<PredictionStep, { do: N }>, other: SyncClient): Promise<void> {
    const action = this.#actions[item.do] as Action<N>;
    await action(item, other);
  }

  readonly #actions: { readonly [N in Name]: Action<N> } = {
    favourite: ({ who, on }) => this.#services.favourite(this.#candidate(who), on),
    add: ({ who, text, scope }) => {
      this.#services.notes.addNote({ candidateId: this.#candidate(who), text, scope });
    },
    edit: ({ pick, text, scope }) => {
      const note = this.#ownNote(pick);
      if (note !== undefined) this.#services.notes.editNote({ id: note.id, text, scope: scope ?? undefined });
    },
    delete: ({ pick }) => {
      const note = this.#ownNote(pick);
      if (note === undefined) return;
      this.#services.notes.deleteNote({ id: note.id });
      this.#deleted.push(note.id);
    },
    undo: ({ pick }) => {
      const id = chosen(this.#deleted, pick);
      if (id !== undefined) this.#services.notes.editNote({ id, text: 'terug' });
    },
    resolve: ({ keep }) => {
      const [conflict] = this.#repositories.notes.conflicts();
      if (conflict !== undefined) this.#services.notes.resolveConflict({ id: conflict.id, keep });
    },
    theme: ({ value }) => this.#services.preferences.setPreference({ key: 'appearance.theme', value }),
    ask: ({ who }) => this.#ask(this.#candidate(who)),
    outcome: ({ pick, next, text }) => {
      const request = chosen(this.#requests(), pick);
      if (request === undefined) return;
      const { outcome: current, id: requestId } = request;
      const possible = CONTACT_OUTCOMES.codes.filter((code) => code === current || canFollow(code, current));
      const outcome = chosen(possible, next) ?? current;
      this.#services.contactRequests.recordContactOutcome({ requestId, outcome, note: text });
    },
    save: ({ text, query, scope }) => {
      this.#services.savedSearches.saveSearch({ id: null, name: text, query, scope });
    },
    'save-again': ({ pick, text, query, scope }) => {
      const search = this.#ownSearch(pick);
      if (search !== undefined) this.#services.savedSearches.saveSearch({ id: search.id, name: text, query, scope });
    },
    'delete-search': ({ pick }) => {
      const search = this.#ownSearch(pick);
      if (search !== undefined) this.#services.savedSearches.deleteSearch({ id: search.id });
    },
    mark: ({ pick, pinned, watch }) => {
      const search = chosen(this.#searches(), pick);
      if (search === undefined) return;
      this.#services.savedSearches.markSearch({ id: search.id, pinned: pinned ?? undefined, watch });
    },
    visit: ({ pick }) => {
      const search = chosen(this.#searches(), pick);
      if (search !== undefined) this.#services.savedSearches.visitSearch({ id: search.id });
    },
    judge: ({ pick, who, value }) => {
      const search = chosen(this.#searches(), pick);
      if (search === undefined) return;
      this.#services.savedSearches.judge({ searchId: search.id, candidateId: this.#candidate(who), value });
    },
    print: ({ who }) => this.#services.output.recordPrint({ ids: [this.#candidate(who)] }),
    vacancy: (item) => this.#vacancies.create(item),
    'change-vacancy': (item) => this.#vacancies.change(item),
    'decide-vacancy': (item) => this.#vacancies.decide(item),
    overtaken: async (item, other) => {
      await this.sync();
      const { world } = this.#options;
      const stale = this.#vacancies.staleEdit(item, world.clock.now());
      if (stale === null) return;
      await other.push([stale]);
      await this.#pull();
    },
    'choose-version': ({ keep }) => this.#vacancies.choose(keep),
    propose: ({ pick, who, text }) => this.#vacancies.propose(pick, this.#candidate(who), text),
    answer: (item) => this.#vacancies.answer(item),
    elsewhere: (item, other) => this.#elsewhere(item, other),
    tick: ({ ms }) => this.#options.world.clock.advance(ms),
    sync: () => this.sync(),
  };

  /** What is asked online happens while nothing waits: then it is no prediction that fails. */
  async #ask(candidateId: string): Promise<void> {
    await this.sync();
    const { world, client } = this.#options;
    const { knex, clock } = world;
    await createServerRequests({ knex, clock }).request(client.session, candidateId, {
      id: randomUUID(),
      vacancyId: null,
    });
    await this.#pull();
  }

  /** The other device of the user edits a note, also while nothing waits. */
  async #elsewhere({ pick, text, ago }: { pick: number; text: string; ago: number }, other: SyncClient): Promise<void> {
    const note = this.#ownNote(pick);
    await this.sync();
    if (note === undefined) return;
    const { world } = this.#options;
    const edit_ts = new Date(world.clock.now().getTime() - ago).toISOString();
    const args = { id: note.id, set: { text }, seen: {} };
    await other.push([{ uid: randomUUID(), kind: 'note.edit', ver: 1, edit_ts, offset_ms: 0, deps: [], args }]);
    await this.#pull();
    world.clock.advance(1);
  }

  /** Sends and fetches; what is seen afterwards, and at every moment in between, is what was predicted (C8). */
  async sync(): Promise<void> {
    const predicted = this.view();
    if (this.#waiting.length > 0) {
      for (let from = 0; from < this.#waiting.length; from += 50) {
        const { results } = await this.#options.client.push(this.#waiting.slice(from, from + 50));
        expect(results.filter(([, status]) => status !== 'ok' && status !== 'noop')).toEqual([]);
      }
      this.executed.push(...this.#waiting.map(({ kind }) => kind));
    }
    const stop = this.#options.test.cache.onChanged(() => expect(this.view()).toEqual(predicted));
    await this.#pull();
    stop();
    expect(this.#waiting).toEqual([]);
    expect(this.view()).toEqual(predicted);
    const rows = [...this.#notes(), ...this.#requests(), ...this.#searches(), ...this.#vacancies.rows()];
    expect(rows.some(({ pending }) => pending)).toBe(false);
  }

  async #pull(): Promise<void> {
    const { world, client, test } = this.#options;
    const { cache } = test;
    const { pull } = world.services();
    for (;;) {
      const pending = this.#waiting.map(({ uid }) => uid);
      const request = client.request({ cursor: cache.cursor(), pending, collections: {} });
      const page = await pull.pull(client.session, request);
      for (const slice of cache.applyPage(page, { now: world.clock.now(), sliceRows: 2 })) void slice;
      const acked = new Set(cache.ackedUids());
      this.#waiting = this.#waiting.filter(({ uid }) => !acked.has(uid));
      cache.clearAcked([...acked]);
      if (page.done) break;
    }
    this.#showAhead();
  }

  /** First fill: nothing is predicted yet. */
  fill(): Promise<void> {
    return this.#pull();
  }

  close(): Promise<void> {
    return this.#options.test.directory.remove();
  }
}

function chosen<T>(all: readonly T[], at: number): T | undefined {
  return all[at % Math.max(1, all.length)];
}
