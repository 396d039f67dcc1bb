import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import { isNewer, onTopOf, type Stamp } from '../shared/effective-time.ts';

/** One field of a note with the edit that wrote it. */
export interface Field<T> extends Stamp {
  readonly value: T;
}

/**
 * What two devices can disagree about. `deleted` stands only while the deletion beats both fields, so that a note is live
 * exactly when it is null; a deletion that lost is forgotten, because fields only get newer.
 */
export interface NoteState {
  readonly text: Field<string>;
  readonly scope: Field<NoteScope>;
  readonly deleted: Stamp | null;
}

/** Effective time before `seen` is weighed, and the device. */
export interface NoteEdit extends Stamp {
  readonly set: { readonly text?: string | undefined; readonly scope?: NoteScope | undefined };
  readonly seen: { readonly text: Date | null; readonly scope: Date | null };
}

export interface NoteOutcome {
  readonly state: NoteState;
  /** Somebody can see a difference. */
  readonly changed: boolean;
  /** The text that is not in the note, when its author had not seen the other one. */
  readonly lost: Field<string> | null;
}

/**
 * Last writer wins per field, by effective time (sync §2.11). A text that was written elsewhere, that the author had not
 * seen and that differs, is a conflict: whichever of the two loses is handed back. An edit newer than a deletion restores
 * the note.
 */
export function applyEdit(state: NoteState, edit: NoteEdit): NoteOutcome {
  const text = write(state.text, edit.set.text, edit.seen.text, edit);
  const scope = write(state.scope, edit.set.scope, edit.seen.scope, edit);
  const { deleted } = state;
  const restored = deleted !== null && [text, scope].some(({ won, field }) => won && isNewer(field, deleted));
  const written = { text: text.field, scope: scope.field, deleted: restored ? null : deleted };
  return {
    // The same object when nothing was written, so that nobody is sent what he has.
    state: text.won || scope.won ? written : state,
    changed: restored || (deleted === null && (differs(text, state.text) || differs(scope, state.scope))),
    lost: lostText(state.text, text, edit),
  };
}

/** Deletes, unless something newer than this was written. `seen`: the newest time of a field on the screen. */
export function applyDelete(state: NoteState, edit: Stamp & { readonly seen: Date | null }): NoteOutcome {
  const newest = isNewer(state.scope, state.text) ? state.scope : state.text;
  const stamp: Stamp = { at: onTopOf(edit.at, edit.seen, newest.at), device: edit.device };
  const wins = isNewer(stamp, newest) && (state.deleted === null || isNewer(stamp, state.deleted));
  if (!wins) return { state, changed: false, lost: null };
  return { state: { ...state, deleted: stamp }, changed: state.deleted === null, lost: null };
}

interface Written<T> {
  readonly field: Field<T>;
  /** This edit is now the one that the field holds. */
  readonly won: boolean;
  /** What the edit would have written, or wrote. */
  readonly attempt: Field<T> | null;
}

function write<T>(stored: Field<T>, value: T | undefined, seen: Date | null, { at, device }: Stamp): Written<T> {
  if (value === undefined) return { field: stored, won: false, attempt: null };
  const attempt = { value, at: onTopOf(at, seen, stored.at), device };
  const won = isNewer(attempt, stored);
  return { field: won ? attempt : stored, won, attempt };
}

function differs<T>({ field }: Written<T>, stored: Field<T>): boolean {
  return field.value !== stored.value;
}

function lostText(stored: Field<string>, { attempt, won }: Written<string>, edit: NoteEdit): Field<string> | null {
  if (attempt === null || attempt.value === stored.value || stored.device === edit.device) return null;
  const known = edit.seen.text !== null && stored.at.getTime() <= edit.seen.text.getTime();
  if (known) return null;
  return won ? stored : attempt;
}
