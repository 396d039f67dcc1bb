import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { DAY } from '../security/clock.ts';
import { DeviceDesk } from '../testing/device-desk.ts';
import { EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('a user and his devices on %s', (kind) => {
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

  it('who is blocked loses his sessions and has his devices locked, until he may work again', async () => {
    const second = await signIn(test, EMAILS.EMPLOYER);
    await desk.decide(second.deviceId, 'LOCK');
    await desk.setUser(employer.me.id, 'BLOCKED');
    for (const session of [employer, second]) {
      expect(await desk.contact(session.accessToken)).toMatchObject({
        status: 403,
        body: { order: { action: 'LOCK' } },
      });
    }
    expect(await desk.decide(employer.deviceId, 'RELEASE')).toMatchObject({
      status: 409,
      body: { code: 'user_not_active' },
    });
    await desk.setUser(employer.me.id, 'ACTIVE');
    expect((await desk.contact(employer.accessToken)).status).toBe(401);
    expect((await desk.status(employer.deviceId))?.state).toBe('ACTIVE');
    expect((await desk.status(second.deviceId))?.state).toBe('LOCKED');
    expect((await desk.signInAgain(employer)).status).toBe(201);
    expect((await desk.signInAgain(second)).status).toBe(403);
  });

  it('who is removed has every device wiped, a locked one too, and being readmitted does not undo it', async () => {
    const second = await signIn(test, EMAILS.EMPLOYER);
    await desk.decide(second.deviceId, 'LOCK');
    await desk.setUser(employer.me.id, 'REMOVED');
    for (const session of [employer, second]) {
      expect(await desk.contact(session.accessToken)).toMatchObject({
        status: 403,
        body: { order: { action: 'WIPE' } },
      });
    }
    await desk.setUser(employer.me.id, 'ACTIVE');
    expect((await desk.contact(employer.accessToken)).status).toBe(403);
  });

  it('gets the same orders when his state was changed behind the back of the server', async () => {
    await test.server.knex.raw(`update app_user set state = 'REMOVED' where id = ?`, [employer.me.id]);
    const answer = await desk.renew(employer.refreshToken);
    expect(answer).toMatchObject({ status: 403, body: { code: 'device_revoked' } });
    expect((await desk.auditOf(employer.deviceId)).at(-1)).toMatchObject({
      actor: 'system',
      detail: { decision: 'WIPE', cause: 'user removed' },
    });
    await desk.setUser(employer.me.id, 'ACTIVE');
  });

  it('who is blocked while he signs in has no session afterwards', async () => {
    const finish = await desk.prepareSignIn(employer);
    const [answer] = await Promise.all([finish(), desk.setUser(employer.me.id, 'BLOCKED')]);
    if (answer.status === 201) expect((await desk.contact(answer.body.accessToken)).status).toBe(403);
    else expect([401, 403]).toContain(answer.status);
    const alive = await test.server.knex('session').where({ user_id: employer.me.id }).whereNull('revoked_at');
    expect(alive).toEqual([]);
    await desk.setUser(employer.me.id, 'ACTIVE');
  });

  it('who is blocked while his device is released has no device in use afterwards', async () => {
    for (let time = 0; time < 5; time++) {
      await desk.decide(employer.deviceId, 'LOCK');
      const [released] = await Promise.all([
        desk.decide(employer.deviceId, 'RELEASE'),
        desk.setUser(employer.me.id, 'BLOCKED'),
      ]);
      expect([200, 409]).toContain(released.status);
      expect((await desk.status(employer.deviceId))?.state).toBe('LOCKED');
      await desk.setUser(employer.me.id, 'ACTIVE');
    }
  });

  it('says in the audit trail who changed his state, and once', async () => {
    await desk.setUser(employer.me.id, 'BLOCKED');
    expect(await desk.setUser(employer.me.id, 'BLOCKED')).toBe(false);
    await desk.setUser(employer.me.id, 'ACTIVE');
    const lines = await test.server
      .knex('audit_event')
      .where({ object: `user:${employer.me.id}`, actor: desk.administrator.me.id })
      .orderBy('seq')
      .select('detail');
    expect(lines.slice(-2).map((line) => line.detail)).toEqual([{ state: 'BLOCKED' }, { state: 'ACTIVE' }]);
  });
});
