import { randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { insertUser } from '../../server/accounts/accounts.repository.ts';
import { openDatabase, type DatabaseConfig } from '../../server/database/knex.ts';
import { migrate } from '../../server/database/migrations.ts';
import { withTransaction, type Trx } from '../../server/database/transaction.ts';
import {
  upsertMunicipalities,
  upsertOrganizations,
  upsertRegions,
} from '../../server/organisations/organisations.repository.ts';
import { createKeys, type ServerKeys } from '../../server/security/keys.ts';
import type { SessionContext } from '../../server/security/session.ts';
import { checkIntegrity } from '../../server/sync/integrity.ts';
import { runMutation } from '../../server/sync/mutations.ts';
import { createPullService, type PullService } from '../../server/sync/pull.service.ts';
import { createPushService, type PushService } from '../../server/sync/push.service.ts';
import { createVerifyService, type VerifyService } from '../../server/sync/verify.service.ts';
import { poolId } from './ids.ts';
import { hold, InvariantError } from './invariant-error.ts';
import { ServerBackup } from './server-backup.ts';
import { TrialClock } from './trial-clock.ts';

export const REGIONS = ['AM21', 'AM22'] as const;
export interface RegionLine {
  readonly code: string;
  readonly relation: 'own' | 'connected';
}

export interface TrialUser {
  readonly id: string;
  readonly role: Role;
  readonly regions: readonly RegionLine[];
}

/** The real services on a real database, without HTTP, and the hands of an operator. */
export class TrialServer {
  readonly knex: Knex;
  readonly clock = new TrialClock();
  readonly pull: PullService;
  readonly push: PushService;
  readonly verify: VerifyService;
  /** Mutations whose handler fails in an unforeseen way when it comes to them. */
  readonly poisoned = new Set<string>();
  readonly violations: InvariantError[] = [];
  /** How often each mutation ran on this timeline of the database; a restore takes it back. */
  #executions = new Map<string, number>();
  #executionsInBackup: ReadonlyMap<string, number> = new Map();
  readonly #keys: ServerKeys = createKeys('a-secret-that-only-the-trials-use-0123456789');
  readonly #backup: ServerBackup;
  readonly #close: () => Promise<void>;

  private constructor(knex: Knex, backup: ServerBackup, close: () => Promise<void>) {
    this.knex = knex;
    this.#backup = backup;
    this.#close = close;
    const common = { knex, clock: this.clock, keys: this.#keys };
    this.pull = createPullService(common);
    this.verify = createVerifyService(common);
    this.push = createPushService({
      ...common,
      onParked: () => undefined,
      run: (context, mutation) =>
        this.#execute(context, mutation as Parameters<typeof runMutation>[1] & { uid: string }),
    });
  }

  /** On a database that nobody else uses; an empty one is migrated. */
  static async open(config: DatabaseConfig): Promise<TrialServer> {
    const { knex, close } = await openDatabase(config);
    await migrate(knex);
    return new TrialServer(knex, await ServerBackup.prepare(knex), close);
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Empties everything and makes the regions, organisations and users that every history begins with. */
  async begin(users: readonly TrialUser[]): Promise<void> {
    await this.#backup.empty();
    this.clock.reset();
    this.poisoned.clear();
    this.violations.length = 0;
    this.#executions = new Map();
    this.#executionsInBackup = new Map();
    const municipalityId = poolId('municipality', 0);
    await this.write(async (trx) => {
      await upsertRegions(
        trx,
        REGIONS.map((code) => ({ code, name: code, connected: true })),
      );
      await upsertMunicipalities(trx, [{ id: municipalityId, name: 'M', cbsCode: null, regionCode: 'AM21' }]);
      const organizations = [0, 1].map((n) => ({
        id: poolId('organization', n),
        name: `O${n}`,
        types: [],
        municipalityId: null,
      }));
      await upsertOrganizations(trx, organizations);
      for (const [n, user] of users.entries()) {
        const organizationId = poolId('organization', n % 2);
        const person = { fullName: `User ${n}`, email: `user${n}@example.nl`, passwordHash: '-' };
        await insertUser(trx, { ...user, ...person, organizationId, municipalityId });
      }
    });
  }

  /** Registers a device of a user. */
  async device(id: string, user: TrialUser): Promise<SessionContext> {
    const now = this.clock.now();
    await this.knex('sync_device').insert({
      id,
      user_id: user.id,
      name: 'Laptop',
      platform: 'linux',
      state: 'active',
      device_key: this.#keys.seal('device-key', id, randomBytes(32)),
      lease_until: now,
      created_at: now,
      last_seen_at: now,
    });
    const { role } = user;
    return { sessionId: randomUUID(), userId: user.id, deviceId: id, role, rights: DEFAULT_RIGHTS[role] };
  }

  write<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return withTransaction(this.knex, work);
  }

  async takeBackup(): Promise<void> {
    await this.#backup.take();
    this.#executionsInBackup = new Map(this.#executions);
  }

  /** To the last backup. */
  async restoreBackup(): Promise<void> {
    await this.#backup.restore();
    this.#executions = new Map(this.#executionsInBackup);
  }

  async newEpoch(): Promise<void> {
    await this.knex.raw('select sync_new_epoch()');
  }

  /** Removes tombstones up to `behind` positions before the newest. */
  async prune(behind: number): Promise<number> {
    const result: { rows: { n: string }[] } = await this.knex.raw(
      'select sync_prune((select head from sync_clock) - ?) as n',
      [behind],
    );
    return Number(result.rows[0]?.n ?? 0);
  }

  /** Another text after every commit that changes what anybody may see. */
  async position(): Promise<string> {
    const { epoch, head } = await this.knex('sync_clock').first('epoch', 'head');
    return `${epoch}/${head}`;
  }

  /** S1 and S2. */
  async assertIntegrity(): Promise<void> {
    const { wrongEntries, wrongCounters, leftovers } = await checkIntegrity(this.knex);
    hold('S1', wrongEntries === 0, () => `${wrongEntries} entries differ from the visibility view`);
    hold('S2', wrongCounters === 0, () => `${wrongCounters} scopes differ from their entries`);
    hold('S1', leftovers === 0, () => `${leftovers} rows were left behind by a transaction`);
  }

  async #execute(
    context: Parameters<typeof runMutation>[0],
    mutation: Parameters<typeof runMutation>[1] & { uid: string },
  ) {
    const times = (this.#executions.get(mutation.uid) ?? 0) + 1;
    this.#executions.set(mutation.uid, times);
    // Noted, not thrown: the push service would take an error for a handler's fault and park the mutation.
    if (times > 1) this.violations.push(new InvariantError('S6', `${mutation.kind} ran ${times} times`));
    if (this.poisoned.has(mutation.uid)) throw new RangeError('A handler with a fault');
    return runMutation(context, mutation);
  }
}
