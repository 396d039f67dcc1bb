import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Note, NoteConflict } from '@hallowerk/contract/candidates/note.ts';
import type { MutationArgs, MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { makeMutation, makePage, uuidOf, type PageRow } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createNotesRepository, type NotesRepository } from './notes.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const ME = { id: uuidOf('me'), fullName: 'Ik Zelf' };
const CANDIDATE = uuidOf('candidate');
const SYNCED = '2026-03-01T09:00:00.000Z';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let notes: NotesRepository;
beforeEach(async () => {
  test = await openTestDatabase();
  notes = createNotesRepository(test.database);
});
afterEach(() => test.directory.remove());

function note(name: string, change: Partial<Note> = {}): PageRow {
  const at = { createdAt: SYNCED, textAt: SYNCED, scopeAt: SYNCED };
  const author = { authorId: ME.id, authorName: ME.fullName };
  const row = { id: uuidOf(name), candidateId: CANDIDATE, ...author, text: name, scope: 'PRIVATE' as const, ...at };
  return { collection: 13, row: { ...row, ...change } };
}

function conflict(name: string, otherText: string): PageRow {
  const row: NoteConflict = {
    id: uuidOf(`conflict ${name}`),
    noteId: uuidOf(name),
    candidateId: CANDIDATE,
    otherText,
    otherAt: SYNCED,
    createdAt: SYNCED,
  };
  return { collection: 14, row };
}

function store(rows: readonly PageRow[], acks: readonly Mutation[] = []): void {
  const page = makePage(rows, { acks: acks.map(({ uid }) => [uid, 'ok', null]) });
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}

const waiting = <K extends MutationKind>(kind: K, args: MutationArgs<K>, seconds = 0): Mutation =>
  makeMutation(kind, args, new Date(NOW.getTime() + seconds * 1000).toISOString());
const create = (name: string, seconds = 0) =>
  waiting('note.create', { id: uuidOf(name), candidate: CANDIDATE, text: name, scope: 'PRIVATE' }, seconds);
const edit = (name: string, text: string, seconds = 1) =>
  waiting('note.edit', { id: uuidOf(name), set: { text }, seen: {} }, seconds);
const remove = (name: string) => waiting('note.delete', { id: uuidOf(name), seen: SYNCED });
const texts = () => notes.list(CANDIDATE, ME).map(({ text }) => text);

