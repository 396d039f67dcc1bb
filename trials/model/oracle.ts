import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { userScopeKeys } from '../../server/shared/visibility.ts';
import { newestVersion, project } from '../../server/sync/projections.ts';
import type { TrialClient } from './trial-client.ts';
import type { TrialServer } from './trial-server.ts';
import { viewOf } from './client-checks.ts';
import { hold } from './invariant-error.ts';
import type { ServerState } from './overlay-checks.ts';

interface DesiredLine {
  readonly coll: number;
  readonly row_id: string;
}

/**
 * What each user should see, straight from the visibility view: no table of sync takes part. Remembered until the
 * server's next commit.
 */
export class Oracle {
  readonly #server: TrialServer;
  readonly #desired = new Map<string, readonly DesiredLine[]>();
  readonly #views = new Map<string, ReadonlyMap<string, string>>();
  #position = '';

  constructor(server: TrialServer) {
    this.#server = server;
  }

  /** `collection|id` → content as it travels. */
  async view(userId: string): Promise<ReadonlyMap<string, string>> {
    const desired = await this.desired(userId);
    const known = this.#views.get(userId);
    if (known !== undefined) return known;
    const view = new Map<string, string>();
    for (const collection of new Set(desired.map(({ coll }) => coll))) {
      const ids = idsOf(desired, collection);
      const rows = await project(this.#server.knex, collection, newestVersion(collection), ids);
      for (const [id, row] of rows) view.set(`${collection}|${id}`, JSON.stringify(row));
    }
    this.#views.set(userId, view);
    return view;
  }

  async desired(userId: string): Promise<readonly DesiredLine[]> {
    const position = await this.#server.position();
    if (position !== this.#position) {
      this.#desired.clear();
      this.#views.clear();
    }
    this.#position = position;
    const known = this.#desired.get(userId);
    if (known !== undefined) return known;
    const keys = (await userScopeKeys(this.#server.knex, userId)) ?? [];
    const result: { rows: DesiredLine[] } = await this.#server.knex.raw(
      'select distinct coll, row_id from sync_desired where skey = any(?)',
      [keys as string[]],
    );
    this.#desired.set(userId, result.rows);
    return result.rows;
  }

  /** S4 and S7: an answer brings nothing that its reader may not see at this moment. */
  async assertVisible(userId: string, answer: PullResponse): Promise<void> {
    const visible = new Set((await this.desired(userId)).map(({ coll, row_id: id }) => `${coll}|${id}`));
    for (const [, collection, id, , live] of answer.ops) {
      const key = `${collection}|${id}`;
      hold('S4', live === 0 || visible.has(key), () => `an invisible row came: ${key}`);
    }
    for (const [collection, rows] of Object.entries(answer.rows)) {
      for (const id of Object.keys(rows)) {
        hold('S7', visible.has(`${collection}|${id}`), () => `content of an invisible row came: ${collection}|${id}`);
      }
    }
  }

  /** What the server holds now of everything that a client can show ahead of time. */
  async state(userId: string): Promise<ServerState> {
    const { knex } = this.#server;
    const desired = await this.desired(userId);
    const favourites = await knex('favourite')
      .whereIn('id', idsOf(desired, COLLECTIONS.favourite.number))
      .select('candidate_id');
    const notes = await knex('note').whereIn('id', idsOf(desired, COLLECTIONS.note.number)).select('id', 'text');
    const settings = await knex('setting').where({ user_id: userId }).select('key', 'value');
    return new Map<string, unknown>([
      ...favourites.map((row): [string, unknown] => [`fav|${row.candidate_id}`, true]),
      ...notes.map((row): [string, unknown] => [`note|${row.id}`, row.text]),
      ...settings.map((row): [string, unknown] => [`set|${row.key}`, row.value]),
    ]);
  }
}

function idsOf(desired: readonly DesiredLine[], collection: number): string[] {
  return desired.filter(({ coll }) => coll === collection).map((line) => line.row_id);
}

/** C1: byte for byte. */
export async function assertView(client: TrialClient, oracle: Oracle): Promise<void> {
  const wanted = await oracle.view(client.userId);
  const held = viewOf(client.files.cacheFile);
  const missing = [...wanted.keys()].filter((key) => !held.has(key));
  const extra = [...held.keys()].filter((key) => !wanted.has(key));
  const other = [...wanted].filter(([key, content]) => held.has(key) && held.get(key) !== content).map(([key]) => key);
  const same = missing.length + extra.length + other.length === 0;
  hold('C1', same, () => `missing ${list(missing)}, too many ${list(extra)}, different ${list(other)}`);
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.slice(0, 5).join(' ');
}
