import { describe, expect, it } from 'vitest';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { makeMutation, uuidOf } from '../testing/builders.ts';
import { judgementKey, overlayLine } from './overlay.ts';

const AT = '2026-03-02T10:00:00.000Z';
const [id, search, candidate] = ['id', 'search', 'candidate'].map(uuidOf) as [string, string, string];

describe('what a waiting change shows ahead of time', () => {
  it('is the outcome of a contact request with the time of the edit', () => {
    const args = { request: id, outcome: 'SPOKEN', note: 'Belt terug', seen: 'OPEN' } as const;
    expect(overlayLine(makeMutation('contact.outcome', args, AT))).toEqual({
      collection: 16,
      id,
      patch: { outcome: 'SPOKEN', note: 'Belt terug', outcomeAt: AT },
      gone: false,
    });
  });

  it('is all of a saved search, later than the version it was made on', () => {
    const args = { id, name: 'Timmerlieden', query: EMPTY_QUERY, scope: 'PRIVATE' } as const;
    const changedAt = (seen: string | null) =>
      overlayLine(makeMutation('savedSearch.put', { ...args, seen }, AT))?.patch?.['changedAt'];
    expect(overlayLine(makeMutation('savedSearch.put', { ...args, seen: null }, AT))).toMatchObject({
      collection: 17,
      id,
      patch: { ...args, changedAt: AT },
      gone: false,
    });
    expect(changedAt('2026-03-02T10:00:00.000Z')).toBe('2026-03-02T10:00:00.001Z');
    expect(changedAt('2026-03-01T10:00:00.000Z')).toBe(AT);
  });

  it('is that a deleted search is gone', () => {
    const line = overlayLine(makeMutation('savedSearch.delete', { id, seen: AT }, AT));
    expect(line).toEqual({ collection: 17, id, patch: null, gone: true });
  });

  it('is a mark by its search and a judgement by search and candidate, before the server has named their rows', () => {
    const mark = { search, pinned: true, watch: 'APP', lastSeenAt: AT } as const;
    expect(overlayLine(makeMutation('searchMark.set', mark, AT))).toMatchObject({ collection: 18, id: search });
    const judge = (value: 'NO' | null) => overlayLine(makeMutation('judgement.set', { search, candidate, value }, AT));
    const key = { collection: 19, id: judgementKey(search, candidate) };
    expect(judge('NO')).toEqual({ ...key, patch: { value: 'NO' }, gone: false });
    expect(judge(null)).toEqual({ ...key, patch: null, gone: true });
  });
});