describe('notes', () => {
  it('HW-NOTE-06: are listed newest first, with those of colleagues who share', () => {
    store([
      note('oud'),
      note('nieuw', { createdAt: '2026-03-01T10:00:00.000Z' }),
      note('van een ander', {
        authorId: uuidOf('colleague'),
        scope: 'ORGANIZATION',
        createdAt: '2026-02-01T10:00:00.000Z',
      }),
      note('elders', { candidateId: uuidOf('other') }),
    ]);
    expect(notes.list(CANDIDATE, ME).map(({ text, own, pending }) => [text, own, pending])).toEqual([
      ['nieuw', true, false],
      ['oud', true, false],
      ['van een ander', false, false],
    ]);
    expect([notes.count(CANDIDATE), notes.count(uuidOf('other')), notes.count(uuidOf('nobody'))]).toEqual([3, 1, 0]);
  });

  it('show what was written offline, as mine, before the server knows of it', () => {
    test.cache.setOverlay([create('offline')]);
    expect(notes.list(CANDIDATE, ME)).toEqual([
      {
        id: uuidOf('offline'),
        candidateId: CANDIDATE,
        authorId: ME.id,
        authorName: ME.fullName,
        text: 'offline',
        scope: 'PRIVATE',
        createdAt: NOW.toISOString(),
        textAt: NOW.toISOString(),
        scopeAt: NOW.toISOString(),
        own: true,
        pending: true,
      },
    ]);
    expect(notes.count(CANDIDATE)).toBe(1);
  });

  it('stack the waiting changes of one note in the order of the user', () => {
    const steps = [create('a'), edit('a', 'eerst'), edit('a', 'toen', 2), remove('a'), edit('a', 'terug', 3)];
    const seen = steps.map((_, n) => {
      test.cache.setOverlay(steps.slice(0, n + 1));
      return texts();
    });
    expect(seen).toEqual([['a'], ['eerst'], ['toen'], [], ['terug']]);
    expect(notes.waitingCreate(uuidOf('a'))).toBe(steps[0]!.uid);
    expect(notes.find(uuidOf('a'))).toMatchObject({ text: 'terug', textAt: '2026-03-02T10:00:03.000Z' });
  });

  it('merge a change of one field with what came in for the other', () => {
    store([note('a', { text: 'van de server' })]);
    const scope = { id: uuidOf('a'), set: { scope: 'ORGANIZATION' as const }, seen: { scope: SYNCED } };
    test.cache.setOverlay([waiting('note.edit', scope)]);
    expect(notes.find(uuidOf('a'))).toMatchObject({ text: 'van de server', scope: 'ORGANIZATION', pending: true });
  });

  it('show the prediction until its effect comes in, and never neither (C8)', () => {
    const steps = [create('a'), edit('a', 'tweede')];
    test.cache.setOverlay(steps);
    const seen: string[][] = [];
    test.cache.onChanged(() => seen.push(texts()));
    store([note('a', { text: 'tweede' })], steps);
    expect(seen.every((list) => list.join() === 'tweede')).toBe(true);
    expect(notes.list(CANDIDATE, ME)).toMatchObject([{ text: 'tweede', pending: false }]);
    expect(notes.waitingCreate(uuidOf('a'))).toBeNull();
  });

  it('leave nothing of a note that was refused, nor of the edits on top of it', () => {
    const [made, changed] = [create('a'), edit('a', 'tweede')];
    test.cache.setOverlay([made, changed]);
    for (const slice of test.cache.applyPage(makePage([], { acks: [[made.uid, 'rejected', 'not_available']] }), {
      now: NOW,
    })) {
      void slice;
    }
    expect(texts()).toEqual([]);
    expect(notes.find(uuidOf('a'))).toBeNull();
  });

  it('give back a deleted note for undoing, also when its row has left the cache', () => {
    store([note('a')]);
    const deleted = remove('a');
    test.cache.setOverlay([deleted]);
    expect([notes.find(uuidOf('a')), notes.findDeleted(uuidOf('a'))?.text]).toEqual([null, 'a']);
    notes.rememberDeleted(notes.findDeleted(uuidOf('a'))!);
    store([], [deleted]);
    test.cache.restart();
    for (const slice of test.cache.applyPage(makePage([]), { now: NOW })) void slice;
    expect(texts()).toEqual([]);
    expect(notes.findDeleted(uuidOf('a'))?.text).toBe('a');
    test.cache.setOverlay([edit('a', 'hersteld')]);
    expect(texts()).toEqual(['hersteld']);
  });
});

describe('conflicts', () => {
  const choose = (keep: 'current' | 'other') => waiting('note.resolve', { conflict: uuidOf('conflict a'), keep });

  it('wait for a choice, and are gone once it was made, before it was sent', () => {
    store([note('a'), conflict('a', 'de andere tekst')]);
    expect(notes.conflicts()).toMatchObject([{ noteId: uuidOf('a'), otherText: 'de andere tekst' }]);
    test.cache.setOverlay([choose('current')]);
    expect([notes.conflicts(), texts()]).toEqual([[], ['a']]);
    test.cache.setOverlay([choose('other')]);
    expect([notes.conflicts(), texts()]).toEqual([[], ['de andere tekst']]);
  });

  it('tell that the note looks different too', () => {
    store([note('a'), conflict('a', 'de andere tekst')]);
    const changed: number[][] = [];
    test.cache.onChanged(({ collections }) => changed.push(collections));
    test.cache.setOverlay([choose('other')]);
    expect(changed.at(-1)?.toSorted()).toEqual([13, 14]);
  });

  it('are not shown of a note that was deleted here', () => {
    store([note('a'), conflict('a', 'de andere tekst')]);
    test.cache.setOverlay([remove('a')]);
    expect(notes.conflicts()).toEqual([]);
  });
});
