import { isDeepStrictEqual } from 'node:util';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { writeLatest } from '../shared/last-writer.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { isVisible } from '../shared/visibility.ts';
import { lockOwnSearch, searchColumns, type SearchContent } from './saved-search-row.ts';
import { applySearchEdit, type SearchEdit } from './search-rules.ts';

/** Live searches of one user. */
export const MAX_SEARCHES = 200;
const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

/**
 * Makes or replaces a saved search (BX-06). Only by its owner; an id of somebody else is refused as if it were not there.
 * A search that was deleted comes back when this is newer than its deletion.
 */
export async function putSearch(
  context: MutationContext,
  { id, name, query, scope, seen }: MutationArgs<'savedSearch.put'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  const content = { name, query, scope };
  if (await insertSearch(context, id, content)) return 'ok';
  return edit(context, id, { content, ...stampOf(context), seen: seen === null ? null : new Date(seen) });
}

/** Deletes, unless something newer was written; its marks and judgements go out of sight with it. */
export async function deleteSearch(
  context: MutationContext,
  { id, seen }: MutationArgs<'savedSearch.delete'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  return edit(context, id, { content: null, ...stampOf(context), seen: new Date(seen) });
}

/** Pins, watches and visits of one user, of a search that he can see: last writer as a whole. */
export async function setSearchMark(
  context: MutationContext,
  { search, pinned, watch, lastSeenAt }: MutationArgs<'searchMark.set'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  await requireSearch(context, search);
  const values = { pinned, watch, last_seen_at: lastSeenAt === null ? null : new Date(lastSeenAt) };
  const before = await writeLatest<typeof values>(context.trx, {
    table: 'search_mark',
    key: { user_id: context.session.userId, search_id: search },
    values,
    stamp: stampOf(context),
  });
  if (before === null) return 'ok';
  if (before === 'lost') return 'noop';
  const { pinned: wasPinned, watch: watched, last_seen_at } = before;
  return isDeepStrictEqual({ pinned: wasPinned, watch: watched, last_seen_at }, values) ? 'noop' : 'ok';
}

/**
 * What the user thinks of a candidate within a search that he can see: last writer, taking back remembered. Only somebody
 * who is visible now can be judged; taking back is always possible, and whether the candidate exists makes no difference to
 * the answer.
 */
export async function setJudgement(
  context: MutationContext,
  { search, candidate, value }: MutationArgs<'judgement.set'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  await requireSearch(context, search);
  const { trx, session } = context;
  if (value !== null && !(await isVisible(trx, context.scopeKeys, CANDIDATES, candidate)))
    throw new MutationRefusedError('not_available');
  const exists = await trx('candidate').where({ id: candidate }).forKeyShare().first('id');
  if (exists === undefined) return 'noop';
  const before = await writeLatest<{ value: string | null }>(trx, {
    table: 'judgement',
    key: { user_id: session.userId, search_id: search, candidate_id: candidate },
    values: { value },
    stamp: stampOf(context),
  });
  if (before === 'lost') return 'noop';
  return (before?.value ?? null) === value ? 'noop' : 'ok';
}

function requireRight({ ability }: MutationContext): void {
  if (!ability.can('edit', 'SavedSearch')) throw new MutationRefusedError('not_available');
}

function stampOf({ effectiveAt, session }: MutationContext) {
  return { at: effectiveAt, device: session.deviceId };
}

/** True when the id was free. */
async function insertSearch(context: MutationContext, id: string, content: SearchContent): Promise<boolean> {
  const { trx, session } = context;
  const { userId: owner_id } = session;
  if ((await trx('saved_search').where({ id }).first('id')) !== undefined) return false;
  await requireRoom(context);
  const inserted = await trx('saved_search')
    .insert({
      id,
      owner_id,
      organization_id: trx('app_user').where({ id: owner_id }).select('organization_id'),
      ...searchColumns({ content, ...stampOf(context) }),
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  return inserted.length > 0;
}

async function requireRoom({ trx, session }: MutationContext): Promise<void> {
  const live = await trx('saved_search').where({ owner_id: session.userId, is_live: true }).count({ n: '*' }).first();
  if (Number(live?.n ?? 0) >= MAX_SEARCHES) throw new MutationRefusedError('limit');
}

async function edit(context: MutationContext, id: string, change: SearchEdit<SearchContent>): Promise<'ok' | 'noop'> {
  const state = await lockOwnSearch(context.trx, id, context.session.userId);
  if (state === null) throw new MutationRefusedError('not_available');
  const next = applySearchEdit(state, change);
  if (next === state) return 'noop';
  if (state.content === null && next.content !== null) await requireRoom(context);
  await context.trx('saved_search').where({ id }).update(searchColumns(next));
  return isDeepStrictEqual(next.content, state.content) ? 'noop' : 'ok';
}

/** Asks the tables and not the entries: a search that was made earlier in the same push has none yet. */
async function requireSearch({ trx, session }: MutationContext, id: string): Promise<void> {
  const seen = await trx('search_viewer').where({ search_id: id, user_id: session.userId }).first('search_id');
  if (seen === undefined) throw new MutationRefusedError('not_available');
}
