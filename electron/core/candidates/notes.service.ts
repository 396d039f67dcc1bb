import { randomUUID } from 'node:crypto';
import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { NotesQuery } from '#db/candidates/note-overview.ts';
import type { NotesRepository, StoredNote } from '#db/candidates/notes.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { NoteListRow, NoteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import type { MutationArgs, MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';

export interface NotesServiceOptions {
  readonly notes: NotesRepository;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly clock: Clock;
  readonly me: () => Me;
  /** Keeps the mutation durably, shows it at once and has it sent. */
  readonly mutate: (mutation: NewMutation) => void;
}

/** Notes on candidates (HW-NOTE). Every change is saved on this device when the call returns, and sent later. */
export interface NotesService {
  /** Newest first. */
  notes(input: { candidateId: string }): NoteRow[];
  /** A page of the overview of all candidates (HW-NOTE-01, -09). */
  listNotes(input: NotesQuery): { total: number; items: NoteListRow[] };
  /** Throws `DesktopError` NOT_FOUND when the candidate is not visible (any more). */
  addNote(input: { candidateId: string; text: string; scope: NoteScope }): { id: string };
  /**
   * Writes what differs. A note that was deleted here comes back with it, also after the deletion was sent.
   * Throws `DesktopError` NOT_FOUND without the note, REFUSED `not-author` for one of a colleague.
   */
  editNote(input: { id: string; text?: string | undefined; scope?: NoteScope | undefined }): void;
  /** Does nothing when the note is gone already. Throws `DesktopError` REFUSED `not-author`. */
  deleteNote(input: { id: string }): void;
  /** The user's choice between two texts; nothing when he chose already, here or elsewhere. */
  resolveConflict(input: { id: string; keep: 'current' | 'other' }): void;
}

export function createNotesService({ notes, candidates, clock, me, mutate }: NotesServiceOptions): NotesService {
  function send<K extends MutationKind>(kind: K, args: MutationArgs<K>, deps: readonly string[] = []): void {
    mutate(newMutation(clock, kind, args, deps));
  }

  /** An edit of a note that the server may not have yet must not overtake its creation. */
  function creationOf(id: string): readonly string[] {
    const waiting = notes.waitingCreate(id);
    return waiting === null ? [] : [waiting];
  }

  function requireAuthor({ authorId }: StoredNote): void {
    if (authorId === undefined || authorId === me().id) return;
    throw new DesktopError('REFUSED', 'Alleen wie de notitie schreef, kan die wijzigen.', { reason: 'not-author' });
  }

  function restore(id: string, change: { text?: string | undefined; scope?: NoteScope | undefined }): void {
    const deleted = notes.findDeleted(id);
    if (deleted === null) throw new DesktopError('NOT_FOUND', 'Deze notitie is er niet (meer).');
    requireAuthor(deleted);
    // Both fields: a deletion is newer than either, and one that is written again must beat it.
    const set = { text: change.text ?? deleted.text, scope: change.scope ?? deleted.scope };
    send('note.edit', { id, set, seen: { text: deleted.textAt, scope: deleted.scopeAt } }, creationOf(id));
  }

  return {
    notes: ({ candidateId }) => notes.list(candidateId, me()),
    listNotes: (query) => notes.overview(query, me()),
    addNote({ candidateId, text, scope }) {
      if (candidates.get(candidateId) === null) {
        throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
      }
      const id = randomUUID();
      send('note.create', { id, candidate: candidateId, text, scope });
      return { id };
    },
    editNote({ id, text, scope }) {
      const note = notes.find(id);
      if (note === null) return restore(id, { text, scope });
      requireAuthor(note);
      const set = {
        ...(text !== undefined && text !== note.text && { text }),
        ...(scope !== undefined && scope !== note.scope && { scope }),
      };
      if (set.text === undefined && set.scope === undefined) return;
      const seen = {
        ...(set.text !== undefined && { text: note.textAt }),
        ...(set.scope !== undefined && { scope: note.scopeAt }),
      };
      send('note.edit', { id, set, seen }, creationOf(id));
    },
    deleteNote({ id }) {
      const note = notes.find(id);
      if (note === null) return;
      requireAuthor(note);
      notes.rememberDeleted(note);
      const seen = Date.parse(note.textAt) > Date.parse(note.scopeAt) ? note.textAt : note.scopeAt;
      send('note.delete', { id, seen }, creationOf(id));
    },
    resolveConflict({ id, keep }) {
      if (!notes.conflicts().some((conflict) => conflict.id === id)) return;
      send('note.resolve', { conflict: id, keep });
    },
  };
}
