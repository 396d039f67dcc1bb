import type { PullOp, PullResponse, PullScope } from '@hallowerk/contract/sync/pull.ts';
import { entryHash } from '../sync/digest.ts';

interface Entry {
  readonly collection: number;
  readonly id: string;
  pos: number;
  live: boolean;
}

interface ScopeCursor {
  p: number;
  c: number;
  id: string;
  /** Head when the fill began: older tombstones are left out. */
  s: number;
}

interface StoredRow {
  readonly collection: number;
  readonly row: { readonly id: string };
  rev: number;
}

const LAST = '\uffff';

/**
 * The server's side of sync §2.7 and §2.8 in memory, for one user: entries that only move forward, scopes he gains and
 * loses, fills that leave out old tombstones, resets. Pages are cut after `limit` ops.
 */
export class ModelFeed {
  #head = 0;
  readonly #rows = new Map<string, StoredRow>();
  readonly #entries = new Map<number, Map<string, Entry>>();
  readonly #subscribed = new Set<number>();
  readonly #resets = new Map<number, PullScope['why']>();

  subscribe(scope: number): void {
    this.#subscribed.add(scope);
  }

  unsubscribe(scope: number): void {
    this.#subscribed.delete(scope);
  }

  /** The next pull refills this scope, whatever the cursor says. */
  reset(scope: number, why: PullScope['why']): void {
    this.#resets.set(scope, why);
  }

  put(collection: number, row: { readonly id: string }, scopes: readonly number[]): void {
    this.#head += 1;
    const key = `${collection}|${row.id}`;
    this.#rows.set(key, { collection, row, rev: this.#head });
    for (const [scope, entries] of this.#entries) {
      const entry = entries.get(key);
      if (entry !== undefined && !scopes.includes(scope)) this.#move(entry, false);
    }
    for (const scope of scopes) {
      const entries = this.#entriesOf(scope);
      const entry = entries.get(key) ?? { collection, id: row.id, pos: 0, live: false };
      entries.set(key, entry);
      this.#move(entry, true);
    }
  }

  remove(collection: number, id: string): void {
    this.#head += 1;
    for (const entries of this.#entries.values()) {
      const entry = entries.get(`${collection}|${id}`);
      if (entry !== undefined) this.#move(entry, false);
    }
  }

  /** What this user may see now, as `collection|id` → content. */
  visible(): Map<string, unknown> {
    const visible = new Map<string, unknown>();
    for (const scope of this.#subscribed) {
      for (const [key, entry] of this.#entriesOf(scope)) {
        if (entry.live) visible.set(key, this.#rows.get(key)?.row);
      }
    }
    return visible;
  }

  /** `only`: these collections, with a cursor of their own. */
  pull(cursor: string | null, limit: number, only?: readonly number[]): PullResponse {
    const positions = new Map<number, ScopeCursor>(
      cursor === null ? [] : (JSON.parse(cursor) as [number, ScopeCursor][]),
    );
    const next: [number, ScopeCursor][] = [];
    const scopes: PullScope[] = [];
    const ops: PullOp[] = [];
    const rows: Record<string, Record<string, unknown>> = {};
    let done = true;
    for (const scope of [...this.#subscribed].sort((a, b) => a - b)) {
      const why = only === undefined ? (this.#resets.get(scope) ?? null) : null;
      const start = why === null ? positions.get(scope) : undefined;
      const at = { ...(start ?? { p: 0, c: 0, id: '', s: this.#head }) };
      const due = this.#due(scope, at).filter(({ entry }) => only?.includes(entry.collection) !== false);
      const room = Math.max(0, limit - ops.length);
      for (const { key, entry } of due.slice(0, room)) {
        const stored = this.#rows.get(key) as StoredRow;
        ops.push([scope, entry.collection, entry.id, stored.rev, entry.live ? 1 : 0]);
        if (entry.live) (rows[entry.collection] ??= {})[entry.id] = stored.row;
        Object.assign(at, { p: entry.pos, c: entry.collection, id: entry.id });
      }
      if (due.length > room) done = false;
      else Object.assign(at, { p: this.#head, c: Infinity, id: LAST, s: this.#head });
      next.push([scope, at]);
      scopes.push({ ...this.#sums(scope), reset: why !== null, why });
    }
    const text = JSON.stringify(next, (_, value: unknown) => (value === Infinity ? 1e9 : value));
    const common = { v: 1, rid: 'request-1', server_time: '2026-03-02T09:14:03.120Z', epoch: 1, lease: null };
    return { ...common, head: this.#head, done, scopes, ops, rows, acks: [], cursor: text, notices: [] };
  }

  /** To be called when the client has stored the cursor of a page with resets. */
  resetsDelivered(): void {
    this.#resets.clear();
  }

  #due(scope: number, at: ScopeCursor): { key: string; entry: Entry }[] {
    return [...this.#entriesOf(scope)]
      .map(([key, entry]) => ({ key, entry }))
      .filter(({ entry }) => compare(entry, at) > 0 && (entry.live || entry.pos > at.s))
      .sort((a, b) => compare(a.entry, { p: b.entry.pos, c: b.entry.collection, id: b.entry.id }));
  }

  #sums(scope: number): Pick<PullScope, 's' | 'key' | 'cnt' | 'digest'> {
    let cnt = 0;
    let digest = 0n;
    for (const [key, { live, collection, id }] of this.#entriesOf(scope)) {
      if (!live) continue;
      cnt += 1;
      digest ^= entryHash(collection, id, this.#rows.get(key)?.rev ?? 0);
    }
    return { s: scope, key: `scope:${scope}`, cnt, digest: String(digest) };
  }

  #move(entry: Entry, live: boolean): void {
    if (!live && !entry.live) return;
    entry.pos = this.#head;
    entry.live = live;
  }

  #entriesOf(scope: number): Map<string, Entry> {
    const known = this.#entries.get(scope);
    if (known !== undefined) return known;
    const entries = new Map<string, Entry>();
    this.#entries.set(scope, entries);
    return entries;
  }
}

function compare(entry: Entry, at: { p: number; c: number; id: string }): number {
  return entry.pos - at.p || entry.collection - at.c || (entry.id < at.id ? -1 : entry.id > at.id ? 1 : 0);
}
