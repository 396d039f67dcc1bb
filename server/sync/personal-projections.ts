import type { Knex } from 'knex';
import type { Favourite } from '@hallowerk/contract/candidates/candidate.ts';
import type { Note, NoteConflict } from '@hallowerk/contract/candidates/note.ts';
import type { CandidateJudgement, SavedSearch, SearchMark } from '@hallowerk/contract/candidates/saved-search.ts';
import type { Setting } from '@hallowerk/contract/settings/setting.ts';

/**
 * What of a row leaves the server, per collection: lists of fields written out, never a table or an object passed on
 * whole, so that a new internal field stays inside until somebody names it here (sync §2.1, §5.9). In this file what users
 * add themselves.
 */
export type Project = (trx: Knex, ids: readonly string[]) => Promise<readonly { readonly id: string }[]>;

export const favourites: Project = async (trx, ids) => {
  const rows = await trx('favourite').whereIn('id', ids).select('id', 'candidate_id', 'created_at');
  return rows.map((row): Favourite => ({
    id: row.id,
    candidateId: row.candidate_id,
    createdAt: row.created_at.toISOString(),
  }));
};

export const notes: Project = async (trx, ids) => {
  const rows = await trx('note as n')
    .join('app_user as u', 'u.id', 'n.author_id')
    .whereIn('n.id', ids)
    .select('n.id', 'n.candidate_id', 'n.author_id', 'u.full_name', 'n.text', 'n.scope')
    .select('n.created_at', 'n.text_at', 'n.scope_at');
  return rows.map((row): Note => ({
    id: row.id,
    candidateId: row.candidate_id,
    authorId: row.author_id,
    authorName: row.full_name,
    text: row.text,
    scope: row.scope,
    createdAt: row.created_at.toISOString(),
    textAt: row.text_at.toISOString(),
    scopeAt: row.scope_at.toISOString(),
  }));
};

export const noteConflicts: Project = async (trx, ids) => {
  const rows = await trx('note_conflict as x')
    .join('note as n', 'n.id', 'x.note_id')
    .whereIn('x.id', ids)
    .select('x.id', 'x.note_id', 'n.candidate_id', 'x.other_text', 'x.other_at', 'x.created_at');
  return rows.map((row): NoteConflict => ({
    id: row.id,
    noteId: row.note_id,
    candidateId: row.candidate_id,
    otherText: row.other_text,
    otherAt: row.other_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  }));
};

export const savedSearches: Project = async (trx, ids) => {
  const rows = await trx('saved_search as s')
    .join('app_user as u', 'u.id', 's.owner_id')
    .whereIn('s.id', ids)
    .select('s.id', 's.owner_id', 'u.full_name', 's.name', 's.query', 's.scope', 's.changed_at');
  return rows.map((row): SavedSearch => ({
    id: row.id,
    ownerId: row.owner_id,
    ownerName: row.full_name,
    name: row.name,
    query: row.query,
    scope: row.scope,
    changedAt: row.changed_at.toISOString(),
  }));
};

export const searchMarks: Project = async (trx, ids) => {
  const rows = await trx('search_mark').whereIn('id', ids).select('id', 'search_id', 'pinned', 'watch', 'last_seen_at');
  return rows.map((row): SearchMark => ({
    id: row.id,
    searchId: row.search_id,
    pinned: row.pinned,
    watch: row.watch,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  }));
};

export const judgements: Project = async (trx, ids) => {
  const rows = await trx('judgement').whereIn('id', ids).select('id', 'search_id', 'candidate_id', 'value');
  return rows.map((row): CandidateJudgement => ({
    id: row.id,
    searchId: row.search_id,
    candidateId: row.candidate_id,
    value: row.value,
  }));
};

export const settings: Project = async (trx, ids) => {
  const rows = await trx('setting').whereIn('id', ids).select('id', 'key', 'value', 'effective_at');
  return rows.map((row): Setting => ({
    id: row.id,
    key: row.key,
    value: row.value,
    updatedAt: row.effective_at.toISOString(),
  }));
};
