import { entryHash } from '#db/sync/digest.ts';
import type { Favourite } from '@hallowerk/contract/candidates/candidate.ts';
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
  readonly #entries = new Map<string, Entry>();
  readonly #results = new Map<string, MutationResult>();
  #position = 0;

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

  pull(body: unknown): PullResponse {
    const request = PullRequestSchema.parse(body);
    const from = request.cursor === null ? 0 : Number(request.cursor);
    const changed = [...this.#entries.values()]
      .filter((entry) => entry.position > from && (entry.row !== null || from > 0))
      .sort((a, b) => a.position - b.position);
    const page = changed.slice(0, request.limit.rows);
    const done = page.length === changed.length;
    return PullResponseSchema.parse({
      v: PROTOCOL_VERSION,
      rid: request.rid,
      server_time: new Date().toISOString(),
      epoch: 1,
      head: this.#position,
      done,
      scopes: [{ s: SCOPE, key: 'usr:1', ...this.#sums(), reset: false, why: null }],
      ops: page.map((entry): PullOp => [SCOPE, entry.collection, entry.id, entry.position, entry.row === null ? 0 : 1]),
      rows: rowsOf(page),
      acks: this.#resultsOf(request.pending),
      cursor: String(done ? this.#position : (page.at(-1)?.position ?? from)),
      lease: null,
      notices: [],
    } satisfies PullResponse);
  }

  push(body: unknown): PushResponse {
    const { rid, mutations } = PushRequestSchema.parse(body);
    for (const mutation of mutations) if (!this.#results.has(mutation.uid)) this.#execute(mutation);
    const results = this.#resultsOf(mutations.map(({ uid }) => uid));
    return { v: PROTOCOL_VERSION, rid, results, server_time: new Date().toISOString() };
  }

  #execute({ uid, args, edit_ts: createdAt }: Mutation): void {
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

function rowsOf(page: readonly Entry[]): PullResponse['rows'] {
  const rows: PullResponse['rows'] = {};
  for (const { collection, id, row } of page) if (row !== null) (rows[collection] ??= {})[id] = row;
  return rows;
}
