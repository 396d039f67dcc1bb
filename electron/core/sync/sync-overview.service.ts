import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import type { OutboxRepository, RefusedLine } from '#db/sync/outbox.repository.ts';
import { candidateName } from '@hallowerk/contract/candidates/candidate.ts';
import type { NoteConflict } from '@hallowerk/contract/candidates/note.ts';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Conflict, RefusedChange, SyncOverview, WaitingChange } from '@hallowerk/contract/sync/sync-overview.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { sameAgain, type NewMutation } from '../new-mutation.ts';
import { changeSubject, type ChangeSources } from './change-subject.ts';
import type { SyncEngine } from './sync-engine.ts';
import type { SyncHistory } from './sync-history.ts';

/** What may have passed since: a right came back, a newer version came in, what it depends on arrived, there is room. */
const RETRY_HELPS: readonly MutationResult[2][] = ['not_available', 'stale', 'depends', 'limit'];

export interface SyncOverviewOptions {
  readonly outbox: OutboxRepository;
  readonly candidates: Pick<CandidatesRepository, 'get' | 'count'>;
  readonly notes: NotesRepository;
  readonly contactRequests: ChangeSources['contactRequests'];
  readonly savedSearches: ChangeSources['savedSearches'];
  readonly engine: Pick<SyncEngine, 'recount'>;
  readonly history: Pick<SyncHistory, 'runs' | 'recovered'>;
  readonly clock: Clock;
  readonly leaseUntil: () => string | null;
  readonly live: () => boolean;
  /** Bytes of the user's files. */
  readonly size: () => Promise<number>;
  /** Keeps the mutation durably, shows it at once and has it sent. */
  readonly mutate: (mutation: NewMutation) => void;
}

/** What the sync panel shows and does. */
export interface SyncOverviewService {
  overview(): Promise<SyncOverview>;
  /** Puts a refused change away. Does nothing for one that is not there. */
  dismiss(input: { uid: string }): void;
  /**
   * Sends a refused change again, as a new one made now. Throws `DesktopError` NOT_FOUND, and REFUSED `no_retry` for one
   * that would be refused again.
   */
  retry(input: { uid: string }): void;
}

export function createSyncOverviewService(options: SyncOverviewOptions): SyncOverviewService {
  const { outbox, candidates, notes, engine, history, clock } = options;

  const nameOf = (id: string | null): string | null => {
    const stored = id === null ? null : candidates.get(id);
    return stored === null ? null : candidateName(stored.row);
  };

  function waiting(): WaitingChange[] {
    const unsent = new Set(outbox.pending().map(({ uid }) => uid));
    return outbox.unsettled().map(({ uid, kind, args, edit_ts: at }) => {
      const { candidateId } = changeSubject({ kind, args }, options);
      const state = unsent.has(uid) ? 'waiting' : 'sent';
      return { uid, kind, candidateId, candidateName: nameOf(candidateId), at, state };
    });
  }

  function refused({ uid, kind, args, editedAt: at, status, code }: RefusedLine): RefusedChange {
    const { candidateId, text } = changeSubject({ kind, args }, options);
    const canRetry = retryHelps({ status, code });
    return { uid, kind, candidateId, candidateName: nameOf(candidateId), at, status, code, text, canRetry };
  }

  function conflict({ id, noteId, candidateId, otherText, otherAt }: NoteConflict): Conflict {
    const note = notes.find(noteId);
    return {
      id,
      noteId,
      candidateId,
      candidateName: nameOf(candidateId),
      current: note === null ? null : { text: note.text, at: note.textAt },
      other: { text: otherText, at: otherAt },
    };
  }

  return {
    async overview() {
      return {
        waiting: waiting(),
        refused: outbox.refused().map(refused),
        conflicts: notes.conflicts().map(conflict),
        history: [...history.runs()],
        candidates: candidates.count(),
        bytes: await options.size(),
        leaseUntil: options.leaseUntil(),
        live: options.live(),
        recovered: history.recovered(),
      };
    },
    dismiss({ uid }) {
      outbox.dismiss(uid);
      engine.recount();
    },
    retry({ uid }) {
      const line = outbox.refused().find((refusedLine) => refusedLine.uid === uid);
      if (line === undefined) throw new DesktopError('NOT_FOUND', 'Deze wijziging is er niet (meer).');
      if (!retryHelps(line)) {
        throw new DesktopError('REFUSED', 'Opnieuw proberen helpt niet. Kopieer de tekst als je die wilt bewaren.', {
          reason: 'no_retry',
        });
      }
      // First the new one: a stop in between shows both, and loses neither.
      options.mutate(sameAgain(clock, line));
      outbox.dismiss(uid);
      engine.recount();
    },
  };
}

function retryHelps({ status, code }: Pick<RefusedLine, 'status' | 'code'>): boolean {
  return status === 'rejected' && RETRY_HELPS.includes(code);
}
