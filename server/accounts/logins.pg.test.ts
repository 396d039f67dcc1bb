import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { OwnAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import type { OwnSession } from '@hallowerk/contract/accounts/sessions.ts';
import { sqlState } from '../database/pg-errors.ts';
import { withTransaction } from '../database/transaction.ts';
import { HOUR } from '../security/clock.ts';
import { call, EMAILS, signIn, startChallenge, TEST_DEVICE, type Answer } from '../testing/http-client.ts';
import { addAccount } from '../testing/second-account.ts';
import { GOOD_PASSWORD, SecurityDesk } from '../testing/security-desk.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { changeUserState } from './user-state.ts';

describe.each(databaseKinds())('several accounts of one person on %s', (kind) => {
  let test: TestServer;
  let first: string;
  let second: string;
  beforeEach(async () => {
    test = await startTestServer(kind);
    first = (await test.server.knex('app_user').where({ email: EMAILS.EMPLOYER }).first('id')).id;
    second = await addAccount(test, EMAILS.EMPLOYER);
  });
  afterEach(() => test.stop());

  const get = <T>(path: string, { accessToken: token }: Session) => call<T>(test.server.url, 'GET', path, { token });
  const switchTo = (session: Session, id: string, device: object = TEST_DEVICE): Promise<Answer<Session>> =>
    call(test.server.url, 'POST', `/accounts/${id}/sessions`, { token: session.accessToken, body: { device } });
  const accounts = async (session: Session) => (await get<{ items: OwnAccount[] }>('/accounts', session)).body.items;
  const setState = (userId: string, state: 'ACTIVE' | 'BLOCKED' | 'REMOVED') =>
    withTransaction(test.server.knex, (trx) => changeUserState(trx, { actor: 'test', userId, state }));
  const alive = async (session: Session) => (await get('/me', session)).status === 200;

  it('lists what he can work with, the present one first', async () => {
    const items = await accounts(await signIn(test, EMAILS.EMPLOYER));
    expect(items).toMatchObject([
      { id: first, current: true, role: 'EMPLOYER', state: 'ACTIVE' },
      { id: second, current: false, organizationName: 'Bakkerij De Krakeling', state: 'ACTIVE' },
    ]);
    expect(await accounts(await signIn(test, EMAILS.CASE_MANAGER))).toHaveLength(1);
  });

  it('switches to another account with a device and a key of its own, and writes that down', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const { status, body } = await switchTo(session, second);
    expect(status).toBe(201);
    expect(body.me).toMatchObject({ id: second, organizationName: 'Bakkerij De Krakeling', email: EMAILS.EMPLOYER });
    expect(body.deviceId).not.toBe(session.deviceId);
    expect(body.deviceKey).not.toBe(session.deviceKey);
    expect((await get<{ id: string }>('/me', body)).body.id).toBe(second);
    expect(await alive(session)).toBe(true);
    const line = await test.server.knex('audit_event').where({ actor: second, action: 'LOGIN' }).first();
    expect(line).toMatchObject({ object: `device:${body.deviceId}`, result: 'ok', detail: { switch: true } });
  });

  it('gives the account on this device the same key back', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const there = (await switchTo(session, second)).body;
    const again = (await switchTo(session, second, { ...TEST_DEVICE, id: there.deviceId })).body;
    expect(again).toMatchObject({ deviceId: there.deviceId, deviceKey: there.deviceKey });
    expect([await alive(there), await alive(session)]).toEqual([false, true]);
    const stranger = (await switchTo(session, second, { ...TEST_DEVICE, id: session.deviceId })).body;
    expect(stranger.deviceKey).not.toBe(session.deviceKey);
  });

  it('opens at sign-in the account that was used last on this device, else the one that holds the login', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    expect(session.me.id).toBe(first);
    const there = (await switchTo(session, second)).body;
    const later = await signIn(test, EMAILS.EMPLOYER, { ...TEST_DEVICE, id: there.deviceId });
    expect(later).toMatchObject({ deviceId: there.deviceId, me: { id: second } });
    expect((await signIn(test, EMAILS.EMPLOYER)).me.id).toBe(first);
  });

  it('switches within one login only, and to accounts that can be used', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const other = (await test.server.knex('app_user').where({ email: EMAILS.CASE_MANAGER }).first('id')).id;
    expect((await switchTo(session, other)).status).toBe(404);
    expect((await switchTo(session, randomUUID())).status).toBe(404);
    expect((await switchTo(session, first)).status).toBe(409);
    await setState(second, 'BLOCKED');
    expect((await switchTo(session, second)).status).toBe(404);
    expect((await accounts(session)).at(-1)).toMatchObject({ id: second, state: 'BLOCKED' });
  });

  it('asks who he is again before it opens an account of an administrator', async () => {
    const administrator = await addAccount(test, EMAILS.EMPLOYER, {
      role: 'MUNICIPAL_ADMINISTRATOR',
      organizationName: 'Gemeente Elders',
    });
    const desk = await SecurityDesk.open(test);
    const refused = await switchTo(desk.session, administrator);
    expect([refused.status, refused.body.code]).toEqual([403, 'confirmation_needed']);
    expect((await desk.confirm()).status).toBe(200);
    expect((await switchTo(desk.session, administrator)).body.me.role).toBe('MUNICIPAL_ADMINISTRATOR');
  });

  it('opens no account of an administrator on a remembered device', async () => {
    const desk = await SecurityDesk.open(test);
    const session = (await desk.signInBySms({ trustDevice: true })).body;
    const known = { id: session.deviceId, proof: session.deviceProof };
    await addAccount(test, EMAILS.EMPLOYER, { role: 'MUNICIPAL_ADMINISTRATOR', organizationName: 'Gemeente Elders' });
    await setState(first, 'BLOCKED');
    await setState(second, 'BLOCKED');
    const challenge = (await desk.startSignIn(known)).body;
    expect(challenge.trusted).toBe(false);
    const body = { challengeId: challenge.id, known, device: TEST_DEVICE };
    expect((await desk.post('/trusted-sessions', body)).status).toBe(401);
  });

  it('ends no later than the session it came from', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    test.clock.advance(5 * HOUR);
    const renewed = await call<Session>(test.server.url, 'POST', '/session-renewals', {
      body: { refreshToken: session.refreshToken },
    });
    await switchTo({ ...session, ...renewed.body }, second);
    const ends = await test.server.knex('session').orderBy('created_at').select('ends_at');
    expect(ends).toHaveLength(2);
    expect(ends[1].ends_at).toEqual(ends[0].ends_at);
  });

  it('shows and ends the sessions of all his accounts, and nobody else’s', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const there = (await switchTo(session, second)).body;
    const stranger = await signIn(test, EMAILS.CASE_MANAGER);
    const listed = (await get<{ items: OwnSession[] }>('/sessions', session)).body.items;
    expect(listed.map((one) => [one.otherAccount, one.current])).toEqual([
      [null, true],
      ['Bakkerij De Krakeling', false],
    ]);
    const ended = await call(test.server.url, 'DELETE', '/sessions', { token: there.accessToken });
    expect(ended.status).toBe(204);
    expect([await alive(session), await alive(there), await alive(stranger)]).toEqual([false, false, true]);
  });

  it('changes one password for all accounts, wherever he does it, and ends the other sessions', async () => {
    const desk = await SecurityDesk.open(test);
    const there = (await switchTo(desk.session, second)).body;
    const firstSession = desk.session;
    desk.session = there;
    await desk.confirm();
    expect((await desk.ask('PUT', '/me/password', { password: GOOD_PASSWORD })).status).toBe(204);
    expect([await alive(firstSession), await alive(there)]).toEqual([false, true]);
    expect((await startChallenge(test, EMAILS.EMPLOYER)).status).toBe(401);
    expect((await desk.startSignIn(undefined, GOOD_PASSWORD)).status).toBe(201);
    expect(await test.server.knex('user_password').where({ user_id: second })).toEqual([]);
  });

  it('asks of the one password what each of the organisations asks', async () => {
    const { organization_id } = await test.server.knex('app_user').where({ id: second }).first('organization_id');
    await test.server.knex('password_policy').insert({ organization_id, min_length: 31, max_age_days: 40 });
    const { body } = await (await SecurityDesk.open(test)).overview();
    expect(body.demands.policy).toMatchObject({ minLength: 31, maxAgeDays: 40 });
    expect(body.demands.context).toContain('Bakkerij De Krakeling');
  });

  it.each([
    ['BLOCKED', 'the account that was added', 1],
    ['REMOVED', 'the account that was added', 1],
    ['BLOCKED', 'the account that holds the login', 0],
    ['REMOVED', 'the account that holds the login', 0],
  ] as const)('%s: %s stops, and the other goes on with the same password', async (state, _what, which) => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const there = (await switchTo(session, second)).body;
    await setState([first, second][which]!, state);
    expect([await alive(session), await alive(there)]).toEqual([which === 1, which === 0]);
    const left = which === 1 ? first : second;
    const again = await signIn(test, EMAILS.EMPLOYER);
    expect(again.me.id).toBe(left);
    expect((await switchTo(again, [first, second][which]!)).status).toBe(404);
  });

  it('lets nobody in when every account is blocked, and says no more than for an unknown address', async () => {
    await setState(first, 'BLOCKED');
    await setState(second, 'BLOCKED');
    const refused = await startChallenge(test, EMAILS.EMPLOYER);
    expect([refused.status, refused.body.code]).toEqual([401, 'wrong_credentials']);
  });

  it('keeps credentials in one place: no chains and no second login', async () => {
    const { knex } = test.server;
    const refused = async (work: Promise<unknown>): Promise<string | null> =>
      work.then(
        () => 'nothing',
        (error: unknown) => sqlState(error),
      );
    const other = (await knex('app_user').where({ email: EMAILS.CASE_MANAGER }).first('id')).id;
    const point = (id: string, login_user_id: string) => knex('app_user').where({ id }).update({ login_user_id });
    expect(await refused(point(other, first))).toBe('23514');
    expect(await refused(point(first, other))).toBe('23514');
    expect(await refused(point(first, first))).toBe('23514');
    expect(await refused(knex('user_password').insert({ user_id: second, hash: 'x' }))).toBe('23514');
    const id = randomUUID();
    const row = await knex('app_user').where({ id: second }).first();
    expect(await refused(knex('app_user').insert({ ...row, id, login_user_id: second }))).toBe('23514');
    expect(await refused(knex('app_user').insert({ ...row, id, login_user_id: null }))).toBe('23505');
  });
});
