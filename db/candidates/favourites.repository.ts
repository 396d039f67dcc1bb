import type { Favourite } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import { candidateNames } from './candidate-names.ts';

export interface FavouriteLine {
  readonly candidateId: string;
  /** null when the profile is not visible (any more): the row stays, without personal data (HW-FAV-10). */
  readonly name: string | null;
  /** Not sent, or sent and not yet seen back. */
  readonly pending: boolean;
}

export interface FavouritesRepository {
  /** Candidate ids: those of the server with the waiting changes on top. */
  ids(): ReadonlySet<string>;
  /** Sorted by name as Dutch sorts; invisible profiles always last, then by id. */
  list(page: { offset: number; limit: number; sort: 'name-asc' | 'name-desc' }): {
    total: number;
    items: FavouriteLine[];
  };
}

const FAVOURITE = COLLECTIONS.favourite.number;
const DUTCH = new Intl.Collator('nl');

/** Favourites of the signed-in user (HW-FAV): synced rows merged with the overlay of unsent changes. */
export function createFavouritesRepository(database: LocalDatabase): FavouritesRepository {
  const { connection } = database;
  const statements = {
    rows: connection.prepare<string>('select d from row where coll = ?').pluck(),
    overlay: connection.prepare<{ id: string; gone: number }>('select id, gone from overlay where coll = ? order by n'),
  };
  /** Candidate id → is the change still pending. */
  let merged: ReadonlyMap<string, boolean> | null = null;
  let ids: ReadonlySet<string> | null = null;
  database.changes.listen(({ collections }) => {
    if (!collections.includes(FAVOURITE)) return;
    merged = null;
    ids = null;
  });

  const current = (): ReadonlyMap<string, boolean> => {
    if (merged !== null) return merged;
    const lines = new Map<string, boolean>();
    for (const content of statements.rows.all(FAVOURITE)) {
      lines.set((JSON.parse(content) as Favourite).candidateId, false);
    }
    for (const { id, gone } of statements.overlay.all(FAVOURITE)) {
      if (gone === 1) lines.delete(id);
      else lines.set(id, true);
    }
    merged = lines;
    return lines;
  };
  const nameOf = candidateNames(database);

  return {
    ids: () => {
      ids ??= new Set(database.read(current).keys());
      return ids;
    },
    list: ({ offset, limit, sort }) =>
      database.read(() => {
        const lines = [...current()].map(([candidateId, pending]) => ({
          candidateId,
          name: nameOf(candidateId),
          pending,
        }));
        lines.sort(byName(sort === 'name-asc' ? 1 : -1));
        return { total: lines.length, items: lines.slice(offset, offset + limit) };
      }),
  };
}

function byName(direction: 1 | -1): (a: FavouriteLine, b: FavouriteLine) => number {
  return (a, b) => {
    if (a.name !== null && b.name !== null) {
      const order = DUTCH.compare(a.name, b.name) * direction;
      if (order !== 0) return order;
    } else if (a.name !== b.name) {
      return a.name === null ? 1 : -1;
    }
    return a.candidateId < b.candidateId ? -1 : a.candidateId > b.candidateId ? 1 : 0;
  };
}
