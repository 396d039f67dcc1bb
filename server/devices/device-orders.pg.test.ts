import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { SignJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { orderText, type DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import { createKeys } from '../security/keys.ts';
import { DAY, MINUTE } from '../security/clock.ts';
import { DeviceDesk } from '../testing/device-desk.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, TEST_CONFIG, type TestServer } from '../testing/test-server.ts';

function isSignedWith(publicKey: string, order: DeviceOrder): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(orderText(order)), key, Buffer.from(order.sig, 'base64'));
}

describe.each(databaseKinds())('orders to devices on %s', (kind) => {
  let test: TestServer;
  let desk: DeviceDesk;
  let employer: Session;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    // A user gets only so many text messages a day.
    test.clock.advance(DAY);
    desk = await DeviceDesk.open(test);
    employer = await signIn(test, EMAILS.EMPLOYER);
  });

  describe('an order', () => {
    it('verifies with the key of the sign-in, and not once any field is changed', async () => {
      const order = await desk.wipeOrderOf(employer);
      expect(isSignedWith(employer.serverPublicKey, order)).toBe(true);
      const changes: Partial<DeviceOrder>[] = [
        { device: randomUUID() },
        { user: randomUUID() },
        { action: 'LOCK' },
        { issued: new Date(0).toISOString() },
        { nonce: randomUUID() },
        { sig: Buffer.alloc(64, 1).toString('base64') },
      ];
      expect(changes.map((change) => Object.keys(change)[0]).sort()).toEqual(Object.keys(order).sort());
      for (const change of changes) expect(isSignedWith(employer.serverPublicKey, { ...order, ...change })).toBe(false);
      const stranger = createKeys('a-secret-of-somebody-else-entirely-0123456789');
      expect(isSignedWith(stranger.leasePublicKey, order)).toBe(false);
    });

    it('stays the same until another is given', async () => {
      const order = await desk.wipeOrderOf(employer);
      test.clock.advance(5 * MINUTE);
      expect((await desk.renew(employer.refreshToken)).body.order).toEqual(order);
    });

    it('reaches a device that was offline, through an access token that ended long ago', async () => {
      await desk.decide(employer.deviceId, 'WIPE');
      test.clock.advance(40 * DAY);
      const answer = await desk.contact(employer.accessToken);
      expect(answer).toMatchObject({ status: 403, body: { code: 'device_revoked', order: { action: 'WIPE' } } });
    });

    it('reaches a device through any refresh token it ever had', async () => {
      const renewed = await desk.renew(employer.refreshToken);
      await desk.decide(employer.deviceId, 'WIPE');
      test.clock.advance(40 * DAY);
      for (const token of [employer.refreshToken, renewed.body.refreshToken]) {
        expect(await desk.renew(token)).toMatchObject({ status: 403, body: { order: { action: 'WIPE' } } });
      }
    });

    it('reaches a device whose session was signed out before', async () => {
      await call(test.server.url, 'DELETE', '/sessions/current', { token: employer.accessToken });
      expect((await desk.contact(employer.accessToken)).status).toBe(401);
      await desk.decide(employer.deviceId, 'WIPE');
      expect((await desk.contact(employer.accessToken)).status).toBe(403);
    });

    it('is given to nobody with a token that is forged, of another kind, or made up', async () => {
      await desk.decide(employer.deviceId, 'WIPE');
      const claims = decodeJwt(employer.accessToken);
      const forge = (secret: string, change: { typ?: string; audience?: string } = {}): Promise<string> =>
        new SignJWT({ sid: claims['sid'] })
          .setProtectedHeader({ alg: 'HS256', typ: change.typ ?? 'at+jwt' })
          .setSubject(employer.me.id)
          .setIssuer('hallowerk-server')
          .setAudience(change.audience ?? 'hallowerk-desktop')
          .setExpirationTime(test.clock.now())
          .sign(Buffer.from(createKeys(secret).accessToken));
      const tokens = [
        await forge('a-secret-of-somebody-else-entirely-0123456789'),
        await forge(TEST_CONFIG.serverSecret, { typ: 'JWT' }),
        await forge(TEST_CONFIG.serverSecret, { audience: 'somewhere-else' }),
        `${employer.accessToken.slice(0, -4)}AAAA`,
        employer.refreshToken,
      ];
      for (const token of tokens) {
        const answer = await desk.contact(token);
        expect(answer).toMatchObject({ status: 401, body: { code: 'session_expired' } });
        expect(answer.body.order).toBeUndefined();
      }
      expect((await desk.renew('x'.repeat(43))).body).not.toHaveProperty('order');
      expect((await desk.contact(await forge(TEST_CONFIG.serverSecret))).status).toBe(403);
    });
  });

  describe('a wiped device', () => {
    it('confirms with the order itself, and may do so again', async () => {
      const order = await desk.wipeOrderOf(employer);
      expect((await desk.status(employer.deviceId))?.state).toBe('WIPE_ORDERED');
      expect((await desk.confirm(order, 3)).status).toBe(204);
      expect((await desk.confirm(order, 99)).status).toBe(204);
      expect((await desk.status(employer.deviceId))?.state).toBe('WIPED');
      const details = (await desk.auditOf(employer.deviceId)).map((line) => line.detail);
      expect(details.filter((detail) => JSON.stringify(detail).includes('destroyed'))).toEqual([
        { wiped: true, destroyed: 3 },
      ]);
    });

    it('is one only with the present, signed order to wipe of this very device', async () => {
      const second = await signIn(test, EMAILS.EMPLOYER);
      await desk.decide(second.deviceId, 'LOCK');
      const lock = (await desk.contact(second.accessToken)).body.order;
      if (lock === undefined) throw new Error('No order came');
      const order = await desk.wipeOrderOf(employer);
      const forged = createKeys('a-secret-of-somebody-else-entirely-0123456789');
      const refused: [DeviceOrder, string?][] = [
        [lock],
        [{ ...lock, action: 'WIPE' }],
        [{ ...order, nonce: randomUUID() }],
        [{ ...order, sig: forged.signLease(orderText(order)) }],
        [{ ...order, sig: '' }],
        [order, second.deviceId],
        [order, randomUUID()],
      ];
      for (const [wrong, id] of refused) {
        expect(await desk.confirm(wrong, 0, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
      }
      expect((await desk.status(employer.deviceId))?.state).toBe('WIPE_ORDERED');
    });

    it('does not confirm with the order of an earlier time', async () => {
      const { knex } = test.server;
      const earlier = await desk.wipeOrderOf(employer);
      await knex('sync_device').where({ id: employer.deviceId }).update({ state: 'active' });
      await desk.wipeOrderOf(employer);
      expect((await desk.confirm(earlier)).status).toBe(404);
    });

    it('is asked to slow down when it confirms too often', async () => {
      const rates = { requestsPerMinute: 1000, signInsPerMinute: 5, signInsPerAccountPerQuarter: 300 };
      const strict = await startTestServer(kind, {}, { rates });
      const order = await desk.wipeOrderOf(employer);
      const statuses: number[] = [];
      for (let time = 0; time < 7; time++) {
        const path = `/devices/${order.device}/wipe-confirmations`;
        statuses.push((await call(strict.server.url, 'POST', path, { body: { order, destroyed: 0 } })).status);
      }
      expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
      await strict.stop();
    });

    it('never gets its key again: first its order, and after the confirmation it is a new device', async () => {
      const order = await desk.wipeOrderOf(employer);
      const refused = await desk.signInAgain(employer);
      expect(refused).toMatchObject({ status: 403, body: { code: 'device_revoked', order } });
      expect(refused.text).not.toContain(employer.deviceKey);
      await desk.confirm(order);
      const again = await desk.signInAgain(employer);
      expect(again.status).toBe(201);
      expect(again.body.deviceId).not.toBe(employer.deviceId);
      expect(again.body.deviceKey).not.toBe(employer.deviceKey);
    });
  });
});
