import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makeMutation, makePage, uuidOf, type PageRow } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import type { NotesQuery } from './note-overview.ts';
import { createNotesRepository, type NotesRepository } from './notes.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const ME = { id: uuidOf('me'), fullName: 'Ik Zelf' };
const ALL: NotesQuery = { offset: 0, limit: 50, sort: 'newest', whose: 'all', text: '' };

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let notes: NotesRepository;
beforeEach(async () => {
  test = await openTestDatabase();
  notes = createNotesRepository(test.database);
});
afterEach(() => test.directory.remove());

function candidate(firstName: string): PageRow {
  return { collection: 1, row: makeCandidateCard({ id: uuidOf(firstName), firstName, lastName: 'Jansen' }) };
}

/** Made on that day of February 2026. */
function note(day: number, about: string, text: string, authorId = ME.id): PageRow {
  const createdAt = `2026-02-${String(day).padStart(2, '0')}T09:00:00.000Z`;
  const at = { createdAt, textAt: createdAt, scopeAt: createdAt };
  const row = { id: uuidOf(text), candidateId: uuidOf(about), authorId, authorName: 'Naam', text, scope: 'PRIVATE' };
  return { collection: 13, row: { ...row, ...at } };
}

function store(...rows: PageRow[]): void {
  for (const slice of test.cache.applyPage(makePage(rows), { now: NOW })) void slice;
}

const texts = (query: Partial<NotesQuery> = {}) =>
  notes.overview({ ...ALL, ...query }, ME).items.map(({ text }) => text);

describe('the overview of notes', () => {
  beforeEach(() =>
    store(
      candidate('Émile'),
      candidate('Bea'),
      note(3, 'Bea', 'drie'),
      note(1, 'Émile', 'een'),
      note(2, 'Bea', 'twee', uuidOf('colleague')),
    ),
  );

  it('HW-NOTE-01 HW-NOTE-09: holds own and shared notes of all candidates, with their names, in four orders', () => {
    expect(notes.overview(ALL, ME)).toMatchObject({
      total: 3,
      items: [
        { text: 'drie', candidateName: 'Bea Jansen', own: true, pending: false },
        { text: 'twee', candidateName: 'Bea Jansen', own: false },
        { text: 'een', candidateName: 'Émile Jansen', own: true },
      ],
    });
    expect(texts({ sort: 'oldest' })).toEqual(['een', 'twee', 'drie']);
    expect(texts({ sort: 'name-asc' })).toEqual(['drie', 'twee', 'een']);
    expect(texts({ sort: 'name-desc' })).toEqual(['een', 'drie', 'twee']);
  });

  it('comes in pages and by author', () => {
    expect([texts({ limit: 2 }), texts({ limit: 2, offset: 2 })]).toEqual([['drie', 'twee'], ['een']]);
    expect([texts({ whose: 'own' }), texts({ whose: 'others' })]).toEqual([['drie', 'een'], ['twee']]);
    expect(notes.overview({ ...ALL, whose: 'own', limit: 1 }, ME).total).toBe(2);
  });

  it('finds every word in the note or the name, whatever the case and the accents', () => {
    store(
      candidate('Émile'),
      candidate('Bea'),
      note(1, 'Émile', 'Belt één keer per week'),
      note(2, 'Bea', 'belt nooit'),
    );
    expect(texts({ text: 'EMILE eén KEER' })).toEqual(['Belt één keer per week']);
    expect(texts({ text: '  bélt ' })).toEqual(['belt nooit', 'Belt één keer per week']);
    expect(texts({ text: 'belt vaak' })).toEqual([]);
  });

  it('leaves out notes whose candidate is not here', () => {
    store(candidate('Bea'), note(1, 'Onzichtbaar', 'van een ander'), note(2, 'Bea', 'zichtbaar'));
    expect(texts({ text: 'van een ander' })).toEqual([]);
    expect(texts({ text: 'zichtbaar' })).toEqual(['zichtbaar']);
  });

  it('shows what waits: new, changed and deleted notes', () => {
    const created = { id: uuidOf('nieuw'), candidate: uuidOf('Bea'), text: 'nieuw', scope: 'PRIVATE' } as const;
    test.cache.setOverlay([
      makeMutation('note.create', created, NOW.toISOString()),
      makeMutation('note.edit', { id: uuidOf('een'), set: { text: 'anders' }, seen: {} }, NOW.toISOString()),
      makeMutation('note.delete', { id: uuidOf('drie'), seen: null }, NOW.toISOString()),
    ]);
    expect(notes.overview(ALL, ME).items.map(({ text, pending }) => [text, pending])).toEqual([
      ['nieuw', true],
      ['twee', false],
      ['anders', true],
    ]);
  });

  it('shows the text that the user chose in a conflict', () => {
    const at = '2026-02-01T09:00:00.000Z';
    const row = { id: uuidOf('conflict'), noteId: uuidOf('een'), candidateId: uuidOf('Émile') };
    store(candidate('Émile'), note(1, 'Émile', 'een'), {
      collection: 14,
      row: { ...row, otherText: 'de andere', otherAt: at, createdAt: at },
    });
    test.cache.setOverlay([makeMutation('note.resolve', { conflict: row.id, keep: 'other' }, NOW.toISOString())]);
    expect(texts({ text: 'andere' })).toEqual(['de andere']);
  });
});
