import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import { leasePeriods } from '../devices/lease-periods.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../security/clock.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('sessions on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());

  const renew = (refreshToken: string) =>
    call<SessionTokens>(test.server.url, 'POST', '/session-renewals', { body: { refreshToken } });
  const me = async (accessToken: string): Promise<number> =>
    (await call(test.server.url, 'GET', '/me', { token: accessToken })).status;
  const start = (): Promise<Session> => signIn(test, EMAILS.EMPLOYER);

  it('end their access token after ten minutes and get a new one by renewal', async () => {
    const session = await start();
    test.clock.advance(10 * MINUTE + SECOND);
    expect(await me(session.accessToken)).toBe(401);
    const renewed = await renew(session.refreshToken);
    expect(renewed.status).toBe(201);
    expect(renewed.body.refreshToken).not.toBe(session.refreshToken);
    expect(await me(renewed.body.accessToken)).toBe(200);
  });

  it('end as a whole when an old refresh token comes back', async () => {
    const session = await start();
    const second = await renew(session.refreshToken);
    const third = await renew(second.body.refreshToken);
    test.clock.advance(31 * SECOND);
    expect((await renew(session.refreshToken)).status).toBe(401);
    expect((await renew(third.body.refreshToken)).status).toBe(401);
    expect(await me(third.body.accessToken)).toBe(401);
  });

  it('survive one lost answer within half a minute', async () => {
    const session = await start();
    await renew(session.refreshToken);
    test.clock.advance(20 * SECOND);
    const retried = await renew(session.refreshToken);
    expect(retried.status).toBe(201);
    expect((await renew(retried.body.refreshToken)).status).toBe(201);
  });

  it('do not forgive a lost answer twice', async () => {
    const session = await start();
    await renew(session.refreshToken);
    const retried = await renew(session.refreshToken);
    expect((await renew(session.refreshToken)).status).toBe(401);
    expect((await renew(retried.body.refreshToken)).status).toBe(401);
  });

  it('end when both a thief and the owner present successors of one token', async () => {
    const session = await start();
    const thief = await renew(session.refreshToken);
    const owner = await renew(session.refreshToken);
    expect(owner.status).toBe(201);
    expect((await renew(thief.body.refreshToken)).status).toBe(401);
    expect(await me(owner.body.accessToken)).toBe(401);
  });

  it('end when a successor was used already, however soon the old token comes back', async () => {
    const session = await start();
    const second = await renew(session.refreshToken);
    await renew(second.body.refreshToken);
    expect((await renew(session.refreshToken)).status).toBe(401);
    expect(await me(second.body.accessToken)).toBe(401);
  });

  it('leave one winner or none of two renewals at once, never two that live on', async () => {
    const session = await start();
    const answers = await Promise.all([renew(session.refreshToken), renew(session.refreshToken)]);
    const alive = [];
    for (const answer of answers) if (answer.status === 201) alive.push(await renew(answer.body.refreshToken));
    expect(alive.filter((answer) => answer.status === 201).length).toBeLessThanOrEqual(1);
  });

  it('end at sign-out, at once', async () => {
    const session = await start();
    expect((await call(test.server.url, 'DELETE', '/sessions/current', { token: session.accessToken })).status).toBe(
      204,
    );
    expect(await me(session.accessToken)).toBe(401);
    expect((await renew(session.refreshToken)).status).toBe(401);
  });

  it('end at once for a blocked user and for a revoked device', async () => {
    const { knex } = test.server;
    const blocked = await start();
    await knex('app_user').where({ id: blocked.me.id }).update({ state: 'BLOCKED' });
    expect(await me(blocked.accessToken)).toBe(403);
    expect((await renew(blocked.refreshToken)).status).toBe(403);
    await knex('app_user').where({ id: blocked.me.id }).update({ state: 'ACTIVE' });
    expect(await me(blocked.accessToken)).toBe(401);
    expect((await renew(blocked.refreshToken)).status).toBe(401);
    const revoked = await start();
    await knex('sync_device').where({ id: revoked.deviceId }).update({ state: 'revoked' });
    expect(await me(revoked.accessToken)).toBe(403);
    expect((await renew(revoked.refreshToken)).status).toBe(403);
  });

  it('end without an order while a user is not yet, or no longer, secured', async () => {
    const { knex } = test.server;
    const session = await start();
    await knex('app_user').where({ id: session.me.id }).update({ state: 'SECURING' });
    expect(await me(session.accessToken)).toBe(401);
    expect((await renew(session.refreshToken)).status).toBe(401);
    await knex('app_user').where({ id: session.me.id }).update({ state: 'ACTIVE' });
    expect(await me(session.accessToken)).toBe(401);
  });

  it('last no longer than the lease that the municipality chose', async () => {
    const strict = await startTestServer(kind, { lease: leasePeriods(2, 14) });
    const renewAt = (refreshToken: string) =>
      call<SessionTokens>(strict.server.url, 'POST', '/session-renewals', { body: { refreshToken } });
    let session: SessionTokens = await signIn(strict, EMAILS.EMPLOYER);
    for (let day = 0; day < 2; day++) {
      session = (await renewAt(session.refreshToken)).body;
      strict.clock.advance(DAY - SECOND);
    }
    strict.clock.advance(10 * SECOND);
    expect((await renewAt(session.refreshToken)).status).toBe(401);
    await strict.stop();
  });

  it('last a day without use and a week in all', async () => {
    const idle = await start();
    test.clock.advance(DAY + SECOND);
    expect((await renew(idle.refreshToken)).status).toBe(401);
    let session: SessionTokens = await start();
    for (let day = 0; day < 7; day++) {
      session = (await renew(session.refreshToken)).body;
      test.clock.advance(DAY - SECOND);
    }
    test.clock.advance(10 * SECOND);
    expect((await renew(session.refreshToken)).status).toBe(401);
  });

  it('last half an hour without use and eight hours in all for an administrator', async () => {
    const idle = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    test.clock.advance(30 * MINUTE + SECOND);
    expect((await renew(idle.refreshToken)).status).toBe(401);
    let session: SessionTokens = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    for (let spent = 0; spent < 8 * HOUR; spent += 20 * MINUTE) {
      session = (await renew(session.refreshToken)).body;
      test.clock.advance(20 * MINUTE);
    }
    expect((await renew(session.refreshToken)).status).toBe(401);
  });

  it('are not opened by a token that somebody else signed', async () => {
    const other = await startTestServer(kind, { serverSecret: 'another-secret-than-that-of-the-first-server' });
    const session = await signIn(other, EMAILS.EMPLOYER);
    expect(await me(session.accessToken)).toBe(401);
    await other.stop();
  });
});
