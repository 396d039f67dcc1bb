import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { withTransaction } from '../database/transaction.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { upsertCandidates } from './candidates.repository.ts';

describe.each(databaseKinds())('physical capacity on %s', (kind) => {
  let test: TestServer;
  let employer: Session;
  let manager: Session;
  const visible = candidateFixture();
  const hidden = candidateFixture({ visibleToEmployers: false });
  const elsewhere = candidateFixture({ regionCode: 'AM22', visibleToEmployers: false });
  beforeAll(async () => {
    test = await startTestServer(kind);
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [visible, hidden, elsewhere]));
    employer = await signIn(test, EMAILS.EMPLOYER);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
  });
  afterAll(() => test.stop());

  const read = (session: Session, id: string) =>
    call<{ items: unknown[] }>(test.server.url, 'GET', `/candidates/${id}/physical-capacities`, {
      token: session.accessToken,
    });
  const views = () => test.server.knex('audit_event').where({ action: 'VIEW' });

  it('is shown for a visible candidate, and every opening is written down', async () => {
    const answer = await read(employer, visible.id);
    expect(answer.body).toEqual({ items: visible.physicalCapacity });
    expect(await views()).toMatchObject([{ actor: employer.me.id, object: `candidate:${visible.id}`, result: 'ok' }]);
  });

  it('makes no difference between a hidden candidate, one of elsewhere, and none', async () => {
    const before = (await views()).length;
    const answers = [
      await read(employer, hidden.id),
      await read(employer, randomUUID()),
      await read(manager, elsewhere.id),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect({ ...answer.body, instance: '' }).toEqual({ ...answers[0]?.body, instance: '' });
    }
    expect((await views()).length).toBe(before);
    expect((await read(manager, hidden.id)).status).toBe(200);
  });

  it('groups only those whom the viewer may see, and leaves out who cannot', async () => {
    const groups = async (session: Session): Promise<Record<string, string[]>> => {
      const answer = await call<{ items: { activity: string; candidateIds: string[] }[] }>(
        test.server.url,
        'GET',
        '/physical-capacity-groups',
        { token: session.accessToken },
      );
      return Object.fromEntries(answer.body.items.map((item) => [item.activity, item.candidateIds]));
    };
    expect(await groups(employer)).toMatchObject({ SITTING: [visible.id], LIFTING: [] });
    expect(await groups(manager)).toMatchObject({ SITTING: [visible.id, hidden.id].sort(), LIFTING: [] });
  });
});
