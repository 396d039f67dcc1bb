import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Desktop } from './desktop-process.ts';

/** What one user was told about one thing he wrote. */
export interface Told<T> {
  /** The newest value of which core said that it was saved; null while it said so of none. */
  saved: T | null;
  /** Values of calls that got no answer after that: done or not done, both are right. */
  maybe: T[];
}

/** What a user knows of his work: everything that is said to be saved must be there in the end (C3). */
export class Ledger {
  /** By the id of the note. */
  readonly notes = new Map<string, Told<string>>();
  /** By the id of the candidate. */
  readonly favourites = new Map<string, Told<boolean>>();
  /** Texts of new notes of which nobody heard again. */
  readonly maybeNotes: string[] = [];
  /** Mutations: said to be saved, without an answer, and refused in words. */
  saved = 0;
  unanswered = 0;
  refused = 0;
  /** What core said when it refused, and how often. */
  readonly refusals = new Map<string, number>();
}

export interface Writer {
  /** Writes once: a new note, another text in an old one, or a star. Resolves with what core said. */
  write(desktop: Desktop): Promise<Outcome>;
  readonly ledger: Ledger;
}

/** `saved`: core said so. `refused`: it said why not. `none`: nobody heard. */
export type Outcome = 'saved' | 'refused' | 'none';

/** One user's hand, guided by chance. Every text is unique, so that a doubled one shows. */
export function createWriter(candidates: readonly string[], random: () => number, ledger = new Ledger()): Writer {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

  async function attempt<T, R>(told: Told<T>, value: T, call: () => Promise<R>): Promise<Answer<R>> {
    told.maybe.push(value);
    const answer = await answered(ledger, call);
    // In words: it is not saved, and the screen says so.
    if (answer.outcome === 'refused') told.maybe.pop();
    if (answer.outcome !== 'saved') return answer;
    told.saved = value;
    told.maybe.length = 0;
    return answer;
  }

  async function addNote(desktop: Desktop): Promise<Outcome> {
    const text = `notitie ${randomUUID()}`;
    const note: Told<string> = { saved: null, maybe: [] };
    const scope = random() < 0.5 ? 'PRIVATE' : 'ORGANIZATION';
    const added = await attempt(note, text, () =>
      desktop.ask((api) => api.candidates.addNote({ candidateId: pick(candidates), text, scope })),
    );
    if (added.outcome === 'saved') ledger.notes.set(added.value.id, note);
    else ledger.maybeNotes.push(...note.maybe);
    return added.outcome;
  }

  async function editNote(desktop: Desktop, id: string): Promise<Outcome> {
    const text = `aangepast ${randomUUID()}`;
    const edit = (): Promise<void> => desktop.ask((api) => api.candidates.editNote({ id, text }));
    return (await attempt(ledger.notes.get(id)!, text, edit)).outcome;
  }

  async function setFavourite(desktop: Desktop): Promise<Outcome> {
    const id = pick(candidates);
    const known = ledger.favourites.get(id) ?? { saved: null, maybe: [] };
    ledger.favourites.set(id, known);
    const on = known.saved !== true;
    const set = (): Promise<void> => desktop.ask((api) => api.candidates.setFavourite({ id, on }));
    return (await attempt(known, on, set)).outcome;
  }

  return {
    ledger,
    write(desktop) {
      const known = [...ledger.notes.keys()];
      const dice = random();
      if (dice < 0.5 || known.length === 0) return addNote(desktop);
      return dice < 0.75 ? editNote(desktop, pick(known)) : setFavourite(desktop);
    },
  };
}

type Answer<R> = { readonly outcome: 'saved'; readonly value: R } | { readonly outcome: 'refused' | 'none' };

async function answered<R>(ledger: Ledger, call: () => Promise<R>): Promise<Answer<R>> {
  try {
    const value = await call();
    ledger.saved += 1;
    return { outcome: 'saved', value };
  } catch (error) {
    // Core's errors carry a code; a line that broke does not.
    const isRefusal = error instanceof Error && typeof Reflect.get(error, 'code') === 'string';
    const isGone = ['ECONNRESET', 'ABORT_ERR'].includes(String(Reflect.get(error as object, 'code')));
    if (isRefusal && !isGone) {
      ledger.refused += 1;
      const words = `${String(Reflect.get(error, 'code'))}: ${error.message}`;
      ledger.refusals.set(words, (ledger.refusals.get(words) ?? 0) + 1);
      return { outcome: 'refused' };
    }
    ledger.unanswered += 1;
    return { outcome: 'none' };
  }
}

/** Writes until `signal` aborts or nobody answers any more. */
export async function writeUntil(writer: Writer, desktop: Desktop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await writer.write(desktop)) === 'none') return;
    // A call that fails at once must not keep everything else from running.
    await nextTurn();
  }
}
