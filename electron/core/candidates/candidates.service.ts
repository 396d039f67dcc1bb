import type { CandidatesRepository, StoredCandidate } from '#db/candidates/candidates.repository.ts';
import type { FavouriteLine, FavouritesRepository } from '#db/candidates/favourites.repository.ts';
import type { JudgementsRepository } from '#db/candidates/judgements.repository.ts';
import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import type { SavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import type { CandidateSearch, SearchInput } from '#db/search/candidate-search.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { candidateName, type CandidateCard, type PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateAreas, MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import type {
  CandidateQuery,
  CandidateSearchResult,
  CandidateSummary,
  PlaceSuggestion,
  Suggestion,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CandidateDetail, FavouriteRow, FilterConfig } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import type { CandidateDocuments } from './candidate-documents.ts';
import type { CandidateFiles, FileQuestion } from './candidate-files.ts';
import { candidateDetail } from './candidate-detail.ts';
import { filterConfig } from './filter-config.ts';
import type { PhysicalCapacityReader } from './physical-capacity.ts';

export interface CandidatesServiceOptions {
  readonly search: CandidateSearch;
  readonly candidates: CandidatesRepository;
  readonly favourites: FavouritesRepository;
  readonly notes: Pick<NotesRepository, 'count'>;
  readonly reference: ReferenceRepository;
  readonly savedSearches: Pick<SavedSearchesRepository, 'find' | 'mark'>;
  readonly judgements: JudgementsRepository;
  readonly capacity: PhysicalCapacityReader;
  readonly documents: CandidateDocuments;
  readonly files: Pick<CandidateFiles, 'file'>;
  readonly clock: Clock;
  readonly me: () => Me;
  readonly isOffline: () => boolean;
  /** Keeps the mutations durably, all or none of them, shows them at once and has them sent. */
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

/**
 * Candidates as the screens ask for them. Everything but physical capacity is answered from this device; nothing waits
 * for the network (features §5.15).
 */
export interface CandidatesService {
  /**
   * With a saved search: marks who changed since the user last looked, tells what he thought of them, and leaves out whom
   * he does not want (BX-06). A filter on physical capacity needs the server: `DesktopError` OFFLINE without it.
   */
  search(input: {
    query: CandidateQuery;
    offset: number;
    limit: number;
    savedSearchId?: string | undefined;
  }): Promise<CandidateSearchResult>;
  /** Where those whom `search` finds live, by place (BX-22). `DesktopError` OFFLINE as for `search`. */
  areas(input: { query: CandidateQuery; savedSearchId?: string | undefined }): Promise<CandidateAreas>;
  nearestPlace(point: MapPoint): PlaceSuggestion | null;
  suggest(input: { text: string }): Suggestion[];
  suggestPlaces(input: { text: string }): PlaceSuggestion[];
  place(input: { id: string }): PlaceSuggestion | null;
  /** The categories of the user's showcase (HW-EXP-07); all twelve where none is configured. */
  filterConfig(): FilterConfig;
  /** Physical capacity is counted online (security §8): `DesktopError` OFFLINE without the server. */
  openFilterCategory(input: { category: FilterCategory }): Promise<void>;
  /** Throws `DesktopError` NOT_FOUND when this user may not see the candidate (any more). */
  get(input: { id: string }): CandidateDetail;
  physicalCapacity(input: { id: string }): Promise<{ items: PhysicalCapacity[] }>;
  /** Online only (HW-PROF-03, -05, -06). Throws `DesktopError` OFFLINE, NOT_FOUND, REFUSED `file_too_large`. */
  file(input: FileQuestion, signal?: AbortSignal): Promise<File>;
  favourites(input: { offset: number; limit: number; sort: 'name-asc' | 'name-desc' }): {
    total: number;
    items: FavouriteRow[];
  };
  /** Saved on this device when it returns; sent when there is a connection (HW-FAV-01, -02). */
  setFavourite(input: { id: string; on: boolean }): void;
  /** Many at once, all or none of them saved. Passes over who is (not) a favourite already, and who cannot be seen. */
  setFavourites(input: { ids: readonly string[]; on: boolean }): { changed: number };
}

export function createCandidatesService(options: CandidatesServiceOptions): CandidatesService {
  const { search, candidates, favourites, reference, capacity, clock, me } = options;

  function visible(id: string): StoredCandidate {
    const stored = candidates.get(id);
    if (stored === null) throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
    return stored;
  }

  /** What the search box does not know of the saved search that is shown; nothing when that is gone. */
  function within(searchId: string | undefined): Pick<SearchInput, 'judged' | 'freshSince'> {
    if (searchId === undefined || options.savedSearches.find(searchId) === null) return {};
    const { lastSeenAt: freshSince } = options.savedSearches.mark(searchId);
    return { judged: options.judgements.ofSearch(searchId), freshSince };
  }

  async function asked(
    query: CandidateQuery,
    savedSearchId: string | undefined,
  ): Promise<Omit<SearchInput, 'offset' | 'limit'>> {
    const isUsed = (query.filters.physicalCapacity ?? []).length > 0;
    const physicalCapacity = isUsed ? await capacity.groups() : capacity.known();
    return {
      query,
      now: new Date(clock.now()),
      ...(physicalCapacity === null ? {} : { physicalCapacity }),
      ...within(savedSearchId),
    };
  }

  return {
    search: async ({ query, offset, limit, savedSearchId }) =>
      search.search({ ...(await asked(query, savedSearchId)), offset, limit }),
    areas: async ({ query, savedSearchId }) => search.areas(await asked(query, savedSearchId)),
    nearestPlace: (point) => search.nearestPlace(point),
    suggest: ({ text }) => search.suggest(text),
    suggestPlaces: ({ text }) => search.suggestPlaces(text),
    place: ({ id }) => search.place(id),
    filterConfig: () =>
      filterConfig(reference.showcases(), me().regionCodes, search.filterOptions(), options.isOffline()),
    async openFilterCategory({ category }) {
      if (category === 'physicalCapacity') await capacity.groups();
    },
    get: ({ id }) =>
      candidateDetail(visible(id), {
        reference,
        me: me(),
        favourite: favourites.ids().has(id),
        noteCount: options.notes.count(id),
        documents: options.documents(id),
      }),
    physicalCapacity: async ({ id }) => ({ items: await capacity.of(id) }),
    file: (input, signal) => options.files.file(input, signal),
    favourites(page) {
      const { total, items } = favourites.list(page);
      return { total, items: items.map((line) => favouriteRow(line, candidates)) };
    },
    setFavourite({ id, on }) {
      // Taking one away must also work for a profile that became invisible (HW-FAV-10).
      if (on) visible(id);
      options.mutateAll([newMutation(clock, 'favourite.set', { candidate: id, on })]);
    },
    setFavourites({ ids, on }) {
      const present = favourites.ids();
      const changed = [...new Set(ids)].filter((id) => present.has(id) !== on && (!on || candidates.get(id) !== null));
      if (changed.length === 0) return { changed: 0 };
      options.mutateAll(changed.map((candidate) => newMutation(clock, 'favourite.set', { candidate, on })));
      return { changed: changed.length };
    },
  };
}

function favouriteRow({ candidateId, pending }: FavouriteLine, candidates: CandidatesRepository): FavouriteRow {
  const stored = candidates.get(candidateId);
  return { candidateId, pending, candidate: stored === null ? null : summaryOf(stored.row) };
}

/** A line outside any search: nothing to score. */
function summaryOf(card: CandidateCard): CandidateSummary {
  const { id, city, oneLiner, workTypes, workingLevel, targetGroups, lastModifiedAt, lastConfirmedAt } = card;
  return {
    id,
    name: candidateName(card),
    city,
    oneLiner,
    workTypes,
    workingLevel,
    targetGroups,
    distanceKm: null,
    favourite: true,
    lastModifiedAt,
    lastConfirmedAt,
    score: 0,
    parts: [],
    fresh: false,
    judgement: null,
    other: false,
    tier: 'LITERAL',
  };
}
