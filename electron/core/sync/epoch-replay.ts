import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { isCarriedOut, MAX_PENDING, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Failpoint } from '../failpoint.ts';
import type { Logger } from '../logging/logger.ts';
import { StalledError } from './sync-failure.ts';
import type { SyncServer } from './sync-server.ts';

/** A server that is restored again and again while it is asked has other worries. */
const MAX_ATTEMPTS = 3;

export interface EpochContext {
  readonly cache: Pick<CacheRepository, 'cursor' | 'setOverlay'>;
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly onProgress: () => void;
}

/** The server's database is another one than the one that took our changes: it was restored (sync §2.21). */
export class EpochChangedError extends Error {
  override readonly name = 'EpochChangedError';
}

/** Throws `EpochChangedError` for an answer of another epoch than the one in which everything of ours is known. */
export function assertKnownEpoch(outbox: OutboxRepository, page: PullResponse): void {
  const identity = outbox.identity();
  if (identity?.epochOk === page.epoch) return;
  // The first contact ever: nothing was sent yet that could be missing.
  if (identity === null || identity.epochOk === null) return rememberFirst(outbox, page.epoch);
  throw new EpochChangedError(`Epoch ${page.epoch} after ${identity.epochOk}`);
}

function rememberFirst(outbox: OutboxRepository, epoch: number): void {
  outbox.setIdentity({ deviceId: null, userId: null, ...outbox.identity(), epochOk: epoch });
}

/**
 * Asks the server which epoch it is in, and after a restore which of our accepted changes it still knows; those it lost
 * wait again, before newer ones. Nothing may be pushed before this resolves. The epoch is stored together with what has
 * to be sent again, so a crash at any point repeats all of it: the intention follows from the stored epoch (sync §2.21).
 */
export async function settleEpoch(context: EpochContext, signal: AbortSignal): Promise<void> {
  const { outbox } = context;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { epoch } = await ask(context, [], signal);
    const known = outbox.identity()?.epochOk ?? null;
    if (known === epoch) return;
    if (known === null) return rememberFirst(outbox, epoch);
    const missing = await findMissing(context, epoch, signal);
    if (missing === null) continue;
    await context.failpoint('replay: everything is answered');
    outbox.requeue(missing, epoch);
    // What waits again is shown ahead of time again (C8).
    if (missing.length > 0) context.cache.setOverlay(outbox.unsettled());
    await context.failpoint('replay: epoch is stored');
    context.logger.warn(
      { known, epoch, missing: missing.length },
      'the server was restored; what it lost is sent again',
    );
    return;
  }
  throw new StalledError('The epoch of the server does not hold still');
}

/**
 * Accepted changes that the server of this epoch does not know, or refused when a copy of the message reached it after the
 * restore: sent again, those end as refused where the user sees it. Null when the epoch changed while asking.
 */
async function findMissing(context: EpochContext, epoch: number, signal: AbortSignal): Promise<string[] | null> {
  const { outbox } = context;
  // Answered, but not seen to come back: the answer may be of before the restore.
  const waiting = new Set(outbox.pending().map(({ uid }) => uid));
  const answered = outbox.unsettled().flatMap(({ uid }) => (waiting.has(uid) ? [] : [uid]));
  const uids = [...outbox.settledUids(), ...answered];
  const missing: string[] = [];
  for (let from = 0; from < uids.length; from += MAX_PENDING) {
    const batch = uids.slice(from, from + MAX_PENDING);
    const page = await ask(context, batch, signal);
    if (page.epoch !== epoch) return null;
    const carriedOut = new Set(page.acks.flatMap(([uid, status]) => (isCarriedOut(status) ? [uid] : [])));
    missing.push(...batch.filter((uid) => !carriedOut.has(uid)));
    await context.failpoint('replay: a batch is answered');
  }
  return missing;
}

/** A pull that is not stored: it only asks. The page comes again to the same cursor. */
async function ask(context: EpochContext, pending: readonly string[], signal: AbortSignal): Promise<PullResponse> {
  const page = await context.server.pull({ cursor: context.cache.cursor(), rows: 1, pending }, signal);
  signal.throwIfAborted();
  context.onProgress();
  return page;
}
