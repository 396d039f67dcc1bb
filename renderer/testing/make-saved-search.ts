import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { testId } from './make-candidate.ts';

/** A saved search of this user that asks for 'kok'. */
export function makeSavedSearch(number: number, changes: Partial<SavedSearchRow> = {}): SavedSearchRow {
  return {
    id: testId(700 + number),
    ownerId: testId(800),
    ownerName: 'Noor Jansen',
    name: `Zoekopdracht ${number}`,
    query: { ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD', text: 'kok' }] },
    scope: 'PRIVATE',
    changedAt: '2026-09-24T12:00:00Z',
    own: true,
    pinned: false,
    watch: 'OFF',
    lastSeenAt: null,
    fresh: null,
    lost: [],
    pending: false,
    ...changes,
  };
}
