import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { DAY } from '../security/clock.ts';
import { DeviceDesk } from '../testing/device-desk.ts';
import { EMAILS, signIn, TEST_DEVICE } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('devices on %s', (kind) => {
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

  describe('decisions', () => {
    it('are for administrators only, and the list too', async () => {
      for (const email of [EMAILS.EMPLOYER, EMAILS.ACCOUNT_MANAGER, EMAILS.CASE_MANAGER]) {
        const session = await signIn(test, email);
        expect((await desk.list(session)).status).toBe(403);
        expect((await desk.decide(employer.deviceId, 'WIPE', session)).status).toBe(403);
      }
      expect((await desk.status(employer.deviceId))?.state).toBe('ACTIVE');
    });

    it('cannot touch the device they are made on', async () => {
      for (const decision of ['LOCK', 'WIPE', 'RELEASE'] as const) {
        expect(await desk.decide(desk.administrator.deviceId, decision)).toMatchObject({
          status: 409,
          body: { code: 'own_device' },
        });
      }
      expect((await desk.contact(desk.administrator.accessToken)).status).toBe(200);
    });

    it('do not reach an unknown device or one of another municipality', async () => {
      const { knex } = test.server;
      const municipality = { id: randomUUID(), name: 'Elders', region_code: 'AM21' };
      await knex('municipality').insert(municipality);
      const before = await knex('app_user').where({ id: employer.me.id }).first('municipality_id');
      await knex('app_user').where({ id: employer.me.id }).update({ municipality_id: municipality.id });
      expect((await desk.decide(employer.deviceId, 'WIPE')).status).toBe(404);
      expect(await desk.status(employer.deviceId)).toBeUndefined();
      await knex('app_user').where({ id: employer.me.id }).update(before);
      expect((await desk.decide(randomUUID(), 'WIPE')).status).toBe(404);
      expect((await desk.contact(employer.accessToken)).status).toBe(200);
    });

    it('stand in the audit trail, each once, with who took them', async () => {
      for (const decision of ['LOCK', 'LOCK', 'RELEASE', 'RELEASE', 'WIPE', 'WIPE'] as const) {
        expect((await desk.decide(employer.deviceId, decision)).status, decision).toBe(200);
      }
      const decided = (await desk.auditOf(employer.deviceId)).filter((line) => line.actor === desk.administrator.me.id);
      expect(decided.map((line) => line.detail)).toEqual([
        { decision: 'LOCK' },
        { decision: 'RELEASE' },
        { decision: 'WIPE' },
      ]);
    });

    it('cannot undo a wipe', async () => {
      await desk.decide(employer.deviceId, 'WIPE');
      for (const decision of ['LOCK', 'RELEASE'] as const) {
        expect(await desk.decide(employer.deviceId, decision)).toMatchObject({
          status: 409,
          body: { code: 'wipe_ordered' },
        });
      }
      expect((await desk.status(employer.deviceId))?.state).toBe('WIPE_ORDERED');
    });
  });

  describe('a locked device', () => {
    it('gets the order at every contact and cannot sign in, until it is released with the key it had', async () => {
      expect(await desk.decide(employer.deviceId, 'LOCK')).toMatchObject({ status: 200, body: { state: 'LOCKED' } });
      const answers = [
        await desk.contact(employer.accessToken),
        await desk.renew(employer.refreshToken),
        await desk.signInAgain(employer),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect(answer.body.code).toBe('device_locked');
        expect(answer.body.order).toMatchObject({
          device: employer.deviceId,
          user: employer.me.id,
          action: 'LOCK',
        });
        expect(answer.body.detail).toBe('Dit apparaat is vergrendeld. Neem contact op met je beheerder.');
      }
      expect(await desk.decide(employer.deviceId, 'RELEASE')).toMatchObject({ status: 200, body: { state: 'ACTIVE' } });
      expect(await desk.contact(employer.accessToken)).toMatchObject({
        status: 401,
        body: { code: 'session_expired' },
      });
      expect((await desk.renew(employer.refreshToken)).status).toBe(401);
      expect(await desk.signInAgain(employer)).toMatchObject({
        status: 201,
        body: { deviceId: employer.deviceId, deviceKey: employer.deviceKey },
      });
    });

    it('leaves the other devices of the same user alone', async () => {
      const other = await signIn(test, EMAILS.EMPLOYER);
      await desk.decide(employer.deviceId, 'LOCK');
      expect((await desk.contact(other.accessToken)).status).toBe(200);
    });

    it('has its refused sign-in in the audit trail', async () => {
      await desk.decide(employer.deviceId, 'LOCK');
      await desk.signInAgain(employer);
      expect((await desk.auditOf(employer.deviceId)).at(-1)).toMatchObject({
        actor: employer.me.id,
        action: 'LOGIN_FAILED',
      });
    });

    it('can still be wiped, by an order with another nonce', async () => {
      await desk.decide(employer.deviceId, 'LOCK');
      const lock = (await desk.contact(employer.accessToken)).body.order;
      const wipe = await desk.wipeOrderOf(employer);
      expect(wipe.action).toBe('WIPE');
      expect(wipe.nonce).not.toBe(lock?.nonce);
    });
  });

  describe('the list', () => {
    it('tells state, lag by the clock of the server, and which device is the own one', async () => {
      const complete = new Date(test.clock.now().getTime() - 90_500);
      await test.server
        .knex('sync_device')
        .where({ id: employer.deviceId })
        .update({ last_complete_at: complete, waiting: 4, oldest_waiting_s: 60, mismatches: 1 });
      expect(await desk.status(employer.deviceId)).toEqual({
        id: employer.deviceId,
        role: 'EMPLOYER',
        organizationName: employer.me.organizationName,
        platform: 'linux',
        appVersion: '0.1.0',
        state: 'ACTIVE',
        createdAt: test.clock.now().toISOString(),
        lastSeenAt: test.clock.now().toISOString(),
        lastCompleteAt: complete.toISOString(),
        lagSeconds: 90,
        leaseUntil: new Date(test.clock.now().getTime() + 7 * DAY).toISOString(),
        waiting: 4,
        mismatches: 1,
        own: false,
      });
      expect(await desk.status(desk.administrator.deviceId)).toMatchObject({
        own: true,
        lastCompleteAt: null,
        lagSeconds: null,
      });
    });

    it('holds no name of a person, no address and no name that a person gave his device', async () => {
      const canary = 'Kanarie-7f3a';
      const device = { ...TEST_DEVICE, name: `Laptop van ${canary}` };
      const session = await signIn(test, EMAILS.CASE_MANAGER, device);
      const { knex } = test.server;
      const before = await knex('app_user').where({ id: session.me.id }).first('full_name');
      await knex('app_user').where({ id: session.me.id }).update({ full_name: canary });
      const answers = [await desk.list(), await desk.decide(session.deviceId, 'LOCK')];
      await knex('app_user').where({ id: session.me.id }).update(before);
      for (const answer of answers) {
        expect(answer.text).toContain(session.deviceId);
        expect(answer.text).not.toContain(canary);
        expect(answer.text).not.toContain('@');
        expect(answer.text).not.toContain(session.me.id);
        for (const email of Object.values(EMAILS)) expect(answer.text).not.toContain(email);
      }
    });
  });
});
