import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { JudgementsRepository } from '#db/candidates/judgements.repository.ts';
import type {
  Mark,
  SavedSearchesRepository,
  SavedSearchLine,
  StoredSearch,
} from '#db/candidates/saved-searches.repository.ts';
import type { CandidateSearch } from '#db/search/candidate-search.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { CandidateQuery, Judgement } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { FilterConfig, SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import type { MutationArgs, MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import { lostOptions, withoutLost } from './lost-options.ts';
import type { PhysicalCapacityReader } from './physical-capacity.ts';

export interface SavedSearchesServiceOptions {
  readonly searches: SavedSearchesRepository;
  readonly judgements: JudgementsRepository;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly search: Pick<CandidateSearch, 'countFresh'>;
  readonly capacity: Pick<PhysicalCapacityReader, 'known'>;
  readonly filterConfig: () => FilterConfig;
  readonly clock: Clock;
  /** Our clock minus the server's, milliseconds. */
  readonly offsetMs: () => number;
  readonly me: () => Me;
  /** Keeps the mutation durably, shows it at once and has it sent. */
  readonly mutate: (mutation: NewMutation) => void;
}

/** Saved and watched searches, and what the user thought of their hits (BX-06). All of it works without a connection. */
export interface SavedSearchesService {
  /** Own and shared ones; pinned first, then by name. */
  savedSearches(): Promise<SavedSearchRow[]>;
  /** Throws `DesktopError` NOT_FOUND without the search, REFUSED `not-owner` for one of a colleague. */
  saveSearch(input: { id: string | null; name: string; query: CandidateQuery; scope: NoteScope }): { id: string };
  /** Does nothing when it is gone already. Throws `DesktopError` REFUSED `not-owner`. */
  deleteSearch(input: { id: string }): void;
  /** Watching begins with what changes from now on. Throws `DesktopError` NOT_FOUND. */
  markSearch(input: { id: string; pinned?: boolean | undefined; watch?: Mark['watch'] | undefined }): void;
  /** Does nothing when the search is gone. */
  visitSearch(input: { id: string }): void;
  /** Null takes it back, also of somebody who is not visible any more. Throws `DesktopError` NOT_FOUND. */
  judge(input: { searchId: string; candidateId: string; value: Judgement | null }): void;
}

export function createSavedSearchesService(options: SavedSearchesServiceOptions): SavedSearchesService {
  const { searches, judgements, candidates, clock, me } = options;

  /** What is done to a search that the server may not have yet must not overtake it. */
  function send<K extends MutationKind>(kind: K, args: MutationArgs<K>, searchId: string): void {
    const creation = searches.waitingCreate(searchId);
    options.mutate(newMutation(clock, kind, args, creation === null ? [] : [creation]));
  }

  function existing(id: string): StoredSearch {
    const search = searches.find(id);
    if (search === null) throw new DesktopError('NOT_FOUND', 'Deze zoekopdracht is er niet (meer).');
    return search;
  }

  function requireOwner({ ownerId }: StoredSearch): void {
    if (ownerId === undefined || ownerId === me().id) return;
    const message = 'Alleen wie de zoekopdracht heeft bewaard, kan die wijzigen.';
    throw new DesktopError('REFUSED', message, { reason: 'not-owner' });
  }

  const serverNow = (): string => new Date(clock.now() - options.offsetMs()).toISOString();

  function setMark(searchId: string, change: Partial<Mark>): void {
    const before = searches.mark(searchId);
    const after = { ...before, ...change };
    if (!isDeepStrictEqual(before, after)) send('searchMark.set', { search: searchId, ...after }, searchId);
  }

  /** Null for a search that cannot be counted: not watched, or by what only the server knows. */
  function fresh(line: SavedSearchLine, query: CandidateQuery): number | null {
    if (line.watch !== 'APP') return null;
    if (line.lastSeenAt === null) return 0;
    const physicalCapacity = options.capacity.known();
    if (physicalCapacity === null && (query.filters.physicalCapacity ?? []).length > 0) return null;
    return options.search.countFresh({
      query,
      now: new Date(clock.now()),
      judged: judgements.ofSearch(line.id),
      freshSince: line.lastSeenAt,
      ...(physicalCapacity === null ? {} : { physicalCapacity }),
    });
  }

  return {
    async savedSearches() {
      const config = options.filterConfig();
      const rows: SavedSearchRow[] = [];
      for (const line of searches.list(me())) {
        const lost = lostOptions(line.query, config);
        rows.push({ ...line, lost, fresh: fresh(line, withoutLost(line.query, lost)) });
        // Each watched search is a search of its own: what is being typed comes in between.
        if (line.watch === 'APP') await clock.breathe();
      }
      return rows;
    },
    saveSearch({ id, name, query, scope }) {
      if (id === null) {
        const made = randomUUID();
        send('savedSearch.put', { id: made, name, query, scope, seen: null }, made);
        return { id: made };
      }
      const before = existing(id);
      requireOwner(before);
      const isSame = isDeepStrictEqual([before.name, before.query, before.scope], [name, query, scope]);
      if (!isSame) send('savedSearch.put', { id, name, query, scope, seen: before.changedAt }, id);
      return { id };
    },
    deleteSearch({ id }) {
      const search = searches.find(id);
      if (search === null) return;
      requireOwner(search);
      send('savedSearch.delete', { id, seen: search.changedAt }, id);
    },
    markSearch({ id, pinned, watch }) {
      existing(id);
      const isFirst = watch === 'APP' && searches.mark(id).lastSeenAt === null;
      setMark(id, {
        ...(pinned !== undefined && { pinned }),
        ...(watch !== undefined && { watch }),
        ...(isFirst && { lastSeenAt: serverNow() }),
      });
    },
    visitSearch({ id }) {
      if (searches.find(id) === null) return;
      const { lastSeenAt } = searches.mark(id);
      const now = serverNow();
      if (lastSeenAt === null || Date.parse(now) > Date.parse(lastSeenAt)) setMark(id, { lastSeenAt: now });
    },
    judge({ searchId, candidateId, value }) {
      existing(searchId);
      if (value !== null && candidates.get(candidateId) === null) {
        throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
      }
      if ((judgements.ofSearch(searchId).get(candidateId) ?? null) === value) return;
      send('judgement.set', { search: searchId, candidate: candidateId, value }, searchId);
    },
  };
}
