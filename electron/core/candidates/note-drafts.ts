import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import type { JSONValue, OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';

/** As the screen names its drafts: followed by the candidate for a new note, by the note for a change of one. */
const DRAFT_PREFIX = 'note-draft.';
const KEPT_MS = 30 * 86_400_000;

export interface TendNoteDraftsOptions {
  /** Where the screen's drafts are kept, as preferences of this device. */
  readonly local: Pick<OutboxRepository, 'preferences' | 'setPreference'>;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly notes: Pick<NotesRepository, 'find'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/**
 * A draft about a candidate who is not visible any more must not stay on this device for ever. Only on a complete cache.
 * Throws `LocalDatabaseError` CORRUPT.
 */
export function tendNoteDrafts({ local, candidates, notes, clock, logger }: TendNoteDraftsOptions): void {
  const isHere = (id: string): boolean => candidates.get(id) !== null || notes.find(id) !== null;
  try {
    for (const [key, value] of agedDrafts(local.preferences(), isHere, clock.now())) local.setPreference(key, value);
  } catch (error) {
    // A full disk must not keep the program from opening; the next opening tries again.
    if (!(error instanceof LocalDatabaseError) || error.code === 'CORRUPT') throw error;
    logger.warn({ err: error }, 'drafts of notes could not be tended');
  }
}

/**
 * What becomes of the drafts among these preferences; null deletes one. A draft whose candidate or note is not here gets
 * `at`, the moment (ISO 8601) at which that was found, loses it when its subject is back, and goes after 30 days without.
 * `now`: milliseconds.
 */
export function agedDrafts(
  preferences: Readonly<Record<string, JSONValue>>,
  isHere: (id: string) => boolean,
  now: number,
): readonly (readonly [key: string, value: JSONValue])[] {
  return Object.entries(preferences).flatMap(([key, draft]) => {
    if (!key.startsWith(DRAFT_PREFIX)) return [];
    const next = aged(draft, isHere(key.slice(DRAFT_PREFIX.length)), now);
    return next === undefined ? [] : [[key, next] as const];
  });
}

/** undefined: nothing to change. */
function aged(draft: JSONValue, isHere: boolean, now: number): JSONValue | undefined {
  // Nothing that a screen could show, such as the null that once stood for a draft that was given up.
  if (typeof draft !== 'object' || draft === null || Array.isArray(draft)) return null;
  const { at, ...content } = draft;
  if (isHere) return at === undefined ? undefined : content;
  const since = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  // A moment still to come was noted by a clock that was wrong: it says nothing about the age.
  if (Number.isNaN(since) || since > now) return { ...content, at: new Date(now).toISOString() };
  return now - since >= KEPT_MS ? null : undefined;
}
