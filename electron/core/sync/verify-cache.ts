import type { CacheRepository } from '#db/sync/cache.repository.ts';
import { CURRENT_VERSIONS } from '#db/sync/collection-versions.ts';
import { MAX_VERIFY_SLICES, SLICES, type VerifyResponse } from '@hallowerk/contract/sync/verify.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { StalledError } from './sync-failure.ts';
import type { SyncServer } from './sync-server.ts';

const WEEK_MS = 7 * 86_400_000;
/** How often one range is tried again because something changed on the server meanwhile. */
const MAX_TRIES = 7;
/** Pages in a row that may bring nothing before a refill counts as stalled. */
const MAX_EMPTY_PAGES = 10;

export interface VerifyContext {
  readonly cache: CacheRepository;
  readonly server: Pick<SyncServer, 'pull' | 'verify'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this program: another one compares anew. */
  readonly build: string;
  /** Rows to ask for in a page. */
  readonly pageRows: () => number;
  /** An ordinary pull, until everything is complete. */
  readonly pullToEnd: (signal: AbortSignal) => Promise<unknown>;
  /** After every stored slice or computed step, for a watchdog. */
  readonly onStep?: () => void;
}

/** `postponed`: the server changed all the time; ask again after a later pull. */
export type VerifyOutcome = 'same' | 'refilled' | 'postponed';

/** Level 2 of sync §2.9 is due: never done, done by another build, a week ago, or put in doubt by an unclean end. */
export function isVerifyDue({ cache, clock, build }: Pick<VerifyContext, 'cache' | 'clock' | 'build'>): boolean {
  const last = cache.verified();
  return last === null || last.build !== build || clock.now() - Date.parse(last.at) >= WEEK_MS;
}

/**
 * Compares the contents of all rows with the server's, a range of slices at a time, and brings the collections that
 * differ again. Only after a complete pull, and while no other pull runs.
 * Throws what the server client and the database throw, and `StalledError`.
 */
export async function verifyCache(context: VerifyContext, signal: AbortSignal): Promise<VerifyOutcome> {
  const differing = new Set<number>();
  let size = MAX_VERIFY_SLICES;
  let tries = 0;
  for (let from = 0; from < SLICES;) {
    const to = Math.min(SLICES, from + size);
    const found = await compareRange(context, { from, to }, signal);
    if (found === null) {
      tries += 1;
      if (tries >= MAX_TRIES) return 'postponed';
      // A smaller range is compared sooner, so that less changes meanwhile.
      size = Math.max(1, Math.floor(size / 2));
      await context.pullToEnd(signal);
      continue;
    }
    for (const collection of found) differing.add(collection);
    from = to;
    tries = 0;
    size = Math.min(MAX_VERIFY_SLICES, size * 2);
  }
  if (differing.size > 0) {
    const collections = [...differing].sort((one, other) => one - other);
    context.logger.error({ level: 2, collections, build: context.build }, 'sync.mismatch');
    await refillCollections(context, collections, signal);
  }
  context.cache.setVerified({ at: new Date(context.clock.now()).toISOString(), build: context.build });
  return differing.size > 0 ? 'refilled' : 'same';
}

/**
 * Brings collections again, whole (sync §2.9, §2.18). Only while no ordinary page is asked for or stored; abandoning it
 * is harmless, and then nothing counts as brought.
 * Throws what the server client and the database throw, and `StalledError`.
 */
export async function refillCollections(
  context: Pick<VerifyContext, 'cache' | 'server' | 'clock' | 'pageRows' | 'onStep'>,
  collections: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const refill = context.cache.refill(collections);
  let empty = 0;
  for (;;) {
    const cursor = refill.cursor();
    const page = await context.server.pull(
      { cursor, rows: context.pageRows(), pending: [], only: [...refill.collections] },
      signal,
    );
    signal.throwIfAborted();
    const last = await inSteps(context, refill.apply(page), signal);
    if (last) return;
    empty = page.ops.length === 0 || page.cursor === cursor ? empty + 1 : 0;
    if (empty >= MAX_EMPTY_PAGES) throw new StalledError(`${empty} refill pages without progress`);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Collections that differ in these slices; null when something changed on the server that is not here yet. */
async function compareRange(context: VerifyContext, range: Range, signal: AbortSignal): Promise<number[] | null> {
  const { cache, server } = context;
  const held = heldCollections(cache);
  const sums = await inSteps(context, cache.sliceSums(Object.keys(held).map(Number), range.from, range.to), signal);
  const answer = await server.verify({ collections: held, ...range }, signal);
  signal.throwIfAborted();
  if (!isCompleteAt(cache, answer)) return null;
  return [...sums].filter(([collection, own]) => differs(own, answer, collection)).map(([collection]) => collection);
}

/** Collections whose rows are here in the projection that this program knows; others are refilled, not compared. */
function heldCollections(cache: CacheRepository): Record<string, number> {
  const stored = cache.collectionVersions();
  return Object.fromEntries(Object.entries(CURRENT_VERSIONS).filter(([number, version]) => stored[number] === version));
}

function isCompleteAt(cache: CacheRepository, answer: VerifyResponse): boolean {
  const position = cache.position();
  return position !== null && position.epoch === answer.epoch && position.head >= answer.head;
}

function differs(own: readonly bigint[], answer: VerifyResponse, collection: number): boolean {
  const theirs = answer.sums[String(collection)];
  // A server that does not know the collection leaves it out.
  return theirs !== undefined && own.some((sum, at) => String(sum) !== theirs[at]);
}

/** Runs short steps to the end, with room for everything else between them. */
async function inSteps<T>(
  { clock, onStep }: Pick<VerifyContext, 'clock' | 'onStep'>,
  steps: Generator<unknown, T>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onStep?.();
    await clock.breathe();
    signal.throwIfAborted();
  }
}
