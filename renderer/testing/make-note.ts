import type { NoteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { clientError } from '../api/client-answers.ts';
import { testId } from './make-candidate.ts';

export function makeNote(number: number, changes: Partial<NoteRow> = {}): NoteRow {
  const at = `2026-09-${String(number % 28).padStart(2, '0')}T12:00:00Z`;
  return {
    id: testId(600 + number),
    candidateId: testId(1),
    authorId: testId(800),
    authorName: 'Noor Jansen',
    text: `Notitie ${number}`,
    scope: 'PRIVATE',
    createdAt: at,
    textAt: at,
    scopeAt: at,
    own: true,
    pending: false,
    ...changes,
  };
}

/** The note calls of core over a list in hand, newest first, as the page sees it. `asked` holds what was sent. */
export function noteCalls(start: readonly NoteRow[] = []) {
  let rows = [...start];
  const deleted = new Map<string, NoteRow>();
  const asked: { readonly call: string; readonly input: unknown }[] = [];
  const note = (call: string, input: unknown) => void asked.push({ call, input });
  const calls: Pick<DesktopApi['candidates'], 'notes' | 'addNote' | 'editNote' | 'deleteNote'> = {
    notes: ({ candidateId }) => Promise.resolve(rows.filter((row) => row.candidateId === candidateId)),
    addNote: (input) => {
      note('addNote', input);
      const added = makeNote(90 + rows.length, { ...input, pending: true });
      rows = [added, ...rows];
      return Promise.resolve({ id: added.id });
    },
    editNote: (input) => {
      note('editNote', input);
      const { id, ...changes } = input;
      const gone = deleted.get(id);
      if (gone !== undefined) rows = [gone, ...rows].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
      else if (!rows.some((row) => row.id === id)) return Promise.reject(clientError('NOT_FOUND', 'Niet gevonden', {}));
      const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      rows = rows.map((row) => (row.id === id ? { ...row, ...set, pending: true } : row));
      return Promise.resolve();
    },
    deleteNote: (input) => {
      note('deleteNote', input);
      for (const row of rows) if (row.id === input.id) deleted.set(row.id, row);
      rows = rows.filter((row) => row.id !== input.id);
      return Promise.resolve();
    },
  };
  return { calls, asked };
}
