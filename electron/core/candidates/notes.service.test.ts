import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { makeCandidateCard, makePage, uuidOf, type PageRow } from '#db/testing/builders.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { createNotesService, type NotesService } from './notes.service.ts';

const CANDIDATE = uuidOf('candidate');
const SYNCED = '2026-03-01T09:00:00.000Z';
const ME: Me = {
  id: uuidOf('me'),
  fullName: 'Ik Zelf',
  email: 'ik@voorbeeld.example',
  role: 'EMPLOYER',
  roleName: null,
  rights: [...DEFAULT_RIGHTS.EMPLOYER],
  organizationName: 'Voorbeeld',
  municipalityName: 'Den Haag',
  regionCodes: ['AM21'],
};

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let service: NotesService;
let sent: Mutation[];
let now: number;

beforeEach(async () => {
  test = await openTestDatabase();
  sent = [];
  now = Date.parse('2026-03-02T10:00:00Z');
  service = createNotesService({
    notes: createNotesRepository(test.database),
    candidates: test.candidates,
    clock: { ...SYSTEM_CLOCK, now: () => now++ },
    me: () => ME,
    mutate: (mutation) => {
      sent.push({ ...mutation, offset_ms: 0 });
      test.cache.setOverlay(sent);
    },
  });
  store();
});
afterEach(() => test.directory.remove());

/** What the server has: the candidate, and these. Everything sent so far is acknowledged. */
function store(...rows: PageRow[]): void {
  const acks = sent.splice(0).map(({ uid }): [string, 'ok', null] => [uid, 'ok', null]);
  const all = [{ collection: 1, row: makeCandidateCard({ id: CANDIDATE }) }, ...rows];
  test.cache.restart();
  for (const slice of test.cache.applyPage(makePage(all, { acks }), { now: new Date(now) })) void slice;
}

function note(id: string, text: string, authorId = ME.id): PageRow {
  const at = { createdAt: SYNCED, textAt: SYNCED, scopeAt: SYNCED };
  const row = { id, candidateId: CANDIDATE, authorId, authorName: 'Naam', text, scope: 'PRIVATE', ...at };
  return { collection: 13, row };
}

const add = (text = 'Belt graag terug') => service.addNote({ candidateId: CANDIDATE, text, scope: 'PRIVATE' }).id;
const texts = () => service.notes({ candidateId: CANDIDATE }).map((row) => row.text);

describe('notes', () => {
  it('HW-NOTE-01 HW-NOTE-04: are there as soon as they are saved, without a connection', () => {
    const id = add();
    expect(service.notes({ candidateId: CANDIDATE })).toMatchObject([{ id, text: 'Belt graag terug', own: true }]);
    expect(sent.map(({ kind, deps }) => [kind, deps])).toEqual([['note.create', []]]);
  });

  it('cannot be made on a candidate who is not visible', () => {
    expect(() => service.addNote({ candidateId: uuidOf('gone'), text: 'x', scope: 'PRIVATE' })).toThrow(/zichtbaar/);
    expect(sent).toEqual([]);
  });

  it('HW-NOTE-07: are changed on top of what was on the screen, after their creation when that still waits', () => {
    const id = add();
    service.editNote({ id, text: 'Liever mailen' });
    const [created, edited] = sent;
    expect(edited).toMatchObject({
      kind: 'note.edit',
      deps: [created!.uid],
      args: { id, set: { text: 'Liever mailen' }, seen: { text: created!.edit_ts } },
    });
    expect(texts()).toEqual(['Liever mailen']);
  });

  it('send only the field that differs, and nothing when none does', () => {
    const id = uuidOf('note');
    store(note(id, 'zoals het was'));
    service.editNote({ id, text: 'zoals het was', scope: 'ORGANIZATION' });
    expect(sent.map(({ args }) => args)).toEqual([{ id, set: { scope: 'ORGANIZATION' }, seen: { scope: SYNCED } }]);
    expect(sent[0]?.deps).toEqual([]);
    service.editNote({ id, scope: 'ORGANIZATION' });
    expect(sent).toHaveLength(1);
  });

  it('HW-NOTE-08: are deleted once, and come back when that is undone', () => {
    const id = add();
    service.deleteNote({ id });
    service.deleteNote({ id });
    expect([texts(), sent.length]).toEqual([[], 2]);
    service.editNote({ id, text: 'Belt graag terug' });
    expect(texts()).toEqual(['Belt graag terug']);
    expect(sent.at(-1)).toMatchObject({ args: { set: { text: 'Belt graag terug', scope: 'PRIVATE' } } });
  });

  it('come back also when the deletion was sent and the row has left this device', () => {
    const id = uuidOf('note');
    store(note(id, 'zoals het was'));
    service.deleteNote({ id });
    store();
    expect(texts()).toEqual([]);
    service.editNote({ id, scope: 'PRIVATE' });
    expect(texts()).toEqual(['zoals het was']);
    expect(sent).toMatchObject([
      { kind: 'note.edit', args: { set: { text: 'zoals het was' }, seen: { text: SYNCED } } },
    ]);
  });

  it('of a colleague are left alone', () => {
    const id = uuidOf('note');
    store(note(id, 'van een ander', uuidOf('colleague')));
    expect(() => service.editNote({ id, text: 'x' })).toThrow(/Alleen wie/);
    expect(() => service.deleteNote({ id })).toThrow(/Alleen wie/);
    expect(() => service.editNote({ id: uuidOf('unknown'), text: 'x' })).toThrow(/niet \(meer\)/);
    expect(sent).toEqual([]);
  });

  it('take the text of a conflict that the user chooses, once', () => {
    const id = uuidOf('conflict');
    const noteId = uuidOf('note');
    const row = { id, noteId, candidateId: CANDIDATE, otherText: 'de andere', otherAt: SYNCED, createdAt: SYNCED };
    store(note(noteId, 'deze'), { collection: 14, row });
    service.resolveConflict({ id, keep: 'other' });
    service.resolveConflict({ id, keep: 'current' });
    expect(sent.map(({ kind, args }) => [kind, args])).toEqual([['note.resolve', { conflict: id, keep: 'other' }]]);
    expect(texts()).toEqual(['de andere']);
  });
});
