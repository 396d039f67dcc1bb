import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNotesRepository, type NotesRepository } from '#db/candidates/notes.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { testId } from '../testing/make-candidate.ts';
import { changeSubject } from './change-subject.ts';

let notes: NotesRepository;
let close: () => Promise<void>;

beforeEach(async () => {
  const opened = await openTestDatabase();
  notes = createNotesRepository(opened.database);
  close = () => opened.directory.remove();
});
afterEach(() => close());

it('names the candidate and the text of a change that holds them', () => {
  const args = { id: testId(13, 1), candidate: testId(1, 2), text: 'Bel maandag', scope: 'PRIVATE' };
  expect(changeSubject({ kind: 'note.create', args }, notes)).toEqual({
    candidateId: testId(1, 2),
    text: 'Bel maandag',
  });
});

it('keeps the text of an edit whose note is gone', () => {
  const args = { id: testId(13, 9), set: { text: 'Bel dinsdag' }, seen: {} };
  expect(changeSubject({ kind: 'note.edit', args }, notes)).toEqual({ candidateId: null, text: 'Bel dinsdag' });
});

it.each([
  ['of a kind that only a newer version knows', { kind: 'timesheet.sign', args: {} }],
  ['with arguments of another version', { kind: 'note.create', args: { text: 7 } }],
  ['about nobody', { kind: 'settings.set', args: { key: 'appearance.theme', value: 'dark' } }],
  ['whose name is that of something in JavaScript', { kind: 'constructor', args: {} }],
])('names nobody for a change %s', (_which, change) => {
  expect(changeSubject(change, notes)).toEqual({ candidateId: null, text: null });
});

it.each(Object.keys(MUTATIONS))('can be asked about %s, whatever stands in it', (kind) => {
  expect(changeSubject({ kind, args: null }, notes)).toEqual({ candidateId: null, text: null });
});
