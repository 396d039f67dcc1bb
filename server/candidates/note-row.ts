import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Field, NoteState } from './note-rules.ts';

interface NoteRow {
  readonly id: string;
  readonly text: string;
  readonly text_at: Date;
  readonly text_device: string;
  readonly scope: NoteScope;
  readonly scope_at: Date;
  readonly scope_device: string;
  readonly deleted_at: Date | null;
  readonly deleted_device: string | null;
}

/** The note when this user wrote it, deleted or not, locked until the end of the transaction; otherwise null. */
export async function lockOwnNote(trx: Trx, id: string, authorId: string): Promise<NoteState | null> {
  const row: NoteRow | undefined = await trx('note').where({ id, author_id: authorId }).forUpdate().first();
  if (row === undefined) return null;
  return {
    text: { value: row.text, at: row.text_at, device: row.text_device },
    scope: { value: row.scope, at: row.scope_at, device: row.scope_device },
    deleted:
      row.deleted_at === null || row.deleted_device === null
        ? null
        : { at: row.deleted_at, device: row.deleted_device },
  };
}

export async function saveNote(trx: Trx, id: string, state: NoteState): Promise<void> {
  await trx('note')
    .where({ id })
    .update({
      text: state.text.value,
      text_at: state.text.at,
      text_device: state.text.device,
      scope: state.scope.value,
      scope_at: state.scope.at,
      scope_device: state.scope.device,
      deleted_at: state.deleted?.at ?? null,
      deleted_device: state.deleted?.device ?? null,
    });
}

/** Keeps a text that is not in the note. The same text is not kept twice while the author has not chosen. */
export async function keepLostText(trx: Trx, noteId: string, lost: Field<string>, now: Date): Promise<void> {
  const same = { note_id: noteId, other_text: lost.value, resolved_at: null };
  if ((await trx('note_conflict').where(same).first('id')) !== undefined) return;
  const line = { ...same, other_at: lost.at, other_device: lost.device, created_at: now };
  await trx('note_conflict').insert({ id: uuidv7(), ...line });
}
