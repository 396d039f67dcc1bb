import type { MutationResult, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { ChangeListener } from '../change-hub.ts';
import type { LocalDatabase } from '../open-database.ts';
import { PageApplier, type ApplyOptions, type PageResult } from './apply-page.ts';
import type { SliceResult } from './cache-maintenance.ts';
import { CollectionRefiller, type CollectionRefill } from './collection-refill.ts';
import { CURRENT_VERSIONS, type CollectionVersions } from './collection-versions.ts';
import { MetaStore } from './meta-store.ts';
import { overlayLine } from './overlay.ts';
import { ScopeStore } from './scope-store.ts';
import { sliceSums, type SliceSums } from './slice-sums.ts';

/** Count and digest of a scope as this device computed them. `digest`: signed 64-bit number as text. */
export interface ScopeState {
  readonly s: number;
  readonly key: string;
  readonly cnt: number;
  readonly digest: string;
}

/** `at`: ISO 8601. */
export interface Verified {
  readonly at: string;
  readonly build: string;
}

export interface CacheRepository {
  /** Opaque; null before the first page is stored, and after `restart`. */
  cursor(): string | null;
  /** Epoch and head of the last page that was stored; null before the first. In one epoch no later answer is below (C4). */
  position(): { readonly epoch: number; readonly head: number } | null;
  /** True once every scope was complete at one moment. */
  complete(): boolean;
  /** Instant of the last complete pull, ISO 8601. */
  lastCompletedAt(): string | null;
  /** Rows of all collections. */
  rowCount(): number;
  scopes(): readonly ScopeState[];
  /**
   * Stores a page in short transactions; run it to the end, letting other work in between (see apply-page.ts). Repeating
   * a page, or abandoning the generator and pulling again, ends in the same cache (C4, C5).
   * @throws LocalDatabaseError; an Error for a page that breaks the protocol, before anything of it is stored
   */
  applyPage(page: PullResponse, options: ApplyOptions): Generator<SliceResult, PageResult>;
  /** For quiet moments, in slices: tidies the text index, removes the words of who left, empties the log. Can be dropped. */
  maintain(): Generator<SliceResult, void>;
  /** Keys of scopes whose own sums differ from the server's; always empty for a page that is not `done` (§2.9). */
  mismatches(page: PullResponse): string[];
  /**
   * Forgets the cursor, so that the next pull brings everything again and what it does not bring is swept. Nothing goes
   * from the screen meanwhile. The answer to a mismatch.
   */
  restart(): void;
  /** Begins bringing these collections again, beside the ordinary pull; see collection-refill.ts for when. */
  refill(collections: readonly number[]): CollectionRefill;
  /** Projection versions of what is stored; empty for a cache that never noted them. See `staleCollections`. */
  collectionVersions(): CollectionVersions;
  /** Own sums over contents, in short steps (slice-sums.ts). Nothing may be stored meanwhile. */
  sliceSums(collections: readonly number[], from: number, to: number): Generator<number, SliceSums>;
  /** When and by which build the contents were last compared with the server's; null: never, or they are in doubt. */
  verified(): Verified | null;
  setVerified(verified: Verified | null): void;
  /** Acknowledged mutations that have not been cleared: settle them in the outbox, then clear. */
  acked(): MutationResult[];
  ackedUids(): string[];
  clearAcked(uids: readonly string[]): void;
  /** Called after every commit that changed something. Returns the function that ends the subscription. */
  onChanged(listener: ChangeListener): () => void;
  /** The row as synced, or null. The caller names the type of the collection. */
  readRow<T = unknown>(collection: number, id: string): T | null;
  listRows<T = unknown>(collection: number): T[];
  /**
   * Replaces what waiting mutations show ahead of time, oldest first; acknowledged ones are left out (§2.14). Those of one
   * row stack, see overlay.ts.
   */
  setOverlay(mutations: readonly Mutation[]): void;
}

/** Opens the synced part of the cache, finishing first what an earlier run was still removing (lost rights, sweeps). */
export function createCacheRepository(database: LocalDatabase): CacheRepository {
  return database.read(() => makeRepository(database));
}

function makeRepository(database: LocalDatabase): CacheRepository {
  const { connection } = database;
  const scopes = new ScopeStore(connection);
  const meta = new MetaStore(connection);
  const applier = new PageApplier(database, scopes, meta);
  const statements = {
    row: connection.prepare<string>('select d from row where coll = ? and id = ?').pluck(),
    rows: connection.prepare<string>('select d from row where coll = ? order by pk').pluck(),
    acked: connection.prepare<MutationResult>('select uid, status, code from acked').raw(),
    clearAcked: connection.prepare('delete from acked where uid = ?'),
  };
  for (const slice of applier.finishSweeps()) void slice;

  return {
    cursor: () => database.read(() => meta.get('cursor')),
    position: () => database.read(() => positionOf(meta)),
    complete: () => database.read(() => meta.get('complete') !== null),
    lastCompletedAt: () => database.read(() => meta.get('last-completed-at')),
    rowCount: () => database.read(() => meta.rowCount()),
    scopes: () => database.read(() => ownSums(scopes)),
    *applyPage(page, options) {
      // Without a cursor everything comes, and comes as this program wants it.
      if (database.read(() => meta.get('cursor')) === null)
        database.write(() => meta.set('versions', JSON.stringify(CURRENT_VERSIONS)));
      return yield* applier.apply(page, options);
    },
    maintain: () => applier.maintain(),
    mismatches: (page) => (page.done ? database.read(() => differing(scopes, page)) : []),
    restart: () => database.write(() => meta.set('cursor', null)),
    refill: (collections) => new CollectionRefiller({ database, applier, scopes, meta }, collections),
    collectionVersions: () => JSON.parse(database.read(() => meta.get('versions')) ?? '{}') as CollectionVersions,
    sliceSums: (collections, from, to) => sliceSums(database, collections, from, to),
    verified: () => JSON.parse(database.read(() => meta.get('verified')) ?? 'null') as Verified | null,
    setVerified: (verified) =>
      database.write(() => meta.set('verified', verified === null ? null : JSON.stringify(verified))),
    acked: () => database.read(() => statements.acked.all()),
    ackedUids: () => database.read(() => statements.acked.all().map(([uid]) => uid)),
    clearAcked: (uids) => database.write(() => uids.forEach((uid) => statements.clearAcked.run(uid))),
    onChanged: (listener) => database.changes.listen(listener),
    readRow: <T>(collection: number, id: string) => {
      const content = database.read(() => statements.row.get(collection, id));
      return content === undefined ? null : (JSON.parse(content) as T);
    },
    listRows: <T>(collection: number) =>
      database.read(() => statements.rows.all(collection)).map((content) => JSON.parse(content) as T),
    setOverlay: (mutations) => setOverlay(database, mutations),
  };
}

function positionOf(meta: MetaStore): { epoch: number; head: number } | null {
  const epoch = meta.get('epoch');
  const head = meta.get('head');
  return epoch === null || head === null ? null : { epoch: Number(epoch), head: Number(head) };
}

function ownSums(scopes: ScopeStore): ScopeState[] {
  return scopes
    .all()
    .filter(({ state }) => state !== 'lost')
    .map(({ id, key, cnt, digest }) => ({ s: id, key, cnt, digest }));
}

function differing(scopes: ScopeStore, page: PullResponse): string[] {
  const own = new Map(ownSums(scopes).map((scope) => [scope.s, scope]));
  return page.scopes
    .filter(({ s, cnt, digest }) => own.get(s)?.cnt !== cnt || own.get(s)?.digest !== digest)
    .map(({ key }) => key);
}

function setOverlay(database: LocalDatabase, mutations: readonly Mutation[]): void {
  const { connection } = database;
  const collections = database.write(() => {
    const touched = connection.prepare<number>('delete from overlay returning coll').pluck().all();
    const acked = new Set(connection.prepare<string>('select uid from acked').pluck().all());
    const insert = connection.prepare('insert into overlay (uid, coll, id, patch, gone) values (?, ?, ?, ?, ?)');
    for (const mutation of mutations) {
      const line = acked.has(mutation.uid) ? null : overlayLine(mutation);
      if (line === null) continue;
      const patch = line.patch === null ? null : JSON.stringify(line.patch);
      insert.run(mutation.uid, line.collection, line.id, patch, line.gone ? 1 : 0);
      touched.push(line.collection, ...(line.alsoChanges ?? []));
    }
    return touched;
  });
  database.changes.emit({ collections: [...new Set(collections)], candidates: [] });
}
