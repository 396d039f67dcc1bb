import { randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { insertUser } from '../accounts/accounts.repository.ts';
import type { SessionContext } from '../security/session.ts';
import { openDatabase } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { upsertMunicipalities, upsertOrganizations, upsertRegions } from '../organisations/organisations.repository.ts';
import { createKeys, type ServerKeys } from '../security/keys.ts';
import { createPullService } from '../sync/pull.service.ts';
import { createPushService, type PushDependencies } from '../sync/push.service.ts';
import { SyncClient } from './sync-client.ts';
import { createTestDatabase, type DatabaseKind } from './test-database.ts';
import { TEST_CONFIG, TestClock } from './test-server.ts';

export type Regions = readonly { readonly code: string; readonly relation: 'own' | 'connected' }[];

/** A database with two regions, services on it, and users with devices; no HTTP. */
export class SyncWorld {
  readonly knex: Knex;
  readonly keys: ServerKeys = createKeys(TEST_CONFIG.serverSecret);
  readonly clock = new TestClock();
  readonly parked: string[] = [];
  readonly #close: () => Promise<void>;
  readonly #organizationId = uuidv7();
  readonly #municipalityId = uuidv7();

  private constructor(knex: Knex, close: () => Promise<void>) {
    this.knex = knex;
    this.#close = close;
  }

  static async open(kind: DatabaseKind): Promise<SyncWorld> {
    const database = await createTestDatabase(kind);
    const opened = await openDatabase(database.config);
    const world = new SyncWorld(opened.knex, async () => {
      await opened.close();
      await database.drop();
    });
    await withTransaction(opened.knex, async (trx) => {
      const regions = ['AM21', 'AM22', 'AM23'].map((code) => ({ code, name: code, connected: true }));
      await upsertRegions(trx, regions);
      await upsertMunicipalities(trx, [{ id: world.#municipalityId, name: 'M', cbsCode: null, regionCode: 'AM21' }]);
      await upsertOrganizations(trx, [{ id: world.#organizationId, name: 'O', types: [], municipalityId: null }]);
    });
    return world;
  }

  close(): Promise<void> {
    return this.#close();
  }

  services(run?: PushDependencies['run']) {
    const { knex, clock, keys } = this;
    const onParked = ({ kind }: { kind: string }): void => void this.parked.push(kind);
    return {
      pull: createPullService({ knex, clock, keys }),
      push: createPushService({ knex, clock, keys, onParked, ...(run && { run }) }),
    };
  }

  /** A new user with one device, and a client for it. */
  async user(role: Role, regions: Regions, run?: PushDependencies['run']): Promise<SyncClient> {
    const id = uuidv7();
    await withTransaction(this.knex, (trx) =>
      insertUser(trx, {
        id,
        fullName: `User ${id}`,
        email: `${id}@example.nl`,
        role,
        organizationId: this.#organizationId,
        municipalityId: this.#municipalityId,
        regions,
        passwordHash: '-',
      }),
    );
    return this.device(id, role, run);
  }

  /** Another device of a user. */
  async device(userId: string, role: Role, run?: PushDependencies['run']): Promise<SyncClient> {
    const id = uuidv7();
    const now = this.clock.now();
    await this.knex('sync_device').insert({
      id,
      user_id: userId,
      name: 'Laptop',
      platform: 'linux',
      state: 'active',
      device_key: this.keys.seal('device-key', id, randomBytes(32)),
      lease_until: now,
      created_at: now,
      last_seen_at: now,
    });
    const session: SessionContext = {
      sessionId: randomUUID(),
      userId,
      deviceId: id,
      role,
      rights: DEFAULT_RIGHTS[role],
    };
    return new SyncClient(session, this.services(run));
  }

  /** `favourite.set` made `ago` milliseconds before now. */
  favourite(candidate: string, on: boolean, ago = 0, change: Partial<Mutation> = {}): Mutation {
    const edit_ts = new Date(this.clock.now().getTime() - ago).toISOString();
    const args = { candidate, on };
    return { uid: randomUUID(), kind: 'favourite.set', ver: 1, edit_ts, offset_ms: 0, deps: [], args, ...change };
  }
}
