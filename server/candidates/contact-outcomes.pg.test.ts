import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { MINUTE } from '../security/clock.ts';
import { checkIntegrity } from '../sync/integrity.ts';
import { CANARY, candidateFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { mutationOf, pushed, rowsOf } from '../testing/sync-tools.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { createContactRequestsService } from './contact-requests.service.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('outcomes of contact requests on %s', (kind) => {
  let world: SyncWorld;
  let candidate: CandidateRecord;
  let client: SyncClient;
  let id: string;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    candidate = candidateFixture();
    await write(candidate);
    client = await world.user('EMPLOYER', OWN);
    id = uuidv7();
    const service = createContactRequestsService(world);
    const answer = await service.request(client.session, candidate.id, { id, vacancyId: null });
    expect(answer.email).toContain(CANARY);
    world.clock.advance(MINUTE);
  });
  const write = (...records: CandidateRecord[]) => withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  const record = (change: Partial<MutationArgs<'contact.outcome'>>, ago = 0) =>
    mutationOf(world, 'contact.outcome', { request: id, outcome: 'SPOKEN', note: '', seen: 'OPEN', ...change }, ago);
  const requests = (who: SyncClient) => rowsOf<ContactRequest>(world, who, 'contactRequest');

  it('come on every device of who asked, without the contact data, and on nobody else his', async () => {
    const desktop = await world.device(client.session.userId, 'EMPLOYER');
    const colleague = await world.user('EMPLOYER', OWN);
    const manager = await world.user('ACCOUNT_MANAGER', OWN);
    expect(await requests(desktop)).toMatchObject([
      { id, candidateId: candidate.id, outcome: 'OPEN', outcomeAt: null },
    ]);
    expect([await requests(colleague), await requests(manager)]).toEqual([[], []]);
    expect(desktop.received).not.toContain(CANARY);
  });

  it('are written down with their time and a note, which may change by itself', async () => {
    const spoken = record({ note: 'Komt maandag' });
    expect(await pushed(client, spoken)).toEqual(['ok']);
    expect(await requests(client)).toMatchObject([
      { outcome: 'SPOKEN', note: 'Komt maandag', outcomeAt: spoken.edit_ts },
    ]);
    expect(await pushed(client, record({ note: 'Komt dinsdag', seen: 'SPOKEN' }))).toEqual(['ok']);
    expect(await requests(client)).toMatchObject([{ outcome: 'SPOKEN', note: 'Komt dinsdag' }]);
  });

  it('follow each other as the table says; what was decided elsewhere meanwhile is not overwritten', async () => {
    const desktop = await world.device(client.session.userId, 'EMPLOYER');
    expect(await pushed(client, record({ outcome: 'APPOINTMENT' }))).toEqual(['ok']);
    expect(await pushed(desktop, record({ outcome: 'NO_ANSWER' }))).toEqual(['stale']);
    expect(await pushed(desktop, record({ outcome: 'APPOINTMENT' }))).toEqual(['noop']);
    expect(await pushed(desktop, record({ outcome: 'OPEN', seen: 'APPOINTMENT' }))).toEqual(['transition']);
    expect(await pushed(desktop, record({ outcome: 'HIRED', seen: 'APPOINTMENT' }))).toEqual(['ok']);
    expect(await pushed(client, record({ outcome: 'SPOKEN', seen: 'HIRED' }))).toEqual(['transition']);
    expect(await requests(client)).toMatchObject([{ outcome: 'HIRED' }]);
  });

  it('are of the one who asked only', async () => {
    const colleague = await world.user('EMPLOYER', OWN);
    expect(await pushed(colleague, record({}))).toEqual(['not_available']);
    expect(await pushed(colleague, record({ request: uuidv7() }))).toEqual(['not_available']);
    expect(await requests(client)).toMatchObject([{ outcome: 'OPEN' }]);
  });

  it('can still be told when the candidate is out of sight, and go when he is deleted', async () => {
    await write({ ...candidate, visibleToEmployers: false });
    expect(await pushed(client, record({ outcome: 'NOT_SUITABLE' }))).toEqual(['ok']);
    expect(await requests(client)).toMatchObject([{ outcome: 'NOT_SUITABLE' }]);
    await withTransaction(world.knex, (trx) => trx('candidate').where({ id: candidate.id }).delete());
    expect(await requests(client)).toEqual([]);
    expect(await pushed(client, record({ outcome: 'SPOKEN', seen: 'NOT_SUITABLE' }))).toEqual(['not_available']);
    expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
  });
});
