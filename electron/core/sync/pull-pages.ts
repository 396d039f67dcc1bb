import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { DeviceReport } from '@hallowerk/contract/devices/device-status.ts';
import { MAX_PENDING, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Clock } from '../clock.ts';
import type { PageSize } from './page-size.ts';
import { ProtocolError } from '../server-client/server-errors.ts';
import { assertKnownEpoch } from './epoch-replay.ts';
import { StalledError } from './sync-failure.ts';
import type { SyncServer } from './sync-server.ts';

/** Pages in a row that may bring nothing before the round counts as stalled (sync §2.13). */
const MAX_EMPTY_PAGES = 10;

export interface PullContext {
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly clock: Clock;
  readonly pageSize: PageSize;
  /** Numbers about this device, sent with every page. */
  readonly report: () => DeviceReport;
  /** After every stored slice. */
  readonly onSlice: (page: PullResponse, rowsOfSlice: number) => void;
}

/** An answer from before one that is stored already: nothing of it may be stored (C4). */
function assertForward(cache: CacheRepository, page: PullResponse): void {
  const stored = cache.position();
  if (stored === null || stored.epoch !== page.epoch || page.head >= stored.head) return;
  throw new ProtocolError(`The head went back from ${stored.head} to ${page.head} in epoch ${page.epoch}`);
}

/**
 * Pulls and stores pages until the server says that every scope is complete; gives that last page. While one page is being
 * stored the next is on its way: server and device work at the same time. Stops after the slice in hand when `signal`
 * aborts: the stored cursor is then still the one before the page, and storing a page twice is harmless (L16).
 * Throws what the server client and the database throw, `StalledError`, `ProtocolError` for an answer of the past, and
 * `EpochChangedError` for one of another epoch, which is not stored.
 */
export async function pullPages(context: PullContext, signal: AbortSignal): Promise<PullResponse> {
  const ahead = new AbortController();
  try {
    return await pullAhead(context, AbortSignal.any([signal, ahead.signal]));
  } finally {
    // Whatever ended this: a page that was asked for and is not wanted any more.
    ahead.abort();
  }
}

async function pullAhead(context: PullContext, signal: AbortSignal): Promise<PullResponse> {
  const { cache, outbox, pageSize } = context;
  let cursor = cache.cursor();
  let coming = ask(context, { cursor, rows: pageSize.rowsAfter(0) }, signal);
  let empty = 0;
  for (let pages = 1; ; pages++) {
    const page = await coming;
    signal.throwIfAborted();
    assertForward(cache, page);
    assertKnownEpoch(outbox, page);
    if (!page.done) coming = ask(context, { cursor: page.cursor, rows: pageSize.rowsAfter(pages) }, signal);
    await storePage(context, page, signal);
    settle(context);
    if (page.done) return page;
    empty = page.ops.length === 0 || page.cursor === cursor ? empty + 1 : 0;
    if (empty >= MAX_EMPTY_PAGES) throw new StalledError(`${empty} pages without progress`);
    cursor = page.cursor;
  }
}

/** A failure is the caller's when he awaits the page, and nobody's when he ends before. */
function ask(
  context: PullContext,
  from: { readonly cursor: string | null; readonly rows: number },
  signal: AbortSignal,
): Promise<PullResponse> {
  const { server, outbox } = context;
  const pending = outbox.unsettled(MAX_PENDING).map(({ uid }) => uid);
  const page = server.pull({ ...from, pending, report: context.report() }, signal);
  page.catch(() => undefined);
  return page;
}

/** The slices keep the event loop free: between two of them searches and calls are answered. */
async function storePage(context: PullContext, page: PullResponse, signal: AbortSignal): Promise<void> {
  let spent = 0;
  let stored = 0;
  for (const slice of context.cache.applyPage(page, { now: new Date(context.clock.now()) })) {
    spent += slice.milliseconds;
    const rows = slice.phase === 'rows' ? slice.applied - stored : 0;
    stored += rows;
    context.onSlice(page, rows);
    await context.clock.breathe();
    signal.throwIfAborted();
  }
  context.pageSize.learn(stored, spent);
}

/** Moves acknowledged mutations from the outbox to its results. In this order a crash in between repeats it (§2.14). */
export function settle({ cache, outbox, clock }: Pick<PullContext, 'cache' | 'outbox' | 'clock'>): void {
  const acks = cache.acked();
  if (acks.length === 0) return;
  outbox.settle(acks, new Date(clock.now()));
  cache.clearAcked(acks.map(([uid]) => uid));
}
