import { isNewer, onTopOf, type Stamp } from '../shared/effective-time.ts';

/**
 * A saved search as two devices can disagree about it: what its owner wrote last, or null when that was its deletion. One
 * register for the whole (sync §2.11): a name without its query says nothing, so the newest edit wins as it is.
 */
export interface SearchState<T> extends Stamp {
  readonly content: T | null;
}

/** Effective time before `seen` is weighed, and the device. `content` null deletes. */
export interface SearchEdit<T> extends SearchState<T> {
  readonly seen: Date | null;
}

/** What stands after the edit; the same object when something newer stood already. */
export function applySearchEdit<T>(
  state: SearchState<T>,
  { content, at, device, seen }: SearchEdit<T>,
): SearchState<T> {
  const edited = { content, at: onTopOf(at, seen, state.at), device };
  return isNewer(edited, state) ? edited : state;
}
