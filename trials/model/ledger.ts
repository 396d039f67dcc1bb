import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { Coverage } from './coverage.ts';
import { hold } from './invariant-error.ts';
import type { TrialClient } from './trial-client.ts';
import type { TrialServer } from './trial-server.ts';

export interface ServerLine {
  readonly uid: string;
  readonly user_id: string;
  readonly device_id: string;
  readonly status: string;
  readonly edit_ts: Date;
}

interface Saved {
  readonly mutation: Mutation;
  readonly userId: string;
}

/** Every change that a user was told is saved, and what became of it (C3). */
export class Ledger {
  readonly #saved = new Map<string, Saved>();
  /** Candidates that were deleted at some time: what hung on them went with them. */
  readonly deletedCandidates = new Set<string>();
  serverRestored = false;

  add(userId: string, mutation: Mutation): void {
    this.#saved.set(mutation.uid, { userId, mutation });
  }

  get size(): number {
    return this.#saved.size;
  }

  /**
   * Exactly one of: effect, visible rejection, parked, or destroyed with the disk that held it. To be called when
   * everything is quiet.
   */
  async settle(server: TrialServer, clients: readonly TrialClient[], coverage: Coverage): Promise<void> {
    const rows: ServerLine[] = await server
      .knex('sync_mutation')
      .select('uid', 'user_id', 'device_id', 'status', 'edit_ts');
    const lines = new Map(rows.map((row) => [row.uid, row]));
    for (const [uid, { mutation }] of this.#saved) {
      const line = lines.get(uid);
      const holders = clients.filter((client) => client.holds.has(uid));
      if (holders.length === 0) {
        coverage.count('outcome:destroyed');
        continue;
      }
      // What was refused stays on the screen of who was told so; a restored server may have forgotten it, or may have
      // been asked again by a copy of that device.
      const refused = this.serverRestored && holders.every((holder) => isRefused(toldOf(holder, uid)));
      hold('C3', line !== undefined || refused, () => `${mutation.kind} was saved and is lost`);
      coverage.count(`outcome:${line?.status ?? 'refused-and-forgotten'}`);
      for (const holder of holders) {
        assertSettled(holder, uid);
        const told = toldOf(holder, uid);
        // On a restored server it ran again, perhaps after somebody else had already brought about the same.
        // Or a copy of this device asked again, in another order than other devices, and its user was told the outcome.
        const toldElsewhere = holders.some((other) => toldOf(other, uid) === line?.status);
        const again =
          this.serverRestored && (isRefused(told) || toldElsewhere || (hasEffect(told) && hasEffect(line?.status)));
        const same = told === line?.status || again;
        hold('C3', same, () => `the user was told ${String(told)}, the server says ${String(line?.status)}`);
      }
    }
    await this.#assertFavourites(server, lines);
  }

  /** The last writer has won, of all that ran. */
  async #assertFavourites(server: TrialServer, lines: ReadonlyMap<string, ServerLine>): Promise<void> {
    const pairs = new Map<string, { on: boolean; line: ServerLine }[]>();
    for (const [uid, { mutation, userId }] of this.#saved) {
      const line = lines.get(uid);
      if (mutation.kind !== 'favourite.set' || line === undefined || !['ok', 'noop'].includes(line.status)) continue;
      const { candidate, on } = MUTATIONS['favourite.set'].args.parse(mutation.args);
      if (this.deletedCandidates.has(candidate)) continue;
      const key = `${userId}|${candidate}`;
      pairs.set(key, [...(pairs.get(key) ?? []), { on, line }]);
    }
    const stored = await server.knex('favourite').where({ is_set: true }).select('user_id', 'candidate_id');
    const set = new Set(
      stored.map((row: { user_id: string; candidate_id: string }) => `${row.user_id}|${row.candidate_id}`),
    );
    for (const [key, edits] of pairs) {
      const wanted = new Set(newest(edits).map(({ on }) => on));
      // Two edits of one device at the same moment: which arrived last decides, and either is right.
      if (wanted.size === 1)
        hold('C3', wanted.has(set.has(key)), () => 'a favourite is not what its last writer made it');
    }
  }
}

function newest<T extends { readonly line: ServerLine }>(edits: readonly T[]): readonly T[] {
  const order = ({ line }: T): string => `${line.edit_ts.toISOString()}|${line.device_id}`;
  const last = edits.map(order).sort().at(-1);
  return edits.filter((edit) => order(edit) === last);
}

function assertSettled({ files }: TrialClient, uid: string): void {
  const waiting = files.outboxFile.connection.prepare('select 1 from outbox where uid = ?').get(uid);
  hold('C10', waiting === undefined, () => 'a change still waits when everything is quiet');
}

/** What this device shows as the outcome. */
function toldOf({ files }: TrialClient, uid: string): string | undefined {
  return files.outboxFile.connection.prepare<string>('select status from result where uid = ?').pluck().get(uid);
}

function hasEffect(status: string | undefined): boolean {
  return status === 'ok' || status === 'noop';
}

function isRefused(status: string | undefined): boolean {
  return status === 'rejected' || status === 'parked';
}
