import { afterEach, beforeEach, expect, it } from 'vitest';
import { createContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createSavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { makeContactRequest, makePage, makeSavedSearch } from '#db/testing/builders.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { testId } from '../testing/make-candidate.ts';
import { changeSubject, type ChangeSources } from './change-subject.ts';

let sources: ChangeSources;
let test: Awaited<ReturnType<typeof openTestDatabase>>;

beforeEach(async () => {
  test = await openTestDatabase();
  sources = {
    notes: createNotesRepository(test.database),
    contactRequests: createContactRequestsRepository(test.database),
    savedSearches: createSavedSearchesRepository(test.database),
  };
});
afterEach(() => test.directory.remove());

it('names the candidate and the text of a change that holds them', () => {
  const args = { id: testId(13, 1), candidate: testId(1, 2), text: 'Bel maandag', scope: 'PRIVATE' };
  expect(changeSubject({ kind: 'note.create', args }, sources)).toEqual({
    candidateId: testId(1, 2),
    text: 'Bel maandag',
  });
});

it('keeps the text of an edit whose note is gone', () => {
  const args = { id: testId(13, 9), set: { text: 'Bel dinsdag' }, seen: {} };
  expect(changeSubject({ kind: 'note.edit', args }, sources)).toEqual({ candidateId: null, text: 'Bel dinsdag' });
});

it('names the saved search of a change that gives only its id', () => {
  const row = makeSavedSearch({ name: 'Heftruck Ypenburg' });
  for (const slice of test.cache.applyPage(makePage([{ collection: 17, row }]), { now: new Date() })) void slice;
  const text = (kind: string, args: object) => changeSubject({ kind, args }, sources).text;
  expect([
    text('savedSearch.put', { ...row, seen: null, name: 'Nieuwe naam' }),
    text('savedSearch.delete', { id: row.id, seen: row.changedAt }),
    text('searchMark.set', { search: row.id, pinned: true, watch: 'OFF', lastSeenAt: null }),
  ]).toEqual(['Nieuwe naam', 'Heftruck Ypenburg', 'Heftruck Ypenburg']);
});

it('names the candidate of an outcome and of a judgement', () => {
  const row = makeContactRequest();
  for (const slice of test.cache.applyPage(makePage([{ collection: 16, row }]), { now: new Date() })) void slice;
  const outcome = { request: row.id, outcome: 'SPOKEN', note: 'Belt terug', seen: 'OPEN' };
  expect(changeSubject({ kind: 'contact.outcome', args: outcome }, sources)).toEqual({
    candidateId: row.candidateId,
    text: 'Belt terug',
  });
  const judgement = { search: testId(17, 1), candidate: testId(1, 2), value: 'LATER' };
  expect(changeSubject({ kind: 'judgement.set', args: judgement }, sources)).toEqual({
    candidateId: testId(1, 2),
    text: null,
  });
});

it.each([
  ['of a kind that only a newer version knows', { kind: 'timesheet.sign', args: {} }],
  ['with arguments of another version', { kind: 'note.create', args: { text: 7 } }],
  ['about nobody', { kind: 'settings.set', args: { key: 'appearance.theme', value: 'dark' } }],
  ['whose name is that of something in JavaScript', { kind: 'constructor', args: {} }],
])('names nobody for a change %s', (_which, change) => {
  expect(changeSubject(change, sources)).toEqual({ candidateId: null, text: null });
});

it.each(Object.keys(MUTATIONS))('can be asked about %s, whatever stands in it', (kind) => {
  expect(changeSubject({ kind, args: null }, sources)).toEqual({ candidateId: null, text: null });
});
