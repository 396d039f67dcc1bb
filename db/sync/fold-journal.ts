import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { isCarriedOut, type MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { JournalEntry, QueuedMutation } from './journal-frame.ts';
import type { DeviceIdentity } from './outbox.repository.ts';

export interface RefusedMutation extends QueuedMutation {
  readonly status: MutationResult[1];
  readonly code: MutationResult[2];
  readonly at: string;
}

/** What a log says the outbox holds. */
export interface JournalState {
  readonly identity: DeviceIdentity | null;
  readonly waiting: ReadonlyMap<string, QueuedMutation>;
  /** Rejected or parked, and not put away. */
  readonly refused: ReadonlyMap<string, RefusedMutation>;
  /** Accepted, put away or taken back: not to be inserted again. */
  readonly gone: ReadonlySet<string>;
}

export function foldJournal(entries: readonly JournalEntry[]): JournalState {
  let identity: DeviceIdentity | null = null;
  const waiting = new Map<string, QueuedMutation>();
  const refused = new Map<string, RefusedMutation>();
  const gone = new Set<string>();
  const leave = (uid: string): void => {
    waiting.delete(uid);
    refused.delete(uid);
    gone.add(uid);
  };
  const enter = ({ n, mutation }: QueuedMutation): void => {
    leave(mutation.uid);
    gone.delete(mutation.uid);
    waiting.set(mutation.uid, { n, mutation });
  };
  for (const entry of entries) {
    switch (entry.t) {
      case 'head':
        break;
      case 'identity':
        identity = { deviceId: entry.deviceId, userId: entry.userId, epochOk: entry.epochOk };
        break;
      case 'add':
        enter(entry);
        break;
      case 'add-all':
        entry.lines.forEach(enter);
        break;
      case 'cancel':
      case 'dismissed':
        leave(entry.uid);
        break;
      case 'settled':
        for (const [uid, status, code] of entry.results) {
          const queued = waiting.get(uid);
          leave(uid);
          if (queued === undefined || isCarriedOut(status)) continue;
          refused.set(uid, { ...queued, status, code, at: entry.at });
        }
        break;
      default:
        assertNever(entry);
    }
  }
  return { identity, waiting, refused, gone };
}
