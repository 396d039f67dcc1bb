import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { SliceResult } from '#db/sync/cache-maintenance.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { decodeCursor, type ScopeCursor } from '../../server/sync/cursor.ts';
import { hold } from './invariant-error.ts';
import type { RoundPlan } from './round-plan.ts';

export interface Watch {
  readonly plan: () => RoundPlan;
  /** After every committed slice. `stored`: with this slice the page's cursor was stored. */
  readonly onSlice: (slice: { readonly page: PullResponse; readonly stored: boolean }) => void;
  readonly onMismatch: (keys: readonly string[]) => void;
  /** What the cache holds, as one text. */
  readonly signature: () => string;
}

/** The real cache, with a process that can die between any two of its transactions, and with eyes on each of them. */
export function watchCache(cache: CacheRepository, watch: Watch): CacheRepository {
  return {
    ...cache,
    *applyPage(page, options) {
      const slices = { ...options, sliceRows: watch.plan().sliceRows };
      const before = cache.cursor();
      const steps = cache.applyPage(page, slices);
      let step = steps.next();
      while (step.done !== true) {
        afterSlice(cache, { page, before, slice: step.value }, watch);
        yield step.value;
        step = steps.next();
      }
      if (watch.plan().fault.strikes('page-twice')) applyAgain(cache, page, slices, watch);
      return step.value;
    },
    mismatches(page) {
      const keys = cache.mismatches(page);
      if (keys.length > 0) watch.onMismatch(keys);
      return keys;
    },
  };
}

function afterSlice(
  cache: CacheRepository,
  at: { readonly page: PullResponse; readonly before: string | null; readonly slice: SliceResult },
  watch: Watch,
): void {
  const rows = at.slice.phase === 'rows';
  const stored = rows && at.slice.applied === at.slice.total;
  if (rows && !stored)
    hold('C4', cache.cursor() === at.before, () => 'the cursor was stored before all rows of its page');
  if (stored) {
    hold('C4', cache.cursor() === at.page.cursor, () => 'the rows of a page were stored without its cursor');
    assertForward(at.before, at.page);
  }
  watch.onSlice({ page: at.page, stored });
  watch.plan().fault.crashAt('crash:slice');
  if (stored) watch.plan().fault.crashAt('crash:page-committed');
}

/** C4: within an epoch no scope goes back, unless the server says that it begins again. */
function assertForward(before: string | null, page: PullResponse): void {
  const old = before === null ? null : decodeCursor(before);
  const now = decodeCursor(page.cursor);
  if (old === null || now === null || old.epoch !== now.epoch) return;
  const begins = new Set(page.scopes.filter(({ reset }) => reset).map(({ s }) => s));
  for (const [scope, was] of old.scopes) {
    const is = now.scopes.get(scope);
    if (is === undefined || begins.has(scope)) continue;
    hold('C4', compareCursors(was, is) <= 0, () => 'a cursor went back');
  }
}

function compareCursors(one: ScopeCursor, other: ScopeCursor): number {
  const byNumber = one.position - other.position || one.collection - other.collection;
  return byNumber || (one.rowId < other.rowId ? -1 : Number(one.rowId > other.rowId));
}

/** C5: once more changes nothing. */
function applyAgain(
  cache: CacheRepository,
  page: PullResponse,
  options: Parameters<CacheRepository['applyPage']>[1],
  watch: Watch,
): void {
  const before = watch.signature();
  for (const slice of cache.applyPage(page, options)) void slice;
  hold('C5', watch.signature() === before, () => 'a page applied twice gave another cache');
}

/** The real outbox, with a process that can die after what it stored. */
export function watchOutbox(outbox: OutboxRepository, plan: () => RoundPlan): OutboxRepository {
  return {
    ...outbox,
    recordResults(results, now) {
      outbox.recordResults(results, now);
      plan().fault.crashAt('crash:results-stored');
    },
    settle(acks, now) {
      outbox.settle(acks, now);
      plan().fault.crashAt('crash:acks-moved');
    },
  };
}
