import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { PROTOCOL_VERSION, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('admission to sync over HTTP on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind, { maxFills: 1 }, { syncRate: { perMinute: 1, burst: 2 } });
    const candidates = Array.from({ length: 40 }, () => candidateFixture());
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, candidates));
  });
  afterAll(() => test.stop());

  const pull = (session: Session, cursor: string | null, rows: number): Promise<Answer<PullResponse>> => {
    const limit = { rows, bytes: 524_288 };
    const own = { device: session.deviceId, rid: randomUUID(), cursor, limit };
    const body = { v: PROTOCOL_VERSION, build: '1.0.0', collections: {}, pending: [], lazy: [], ...own };
    return call(test.server.url, 'POST', '/sync/pull', { body, token: session.accessToken });
  };

  it('finishes a fill of many pages while another device is asked to come back later', async () => {
    const [one, two] = [await signIn(test, EMAILS.EMPLOYER), await signIn(test, EMAILS.CASE_MANAGER)];
    let page = await pull(one, null, 1);
    const refused = await pull(two, null, 1);
    expect(refused.status).toBe(503);
    expect(refused.body.code).toBe('busy');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(20);
    let pages = 1;
    for (; !page.body.done; pages++) {
      page = await pull(one, page.body.cursor, 1);
      expect(page.status).toBe(200);
    }
    expect(pages).toBeGreaterThan(40);
    expect((await pull(two, null, 2000)).body.done).toBe(true);
    expect((await pull(one, page.body.cursor, 1)).status).toBe(200);
    const tooMany = await pull(one, page.body.cursor, 1);
    expect(tooMany.status).toBe(429);
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
