import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import type { Trx } from '../database/transaction.ts';
import type { SearchState } from './search-rules.ts';

export interface SearchContent {
  readonly name: string;
  readonly query: CandidateQuery;
  readonly scope: NoteScope;
}

interface SavedSearchRow {
  readonly is_live: boolean;
  readonly name: string | null;
  readonly query: CandidateQuery | null;
  readonly scope: NoteScope;
  readonly changed_at: Date;
  readonly changed_device: string;
}

/** The search when this user owns it, deleted or not, locked until the end of the transaction; otherwise null. */
export async function lockOwnSearch(trx: Trx, id: string, ownerId: string): Promise<SearchState<SearchContent> | null> {
  const row: SavedSearchRow | undefined = await trx('saved_search')
    .where({ id, owner_id: ownerId })
    .forUpdate()
    .first();
  if (row === undefined) return null;
  const { name, query, scope } = row;
  return {
    content: name === null || query === null ? null : { name, query, scope },
    at: row.changed_at,
    device: row.changed_device,
  };
}

/** Of a deleted search nothing stays but its id, owner and time. */
export function searchColumns({ content, at, device }: SearchState<SearchContent>): Record<string, unknown> {
  return {
    is_live: content !== null,
    name: content?.name ?? null,
    query: content === null ? null : JSON.stringify(content.query),
    scope: content?.scope ?? 'PRIVATE',
    changed_at: at,
    changed_device: device,
  };
}
