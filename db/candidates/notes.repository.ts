import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { NoteListRow, NoteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { Note, NoteConflict } from '@hallowerk/contract/candidates/note.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { after, foldOverlay, type StoredLine } from '../sync/overlay.ts';
import { candidateNames } from './candidate-names.ts';
import { newestFirst, pageOfNotes, type NotesQuery } from './note-overview.ts';

/** A note with what waits of it. Without an author: written on this device and not seen by the server yet. */
export type StoredNote = Omit<Note, 'authorId' | 'authorName'> &
  Partial<Pick<Note, 'authorId' | 'authorName'>> & { readonly pending: boolean };

type Content = Omit<StoredNote, 'pending'>;

export interface NotesRepository {
  /** Newest first: own ones, and what colleagues share (HW-NOTE-06, -09). `me` is the author of what was just written. */
  list(candidateId: string, me: Pick<Me, 'id' | 'fullName'>): NoteRow[];
  /** A page of those of all candidates that are visible here. */
  overview(query: NotesQuery, me: Pick<Me, 'id' | 'fullName'>): { total: number; items: NoteListRow[] };
  /** How many `list` gives (HW-NOTE-05). */
  count(candidateId: string): number;
  find(id: string): StoredNote | null;
  /** A note that was deleted here: its deletion still waits, or it was remembered. For undoing. */
  findDeleted(id: string): StoredNote | null;
  /** Keeps a note that is being deleted until the program ends, so that undoing works after its row is gone. */
  rememberDeleted(note: StoredNote): void;
  /** Texts that wait for a choice of the user, newest first: neither chosen for nor of a note that he deleted. */
  conflicts(): NoteConflict[];
  /** uid of the mutation that creates the note, while it waits: what must succeed before an edit of it. */
  waitingCreate(id: string): string | null;
}

const NOTE = COLLECTIONS.note.number;
const CONFLICT = COLLECTIONS.noteConflict.number;
/** Deletions that can be undone in one run of the program. */
const REMEMBERED = 50;

interface NoteLine extends StoredLine {
  readonly n: number;
  /** 1: from a choice in a conflict. */
  readonly choice: number;
}

function prepareStatements(connection: SqliteConnection) {
  return {
    row: connection.prepare<string>(`select d from row where coll = ${NOTE} and id = ?`).pluck(),
    rows: connection.prepare<string>(`select d from row where coll = ${NOTE}`).pluck(),
    changed: connection.prepare<string>(`select distinct id from overlay where coll = ${NOTE}`).pluck(),
    index: connection.prepare<{ id: string; candidate: string }>(
      `select id, d ->> '$.candidateId' as candidate from row where coll = ${NOTE}`,
    ),
    created: connection
      .prepare<string>(`select distinct id from overlay where coll = ${NOTE} and patch ->> '$.candidateId' = ?`)
      .pluck(),
    lines: connection.prepare<StoredLine & { n: number }>(
      `select n, patch, gone from overlay where coll = ${NOTE} and id = ?`,
    ),
    choices: connection.prepare<{ n: number; id: string; at: string; conflict: string | null }>(
      `select o.n, o.id, o.patch ->> '$.at' as at, r.d as conflict
       from overlay o left join row r on r.coll = ${CONFLICT} and r.id = o.id
       where o.coll = ${CONFLICT} and o.patch ->> '$.keep' = 'other'`,
    ),
    waitingCreate: connection
      .prepare<string>(
        `select uid from overlay where coll = ${NOTE} and id = ? and patch ->> '$.candidateId' is not null order by n`,
      )
      .pluck(),
    conflicts: connection
      .prepare<string>(
        `select d from row where coll = ${CONFLICT}
         and not exists (select 1 from overlay o where o.coll = ${CONFLICT} and o.id = row.id)`,
      )
      .pluck(),
  };
}

/** Notes as synced, with the waiting changes on top: also notes that exist only there. */
export function createNotesRepository(database: LocalDatabase): NotesRepository {
  const statements = prepareStatements(database.connection);
  const nameOf = candidateNames(database);
  const remembered = new Map<string, StoredNote>();
  /** Conflicts with a choice that waits: their rows leave the cache slices before the choice itself does (C8). */
  const chosen = new Map<string, NoteConflict>();
  let byCandidate: ReadonlyMap<string, readonly string[]> | null = null;
  database.changes.listen(({ collections }) => {
    if (collections.includes(NOTE)) byCandidate = null;
  });

  const index = (): ReadonlyMap<string, readonly string[]> => {
    if (byCandidate !== null) return byCandidate;
    const ids = new Map<string, string[]>();
    for (const { id, candidate } of statements.index.all()) {
      const known = ids.get(candidate);
      if (known === undefined) ids.set(candidate, [id]);
      else known.push(id);
    }
    byCandidate = ids;
    return ids;
  };

  /** The choice for the other text of a conflict is an edit of the note, with the text from the row of the conflict. */
  const choiceLines = (noteId: string): NoteLine[] =>
    statements.choices.all().flatMap(({ n, id, at, conflict }) => {
      if (conflict !== null) chosen.set(id, JSON.parse(conflict) as NoteConflict);
      const row = chosen.get(id);
      if (row?.noteId !== noteId) return [];
      return { n, patch: JSON.stringify({ text: row.otherText, textAt: at }), gone: 0, choice: 1 };
    });
  const linesOf = (id: string): NoteLine[] =>
    [...statements.lines.all(id).map((line) => ({ ...line, choice: 0 })), ...choiceLines(id)].sort((a, b) => a.n - b.n);

  const read = (id: string): { note: StoredNote; gone: boolean } | null => {
    const content = statements.row.get(id);
    const row = content === undefined ? null : (JSON.parse(content) as Note);
    const lines = linesOf(id);
    const memory = row === null ? (remembered.get(id) ?? null) : null;
    // A remembered note has left the cache: it is deleted, unless a waiting edit brings it back.
    if (memory !== null && lines.length === 0) return { note: memory, gone: true };
    const folded = foldOverlay<Content, NoteLine>(row ?? memory, lines, onTop);
    // Lines without the row or the creation they belong to, such as an edit of a note that was lost meanwhile.
    if (folded?.fields.candidateId === undefined) return null;
    return { note: { ...(folded.fields as StoredNote), pending: lines.length > 0 }, gone: folded.gone };
  };

  const present = (id: string): StoredNote[] => {
    const found = read(id);
    return found === null || found.gone ? [] : [found.note];
  };

  const visible = (candidateId: string): StoredNote[] => {
    const memories = [...remembered.values()].filter((note) => note.candidateId === candidateId).map(({ id }) => id);
    const ids = new Set([...(index().get(candidateId) ?? []), ...statements.created.all(candidateId), ...memories]);
    return [...ids].flatMap(present);
  };

  /** As `visible`, of all candidates. Only notes with something on top need the long way. */
  const everything = (): StoredNote[] => {
    const rows = new Map(statements.rows.all().map(toEntry));
    const changed = new Set([...statements.changed.all(), ...remembered.keys()]);
    const isPlain = statements.choices.all().length === 0;
    return [...new Set([...rows.keys(), ...changed])].flatMap((id) => {
      const row = rows.get(id);
      return row !== undefined && isPlain && !changed.has(id) ? { ...row, pending: false } : present(id);
    });
  };

  return {
    list: (candidateId, me) =>
      database
        .read(() => visible(candidateId))
        .map((note) => toRow(note, me))
        .sort(newestFirst),
    overview: (query, me) =>
      database.read(() => {
        const rows = everything().flatMap((note) => {
          const candidateName = nameOf(note.candidateId);
          return candidateName === null ? [] : { ...toRow(note, me), candidateName };
        });
        return pageOfNotes(rows, query);
      }),
    count: (candidateId) => database.read(() => visible(candidateId)).length,
    find: (id) =>
      database.read(() => {
        const found = read(id);
        return found === null || found.gone ? null : found.note;
      }),
    findDeleted: (id) =>
      database.read(() => {
        const found = read(id);
        return found?.gone === true ? found.note : null;
      }),
    rememberDeleted(note) {
      remembered.delete(note.id);
      remembered.set(note.id, note);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    },
    conflicts: () =>
      database.read(() =>
        statements.conflicts
          .all()
          .map((content) => JSON.parse(content) as NoteConflict)
          .filter(({ noteId }) => read(noteId)?.gone === false)
          .sort(newestFirst),
      ),
    waitingCreate: (id) => database.read(() => statements.waitingCreate.get(id) ?? null),
  };
}

/** A choice in a conflict is written on top of the note, whatever the clock of this device says. */
function onTop(patch: Partial<Content>, fields: Partial<Content>, { choice }: NoteLine): Partial<Content> {
  if (choice === 0 || patch.textAt === undefined) return patch;
  // Nothing to write; or the row came back from the server already, and the choice will in a moment.
  if (patch.text === fields.text) return {};
  return { ...patch, textAt: after(patch.textAt, fields.textAt) };
}

function toEntry(content: string): [string, Note] {
  const note = JSON.parse(content) as Note;
  return [note.id, note];
}

/** Who just wrote it is its author. */
function toRow(note: StoredNote, me: Pick<Me, 'id' | 'fullName'>): NoteRow {
  return {
    ...note,
    authorId: note.authorId ?? me.id,
    authorName: note.authorName ?? me.fullName,
    own: note.authorId === undefined || note.authorId === me.id,
  };
}
