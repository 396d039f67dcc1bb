import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { leaseText, type Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { leasePeriods } from '../devices/lease-periods.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

function isSigned(session: Session, lease: Lease, holder = { user: session.me.id, device: session.deviceId }): boolean {
  const der = Buffer.from(session.serverPublicKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const text = Buffer.from(leaseText(holder.user, holder.device, lease));
  return verify(null, text, key, Buffer.from(lease.sig, 'base64'));
}

async function pullLease(test: TestServer, session: Session): Promise<Lease> {
  const body = {
    v: 1,
    rid: '12345678',
    device: session.deviceId,
    build: '0.1.0',
    collections: {},
    cursor: null,
    limit: { rows: 10, bytes: 65_536 },
    pending: [],
    lazy: [],
  };
  const answer = await call<PullResponse>(test.server.url, 'POST', '/sync/pull', { token: session.accessToken, body });
  if (answer.status !== 200 || answer.body.lease === null) throw new Error(`No lease: ${answer.text}`);
  return answer.body.lease;
}

describe.each(databaseKinds())('the lease on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());

  it('comes with every pull, for seven and thirty days from now', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    expect(await pullLease(test, session)).toMatchObject({
      issued: '2026-03-02T09:00:00.000Z',
      until: '2026-03-09T09:00:00.000Z',
      wipeAfter: '2026-04-01T09:00:00.000Z',
    });
  });

  it('verifies with the key of the sign-in, for this user on this device and for these moments only', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const other = await signIn(test, EMAILS.ACCOUNT_MANAGER);
    const lease = await pullLease(test, session);
    const [user, device] = [session.me.id, session.deviceId];
    expect(isSigned(session, lease)).toBe(true);
    expect(isSigned(session, lease, { user: other.me.id, device })).toBe(false);
    expect(isSigned(session, lease, { user, device: other.deviceId })).toBe(false);
    for (const field of ['issued', 'until', 'wipeAfter'] as const) {
      expect(isSigned(session, { ...lease, [field]: '2027-01-01T00:00:00.000Z' }), field).toBe(false);
    }
  });

  it('is as short as the municipality chose, in the answer and in the list of devices', async () => {
    const strict = await startTestServer(kind, { lease: leasePeriods(2, 14) });
    const session = await signIn(strict, EMAILS.EMPLOYER);
    expect(await pullLease(strict, session)).toMatchObject({
      until: '2026-03-04T09:00:00.000Z',
      wipeAfter: '2026-03-16T09:00:00.000Z',
    });
    const { lease_until } = await strict.server
      .knex('sync_device')
      .where({ id: session.deviceId })
      .first('lease_until');
    expect(lease_until.toISOString()).toBe('2026-03-04T09:00:00.000Z');
    await strict.stop();
  });
});
