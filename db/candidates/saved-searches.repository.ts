import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { SavedSearch, SearchMark } from '@hallowerk/contract/candidates/saved-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import { foldOverlay, type StoredLine } from '../sync/overlay.ts';

/** What the user does with one search; the first values are those of a search that he never touched. */
export type Mark = Pick<SearchMark, 'pinned' | 'watch' | 'lastSeenAt'>;

/** A search with what waits of it. Without an owner: saved on this device and not seen by the server yet. */
export type StoredSearch = Omit<SavedSearch, 'ownerId' | 'ownerName'> &
  Partial<Pick<SavedSearch, 'ownerId' | 'ownerName'>>;

/** As the screen shows it, without what only a search can tell. */
export type SavedSearchLine = Omit<SavedSearchRow, 'fresh' | 'lost'>;

export interface SavedSearchesRepository {
  /** Own ones and those that colleagues share: pinned first, then by name as Dutch sorts. `me` owns what was just saved. */
  list(me: Pick<Me, 'id' | 'fullName'>): SavedSearchLine[];
  find(id: string): StoredSearch | null;
  /** Also of one that was deleted here while its deletion waits. */
  nameOf(id: string): string | null;
  mark(searchId: string): Mark;
  /** uid of the mutation that makes the search, while the server does not have it: what must succeed first. */
  waitingCreate(id: string): string | null;
}

const SAVED_SEARCH = COLLECTIONS.savedSearch.number;
const SEARCH_MARK = COLLECTIONS.searchMark.number;
const UNTOUCHED: Mark = { pinned: false, watch: 'OFF', lastSeenAt: null };
const DUTCH = new Intl.Collator('nl');

/** Saved searches as synced, with marks and the waiting changes on top: also those that exist only there (BX-06). */
export function createSavedSearchesRepository(database: LocalDatabase): SavedSearchesRepository {
  const { connection } = database;
  const statements = {
    ids: connection
      .prepare<string>(
        `select id from row where coll = ${SAVED_SEARCH} union select id from overlay where coll = ${SAVED_SEARCH}`,
      )
      .pluck(),
    row: connection.prepare<string>(`select d from row where coll = ${SAVED_SEARCH} and id = ?`).pluck(),
    markRow: connection
      .prepare<string>(`select d from row where coll = ${SEARCH_MARK} and d ->> '$.searchId' = ?`)
      .pluck(),
    lines: connection.prepare<StoredLine & { uid: string }>(
      'select uid, patch, gone from overlay where coll = ? and id = ? order by n',
    ),
  };

  const read = (id: string): { search: StoredSearch; gone: boolean; pending: boolean } | null => {
    const content = statements.row.get(id);
    const lines = statements.lines.all(SAVED_SEARCH, id);
    const folded = foldOverlay<SavedSearch>(content === undefined ? null : (JSON.parse(content) as SavedSearch), lines);
    if (folded === null) return null;
    return { search: folded.fields as StoredSearch, gone: folded.gone, pending: lines.length > 0 };
  };

  const readMark = (searchId: string): { mark: Mark; pending: boolean } => {
    const content = statements.markRow.get(searchId);
    const lines = statements.lines.all(SEARCH_MARK, searchId);
    const row = content === undefined ? null : (JSON.parse(content) as SearchMark);
    const { pinned, watch, lastSeenAt } = { ...UNTOUCHED, ...foldOverlay<SearchMark>(row, lines)?.fields };
    return { mark: { pinned, watch, lastSeenAt }, pending: lines.length > 0 };
  };

  const line = (id: string, me: Pick<Me, 'id' | 'fullName'>): SavedSearchLine[] => {
    const found = read(id);
    if (found === null || found.gone) return [];
    const { mark, pending } = readMark(id);
    const { ownerId = me.id, ownerName = me.fullName } = found.search;
    const own = ownerId === me.id;
    return [{ ...found.search, ownerId, ownerName, own, ...mark, pending: found.pending || pending }];
  };

  return {
    list: (me) =>
      database.read(() =>
        statements.ids
          .all()
          .flatMap((id) => line(id, me))
          .sort(pinnedFirst),
      ),
    find: (id) =>
      database.read(() => {
        const found = read(id);
        return found === null || found.gone ? null : found.search;
      }),
    nameOf: (id) => database.read(() => read(id)?.search.name ?? null),
    mark: (searchId) => database.read(() => readMark(searchId).mark),
    waitingCreate: (id) =>
      database.read(() =>
        statements.row.get(id) === undefined ? (statements.lines.get(SAVED_SEARCH, id)?.uid ?? null) : null,
      ),
  };
}

function pinnedFirst(one: SavedSearchLine, other: SavedSearchLine): number {
  if (one.pinned !== other.pinned) return one.pinned ? -1 : 1;
  return DUTCH.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);
}
