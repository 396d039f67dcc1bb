import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { isVisible } from '../shared/visibility.ts';
import { keepLostText, lockOwnNote, saveNote } from './note-row.ts';
import { applyDelete, applyEdit, type NoteOutcome, type NoteState } from './note-rules.ts';

/** Live notes of one user on one candidate. */
export const MAX_NOTES = 200;
const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

/**
 * Adds a note to a candidate who is visible to its author now (HW-NOTE-01). An id that is his own already does nothing;
 * an id of somebody else is refused as if the candidate were not there.
 */
export async function createNote(
  context: MutationContext,
  { id, candidate, text, scope }: MutationArgs<'note.create'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  const { trx, session, effectiveAt: at } = context;
  if (!(await isVisible(trx, context.scopeKeys, CANDIDATES, candidate)))
    throw new MutationRefusedError('not_available');
  const author = { author_id: session.userId };
  const existing = await trx('note').where({ id }).first('author_id');
  if (existing !== undefined) return ownOrRefused(existing.author_id, session.userId);
  const live = await trx('note')
    .where({ ...author, candidate_id: candidate, deleted_at: null })
    .count({ n: '*' })
    .first();
  if (Number(live?.n ?? 0) >= MAX_NOTES) throw new MutationRefusedError('limit');
  const { deviceId: device } = session;
  const inserted = await trx('note')
    .insert({
      id,
      candidate_id: candidate,
      ...author,
      organization_id: trx('app_user').where({ id: session.userId }).select('organization_id'),
      text,
      scope,
      created_at: at,
      text_at: at,
      text_device: device,
      scope_at: at,
      scope_device: device,
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  // Taken in this very moment by another transaction: nobody makes the same random id twice.
  if (inserted.length === 0) throw new MutationRefusedError('not_available');
  return 'ok';
}

/** Writes text, scope or both (HW-NOTE-07, -09). Only by the author; also when the candidate is out of his sight. */
export async function editNote(
  context: MutationContext,
  { id, set, seen }: MutationArgs<'note.edit'>,
): Promise<'ok' | 'noop'> {
  const state = await lockOwn(context, id);
  const stamp = { at: context.effectiveAt, device: context.session.deviceId };
  const outcome = applyEdit(state, { ...stamp, set, seen: { text: moment(seen.text), scope: moment(seen.scope) } });
  return keep(context, id, state, outcome);
}

/** Deletes (HW-NOTE-08), unless something newer was written. The text stays for a restoring edit, see `notesAndSettings`. */
export async function deleteNote(
  context: MutationContext,
  { id, seen }: MutationArgs<'note.delete'>,
): Promise<'ok' | 'noop'> {
  const state = await lockOwn(context, id);
  const stamp = { at: context.effectiveAt, device: context.session.deviceId };
  return keep(context, id, state, applyDelete(state, { ...stamp, seen: moment(seen) }));
}

/**
 * The author's choice between two texts. `other` writes the lost text as an edit of now: what another device wrote after
 * the choice was made is kept as a conflict in its turn, so that no text is lost.
 */
export async function resolveNote(
  context: MutationContext,
  { conflict: conflictId, keep: choice }: MutationArgs<'note.resolve'>,
): Promise<'ok' | 'noop'> {
  requireRight(context);
  const { trx, session, effectiveAt, now } = context;
  const found = await trx('note_conflict').where({ id: conflictId }).first('note_id');
  const state = found === undefined ? null : await lockOwnNote(trx, found.note_id, session.userId);
  if (state === null) throw new MutationRefusedError('not_available');
  // Read again under the lock of the note: the other device may have chosen meanwhile.
  const conflict = await trx('note_conflict').where({ id: conflictId }).first('resolved_at', 'other_text');
  if (conflict.resolved_at !== null) return 'noop';
  await trx('note_conflict').where({ id: conflictId }).update({ resolved_at: now });
  if (choice === 'current' || conflict.other_text === state.text.value) return 'ok';
  const overwritten = applyEdit(state, {
    at: new Date(Math.max(effectiveAt.getTime(), state.text.at.getTime() + 1)),
    device: session.deviceId,
    set: { text: conflict.other_text },
    seen: { text: effectiveAt, scope: null },
  });
  await keep(context, found.note_id, state, overwritten);
  return 'ok';
}

function requireRight({ ability }: MutationContext): void {
  if (!ability.can('edit', 'Note')) throw new MutationRefusedError('not_available');
}

/** A note of somebody else and one that does not exist give the same answer. */
async function lockOwn(context: MutationContext, id: string): Promise<NoteState> {
  requireRight(context);
  const state = await lockOwnNote(context.trx, id, context.session.userId);
  if (state === null) throw new MutationRefusedError('not_available');
  return state;
}

async function keep(
  { trx, now }: MutationContext,
  id: string,
  before: NoteState,
  outcome: NoteOutcome,
): Promise<'ok' | 'noop'> {
  if (outcome.state !== before) await saveNote(trx, id, outcome.state);
  if (outcome.lost !== null) await keepLostText(trx, id, outcome.lost, now);
  return outcome.changed ? 'ok' : 'noop';
}

function ownOrRefused(authorId: string, userId: string): 'noop' {
  if (authorId !== userId) throw new MutationRefusedError('not_available');
  return 'noop';
}

function moment(instant: string | null | undefined): Date | null {
  return instant === undefined || instant === null ? null : new Date(instant);
}
