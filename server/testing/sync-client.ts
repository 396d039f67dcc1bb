import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  PROTOCOL_VERSION,
  PullResponseSchema,
  type MutationResult,
  type PullRequest,
  type PullResponse,
} from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { SessionContext } from '../security/session.ts';
import type { PullService } from '../sync/pull.service.ts';
import type { PushService } from '../sync/push.service.ts';
import { newestVersion, project } from '../sync/projections.ts';
import { userScopeKeys } from '../shared/visibility.ts';

function h64(collection: number, rowId: string, rev: number): bigint {
  return createHash('sha256').update(`${collection}|${rowId}|${rev}`).digest().readBigInt64BE(0);
}

/** A client as small as the protocol allows: keeps memberships and rows, and checks every answer it gets. */
export class SyncClient {
  readonly session: SessionContext;
  /** scope → `collection|row` → rev */
  readonly #members = new Map<number, Map<string, number>>();
  readonly #rows = new Map<string, unknown>();
  readonly #pull: PullService;
  readonly #push: PushService;
  /** Every byte that ever came in. */
  received = '';
  cursor: string | null = null;
  resets: (string | null)[] = [];
  acks: MutationResult[] = [];

  constructor(session: SessionContext, services: { pull: PullService; push: PushService }) {
    this.session = session;
    this.#pull = services.pull;
    this.#push = services.push;
  }

  request(change: Partial<PullRequest> = {}): PullRequest {
    return {
      v: PROTOCOL_VERSION,
      rid: randomUUID(),
      device: this.session.deviceId,
      build: '0.1.0',
      collections: { '1': [1, 1], '2': [1, 1] },
      cursor: this.cursor,
      limit: { rows: 2000, bytes: 524_288 },
      pending: [],
      lazy: [],
      ...change,
    };
  }

  /** One page: fetched, checked and applied. */
  async page(change: Partial<PullRequest> = {}): Promise<PullResponse> {
    const request = this.request(change);
    const answer = await this.#fetch(request);
    this.#apply(answer);
    this.#commit(answer);
    if (answer.done) this.#verify(answer, request.lazy);
    return answer;
  }

  /** One page whose rows are stored, and then the process dies: cursor and lost scopes fall together, or not at all. */
  async cutOffPage(change: Partial<PullRequest> = {}): Promise<void> {
    this.#apply(await this.#fetch(this.request(change)));
  }

  async #fetch(request: PullRequest): Promise<PullResponse> {
    const answer = PullResponseSchema.parse(await this.#pull.pull(this.session, request));
    if (answer.rid !== request.rid) throw new Error('Another request was answered');
    if (answer.ops.length > request.limit.rows) throw new Error('More rows than asked for');
    this.received += JSON.stringify(answer);
    return answer;
  }

  /** Pages until everything is there. `rows` a page, or one size after the other. */
  async sync(rows: number | readonly number[] = 2000, change: Partial<PullRequest> = {}): Promise<number> {
    const sizes = typeof rows === 'number' ? [rows] : rows;
    for (let count = 1; count <= 2000; count++) {
      const limit = { rows: sizes[(count - 1) % sizes.length] ?? 1, bytes: 524_288 };
      if ((await this.page({ limit, ...change })).done) return count;
    }
    throw new Error('No end to the pages');
  }

  push(mutations: readonly Mutation[]): Promise<{ results: MutationResult[] }> {
    const device = this.session.deviceId;
    return this.#push.push(this.session, { v: PROTOCOL_VERSION, rid: randomUUID(), device, mutations: [...mutations] });
  }

  /** `collection|row` → content: what a person could see on this device. */
  view(): Map<string, unknown> {
    return new Map([...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Numbers of the scopes that the device follows, as far as it knows. */
  get heldScopes(): readonly number[] {
    return [...this.#members.keys()];
  }

  #apply(answer: PullResponse): void {
    for (const scope of answer.scopes) {
      if (!scope.reset) continue;
      this.resets.push(scope.why);
      this.#members.set(scope.s, new Map());
    }
    for (const [scope, collection, rowId, rev, live] of answer.ops) {
      const members = this.#members.get(scope) ?? new Map<string, number>();
      this.#members.set(scope, members);
      const key = `${collection}|${rowId}`;
      if (live === 1) members.set(key, rev);
      else members.delete(key);
      const row = answer.rows[collection]?.[rowId];
      if (live === 1 && row === undefined) throw new Error('A live op without its row');
      if (row !== undefined) this.#rows.set(key, row);
    }
    this.#sweep();
  }

  #commit(answer: PullResponse): void {
    const listed = new Set(answer.scopes.map((scope) => scope.s));
    for (const scope of [...this.#members.keys()]) if (!listed.has(scope)) this.#members.delete(scope);
    this.#sweep();
    this.acks.push(...answer.acks);
    this.cursor = answer.cursor;
  }

  #sweep(): void {
    const held = new Set([...this.#members.values()].flatMap((members) => [...members.keys()]));
    for (const key of [...this.#rows.keys()]) if (!held.has(key)) this.#rows.delete(key);
  }

  #verify(answer: PullResponse, lazy: readonly string[]): void {
    for (const scope of answer.scopes) {
      if (lazy.includes(scope.key) && !this.#members.has(scope.s)) continue;
      const members = this.#members.get(scope.s) ?? new Map<string, number>();
      let digest = 0n;
      for (const [key, rev] of members) {
        const [collection, rowId] = key.split('|');
        digest ^= h64(Number(collection), rowId ?? '', rev);
      }
      if (members.size !== scope.cnt || digest.toString() !== scope.digest) {
        throw new Error(`Digest of ${scope.key}: ${members.size}/${scope.cnt}`);
      }
    }
  }
}

/** What a user should see, straight from the visibility view, without any table of sync. */
export async function oracle(knex: Knex, userId: string): Promise<Map<string, unknown>> {
  const keys = (await userScopeKeys(knex, userId)) ?? [];
  const result: { rows: { coll: number; row_id: string }[] } = await knex.raw(
    'select distinct coll, row_id from sync_desired where skey = any(?)',
    [keys as string[]],
  );
  const view = new Map<string, unknown>();
  for (const collection of new Set(result.rows.map((row) => row.coll))) {
    const ids = result.rows.filter((row) => row.coll === collection).map((row) => row.row_id);
    const rows = await project(knex, collection, newestVersion(collection), ids);
    for (const [id, row] of rows) view.set(`${collection}|${id}`, JSON.parse(JSON.stringify(row)));
  }
  return new Map([...view].sort(([one], [other]) => (one < other ? -1 : 1)));
}
