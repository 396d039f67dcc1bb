import type { MutationResult, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { ChangeListener } from '../change-hub.ts';
import type { LocalDatabase } from '../open-database.ts';
import { PageApplier, type ApplyOptions, type PageResult, type SliceResult } from './apply-page.ts';
import { MetaStore } from './meta-store.ts';
import { overlayLine } from './overlay.ts';
import { ScopeStore } from './scope-store.ts';

/** Count and digest of a scope as this device computed them. `digest`: signed 64-bit number as text. */
export interface ScopeState {
  readonly s: number;
  readonly key: string;
  readonly cnt: number;
  readonly digest: string;
}

export interface CacheRepository {
  /** Opaque; null before the first page is stored, and after `restart`. */
  cursor(): string | null;
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
  /** Keys of scopes whose own sums differ from the server's; always empty for a page that is not `done` (§2.9). */
  mismatches(page: PullResponse): string[];
  /**
   * Forgets the cursor, so that the next pull brings everything again and what it does not bring is swept. Nothing goes
   * from the screen meanwhile. The answer to a mismatch.
   */
  restart(): void;
  /** Acknowledged mutations that have not been cleared: settle them in the outbox, then clear. */
  acked(): MutationResult[];
  ackedUids(): string[];
  clearAcked(uids: readonly string[]): void;
  /** Called after every commit that changed something. Returns the function that ends the subscription. */
  onChanged(listener: ChangeListener): () => void;
  /** The row as synced, or null. The caller names the type of the collection. */
  readRow<T = unknown>(collection: number, id: string): T | null;
  listRows<T = unknown>(collection: number): T[];
  /** Replaces what waiting mutations show ahead of time, oldest first; acknowledged ones are left out (§2.14). */
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
    complete: () => database.read(() => meta.get('complete') !== null),
    lastCompletedAt: () => database.read(() => meta.get('last-completed-at')),
    rowCount: () => database.read(() => meta.rowCount()),
    scopes: () => database.read(() => ownSums(scopes)),
    applyPage: (page, options) => applier.apply(page, options),
    mismatches: (page) => (page.done ? database.read(() => differing(scopes, page)) : []),
    restart: () => database.write(() => meta.set('cursor', null)),
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
      touched.push(line.collection);
    }
    return touched;
  });
  database.changes.emit({ collections: [...new Set(collections)], candidates: [] });
}
