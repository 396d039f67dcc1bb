import { entryHash } from '#db/sync/digest.ts';
import type { Favourite } from '@hallowerk/contract/candidates/candidate.ts';
import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { DeviceReport } from '@hallowerk/contract/devices/device-status.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import {
  PROTOCOL_VERSION,
  PullRequestSchema,
  PullResponseSchema,
  type MutationResult,
  type PullOp,
  type PullResponse,
} from '@hallowerk/contract/sync/pull.ts';
import { PushRequestSchema, type Mutation, type PushResponse } from '@hallowerk/contract/sync/push.ts';

/** One line of the feed; `row` is null for a tombstone. */
interface Entry {
  readonly collection: number;
  readonly id: string;
  readonly position: number;
  readonly row: unknown;
}

const SCOPE = 17;
const FAVOURITE = COLLECTIONS.favourite.number;

/** The change feed of one user with one scope: the rules of sync §2.7 and §2.10 in their smallest form. */
export class ContractFeed {
  /** Added to the digest that the server tells, so that the client's own differs. */
  digestError = 0n;
  /** Raised by `restore`. */
  epoch = 1;
  now: () => number = Date.now;
  /** Decides about a mutation instead of executing it. */
  verdict: (mutation: Mutation) => MutationResult | null = () => null;
  /** Every uid in the order of its first execution. */
  readonly executed: string[] = [];
  /** What the devices reported, oldest first. */
  readonly reports: DeviceReport[] = [];
  #entries = new Map<string, Entry>();
  #results = new Map<string, MutationResult>();
  #position = 0;

  /** What a server that is restored from this moment knows. */
  backup(): () => void {
    const [entries, results, position] = [new Map(this.#entries), new Map(this.#results), this.#position];
    return () => {
      this.#entries = entries;
      this.#results = results;
      this.#position = position;
      this.epoch += 1;
    };
  }

  put(collection: number, id: string, row: unknown): void {
    this.#position += 1;
    this.#entries.set(`${collection} ${id}`, { collection, id, position: this.#position, row });
  }

  remove(collection: number, id: string): void {
    this.put(collection, id, null);
  }

  /** Ids of favourite candidates. */
  favourites(): string[] {
    return this.#live().flatMap(({ collection, row }) =>
      collection === FAVOURITE ? [(row as Favourite).candidateId] : [],
    );
  }

  pull(body: unknown, lease: Lease | null = null): PullResponse {
    const request = PullRequestSchema.parse(body);
    if (request.report !== undefined) this.reports.push(request.report);
    const [epoch, position] = request.cursor?.split(':').map(Number) ?? [];
    const otherEpoch = epoch !== undefined && epoch !== this.epoch;
    const from = otherEpoch ? 0 : (position ?? 0);
    const changed = [...this.#entries.values()]
      .filter((entry) => entry.position > from && (entry.row !== null || from > 0))
      .filter(({ collection }) => request.only?.includes(collection) ?? true)
      .sort((a, b) => a.position - b.position);
    const page = changed.slice(0, request.limit.rows);
    const done = page.length === changed.length;
    return PullResponseSchema.parse({
      v: PROTOCOL_VERSION,
      rid: request.rid,
      server_time: new Date(this.now()).toISOString(),
      epoch: this.epoch,
      head: this.#position,
      done,
      scopes: [{ s: SCOPE, key: 'usr:1', ...this.#sums(), reset: otherEpoch, why: otherEpoch ? 'epoch' : null }],
      ops: page.map((entry): PullOp => [SCOPE, entry.collection, entry.id, entry.position, entry.row === null ? 0 : 1]),
      rows: rowsOf(page),
      acks: this.#resultsOf(request.pending),
      cursor: `${this.epoch}:${done ? this.#position : (page.at(-1)?.position ?? from)}`,
      lease,
      notices: [],
    } satisfies PullResponse);
  }

  push(body: unknown): PushResponse {
    const { rid, mutations } = PushRequestSchema.parse(body);
    for (const mutation of mutations) if (!this.#results.has(mutation.uid)) this.#execute(mutation);
    const results = this.#resultsOf(mutations.map(({ uid }) => uid));
    return { v: PROTOCOL_VERSION, rid, results, server_time: new Date(this.now()).toISOString() };
  }

  #execute(mutation: Mutation): void {
    const { uid, args, deps, edit_ts: createdAt } = mutation;
    const verdict = this.verdict(mutation) ?? (deps.every((dep) => this.#results.has(dep)) ? null : dependsOn(uid));
    if (verdict !== null) return void this.#results.set(uid, verdict);
    this.executed.push(uid);
    const { candidate, on } = MUTATIONS['favourite.set'].args.parse(args);
    const id = candidate.replace(/^.{8}/, '00000005');
    this.put(FAVOURITE, id, on ? ({ id, candidateId: candidate, createdAt } satisfies Favourite) : null);
    this.#results.set(uid, [uid, 'ok', null]);
  }

  #live(): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.row !== null);
  }

  #sums(): { cnt: number; digest: string } {
    const live = this.#live();
    const digest = live.reduce((sum, { collection, id, position }) => sum ^ entryHash(collection, id, position), 0n);
    return { cnt: live.length, digest: String(BigInt.asIntN(64, digest ^ this.digestError)) };
  }

  #resultsOf(uids: readonly string[]): MutationResult[] {
    return uids.map((uid) => this.#results.get(uid)).filter((result) => result !== undefined);
  }
}

function dependsOn(uid: string): MutationResult {
  return [uid, 'rejected', 'depends'];
}

function rowsOf(page: readonly Entry[]): PullResponse['rows'] {
  const rows: PullResponse['rows'] = {};
  for (const { collection, id, row } of page) if (row !== null) (rows[collection] ??= {})[id] = row;
  return rows;
}
