import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BULK_LIMIT } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { HOUR } from '../security/clock.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { mutationOf, pushed } from '../testing/sync-tools.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { upsertCandidates } from './candidates.repository.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('the record of prints and exports on %s', (kind) => {
  let world: SyncWorld;
  let client: SyncClient;
  const [first, second, hidden] = [
    candidateFixture(),
    candidateFixture(),
    candidateFixture({ visibleToEmployers: false }),
  ];
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [first, second, hidden]));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    client = await world.user('EMPLOYER', OWN);
  });
  const activity = (change: Partial<MutationArgs<'activity.record'>>, ago = 0) =>
    mutationOf(world, 'activity.record', { kind: 'EXPORT', candidates: [first.id], format: 'CSV', ...change }, ago);
  const trail = (): Promise<{ action: string; object: string | null; detail: Record<string, unknown> }[]> =>
    world
      .knex('audit_event')
      .where({ actor: client.session.userId })
      .orderBy('seq')
      .select('action', 'object', 'detail');

  it('has one line a candidate, with the format and when it was made, also days before it came in', async () => {
    const mutation = activity({ kind: 'PRINT', format: 'PDF', candidates: [first.id, second.id] }, 50 * HOUR);
    expect(await pushed(client, mutation)).toEqual(['ok']);
    const detail = { format: 'PDF', madeAt: mutation.edit_ts, device: client.session.deviceId, together: 2 };
    expect(await trail()).toEqual([
      { action: 'PRINT', object: `candidate:${first.id}`, detail },
      { action: 'PRINT', object: `candidate:${second.id}`, detail },
    ]);
  });

  it('counts whom the user cannot see without naming him, whether he exists or not', async () => {
    expect(await pushed(client, activity({ candidates: [hidden.id, first.id, uuidv7()] }))).toEqual(['ok']);
    expect(await trail()).toMatchObject([
      { action: 'EXPORT', object: `candidate:${first.id}`, detail: { together: 3 } },
      { action: 'EXPORT', object: null, detail: { unseen: 2 } },
    ]);
    expect(JSON.stringify(await trail())).not.toContain(hidden.id);
  });

  it('is written once, however often the change is sent', async () => {
    const mutation = activity({});
    expect(await pushed(client, mutation)).toEqual(['ok']);
    expect(await pushed(client, mutation)).toEqual(['ok']);
    expect(await trail()).toHaveLength(1);
  });

  it('has two lines for two exports of the same person', async () => {
    expect(await pushed(client, activity({}), activity({}))).toEqual(['ok', 'ok']);
    expect(await trail()).toHaveLength(2);
  });

  it('names a candidate once when he was in the selection twice', async () => {
    await pushed(client, activity({ candidates: [first.id, first.id] }));
    expect(await trail()).toMatchObject([{ detail: { together: 1 } }]);
  });

  it('takes a whole selection and nothing above it', async () => {
    const many = (count: number) => Array.from({ length: count }, () => uuidv7());
    expect(await pushed(client, activity({ candidates: many(BULK_LIMIT) }))).toEqual(['ok']);
    expect(await pushed(client, activity({ candidates: many(BULK_LIMIT + 1) }), activity({ candidates: [] }))).toEqual([
      'invalid',
      'invalid',
    ]);
    expect(await trail()).toMatchObject([{ object: null, detail: { unseen: BULK_LIMIT } }]);
  });
});
