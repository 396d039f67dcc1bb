import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import type { NOTE_SORTS, NoteListRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';

export interface NotesQuery {
  readonly offset: number;
  readonly limit: number;
  readonly sort: (typeof NOTE_SORTS)[number];
  readonly whose: 'all' | 'own' | 'others';
  /** Every word of it occurs in the note or in the name of the candidate; empty for all. */
  readonly text: string;
}

const DUTCH = new Intl.Collator('nl');

/** A page of the overview of notes; by name the newest note of each candidate comes first. */
export function pageOfNotes(
  rows: readonly NoteListRow[],
  { offset, limit, sort, whose, text }: NotesQuery,
): { total: number; items: NoteListRow[] } {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    if (whose !== 'all' && row.own !== (whose === 'own')) return false;
    if (words.length === 0) return true;
    const content = `${foldText(row.candidateName)}\n${foldText(row.text)}`;
    return words.every((word) => content.includes(word));
  });
  found.sort(ORDERS[sort]);
  return { total: found.length, items: found.slice(offset, offset + limit) };
}

type Order = (one: NoteListRow, other: NoteListRow) => number;

const ORDERS: Readonly<Record<NotesQuery['sort'], Order>> = {
  newest: newestFirst,
  oldest: (one, other) => newestFirst(other, one),
  'name-asc': (one, other) => DUTCH.compare(one.candidateName, other.candidateName) || newestFirst(one, other),
  'name-desc': (one, other) => DUTCH.compare(other.candidateName, one.candidateName) || newestFirst(one, other),
};

/** The order of notes everywhere; the id decides between two of the same moment, so that it never changes by itself. */
export function newestFirst(
  one: { readonly id: string; readonly createdAt: string },
  other: { readonly id: string; readonly createdAt: string },
): number {
  if (one.createdAt !== other.createdAt) return Date.parse(other.createdAt) - Date.parse(one.createdAt);
  if (one.id === other.id) return 0;
  return one.id < other.id ? 1 : -1;
}
