import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { DAY, MINUTE, SECOND } from '../security/clock.ts';
import { authenticatorCodes } from '../outbox/demo-outbox.ts';
import { call, EMAILS, signIn, startChallenge, TEST_DEVICE } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { DEMO_PASSWORD } from './demo-accounts.ts';

describe.each(databaseKinds())('sign-in on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());

  const post = <T = unknown>(path: string, body: unknown) => call<T>(test.server.url, 'POST', path, { body });
  const complete = (challengeId: string, code: string, method = 'SMS') =>
    post<Session>('/sessions', { challengeId, method, code, device: TEST_DEVICE });
  const sendCode = (id: string) => post<{ hint: string }>(`/sign-in-challenges/${id}/codes`, { method: 'SMS' });
  async function challenge(email: string = EMAILS.ACCOUNT_MANAGER): Promise<string> {
    return (await startChallenge(test, email)).body.id;
  }
  async function totp(email: string): Promise<string> {
    const codes = await authenticatorCodes(test.server.knex, test.server.keys, test.clock.now());
    return codes.find((line) => line.email === email)?.code ?? '';
  }
  /** A code that is certainly not the right one. */
  const otherThan = (code: string): string => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');

  it('needs password and code, and gives a session, a device key and who he is', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    expect(session.me).toMatchObject({ role: 'EMPLOYER', email: EMAILS.EMPLOYER, regionCodes: ['AM21'] });
    expect(Buffer.from(session.deviceKey, 'base64')).toHaveLength(32);
    const me = await call(test.server.url, 'GET', '/me', { token: session.accessToken });
    expect(me.body).toEqual(session.me);
  });

  it('answers an unknown address, a wrong password and a blocked user with the same words', async () => {
    await test.server.knex('app_user').where({ email: EMAILS.CASE_MANAGER }).update({ state: 'BLOCKED' });
    const answers = [
      await post('/sign-in-challenges', { email: 'niemand@example.nl', password: DEMO_PASSWORD }),
      await post('/sign-in-challenges', { email: EMAILS.EMPLOYER, password: 'een ander wachtwoord' }),
      await post('/sign-in-challenges', { email: EMAILS.CASE_MANAGER, password: DEMO_PASSWORD }),
    ];
    await test.server.knex('app_user').where({ email: EMAILS.CASE_MANAGER }).update({ state: 'ACTIVE' });
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect({ ...answer.body, instance: '' }).toEqual({ ...answers[0]?.body, instance: '' });
    }
    expect(answers[0]?.body.detail).toBe('E-mailadres of wachtwoord klopt niet');
  });

  it('finds the account whatever the case of the address', async () => {
    expect((await startChallenge(test, EMAILS.EMPLOYER.toUpperCase())).status).toBe(201);
  });

  it('offers each account its own second steps, and shows no more of a number than its end', async () => {
    const manager = await startChallenge(test, EMAILS.ACCOUNT_MANAGER);
    expect(manager.body.methods).toEqual([
      { method: 'TOTP', hint: '' },
      { method: 'SMS', hint: '•••• 22' },
    ]);
  });

  it('takes a code of an authenticator app once', async () => {
    const code = await totp(EMAILS.ACCOUNT_MANAGER);
    expect((await complete(await challenge(), code, 'TOTP')).status).toBe(201);
    const again = await complete(await challenge(), code, 'TOTP');
    expect(again.status).toBe(401);
    expect(again.body.detail).toBe('De code klopt niet of is verlopen');
    test.clock.advance(30 * SECOND);
    expect((await complete(await challenge(), await totp(EMAILS.ACCOUNT_MANAGER), 'TOTP')).status).toBe(201);
  });

  it('refuses a second use of the same sms code', async () => {
    const id = await challenge();
    await sendCode(id);
    expect((await complete(id, test.outbound.lastCode())).status).toBe(201);
    expect((await complete(id, test.outbound.lastCode())).status).toBe(410);
  });

  it('refuses an sms code after five minutes, and the one before a newer one', async () => {
    const id = await challenge();
    await sendCode(id);
    const first = test.outbound.lastCode();
    await sendCode(id);
    const second = test.outbound.lastCode();
    if (first !== second) expect((await complete(id, first)).status).toBe(401);
    test.clock.advance(5 * MINUTE);
    expect((await complete(id, second)).status).toBe(401);
  });

  it('refuses the code of another attempt', async () => {
    const [one, other] = [await challenge(), await challenge()];
    await sendCode(one);
    await sendCode(other);
    const codeOfOther = test.outbound.lastCode();
    await sendCode(one);
    if (test.outbound.lastCode() !== codeOfOther) expect((await complete(one, codeOfOther)).status).toBe(401);
  });

  it('closes a sign-in after five wrong codes, also for the right one', async () => {
    const id = await challenge();
    await sendCode(id);
    const right = test.outbound.lastCode();
    for (let i = 0; i < 5; i++) expect((await complete(id, otherThan(right))).status).toBe(401);
    expect((await complete(id, right)).status).toBe(410);
    expect((await sendCode(id)).status).toBe(410);
  });

  it('counts every one of fifty guesses at once: no more than five are heard', async () => {
    const id = await challenge();
    await sendCode(id);
    const wrong = otherThan(test.outbound.lastCode());
    const answers = await Promise.all(Array.from({ length: 50 }, () => complete(id, wrong)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(answers.filter((answer) => answer.status === 410)).toHaveLength(45);
  });

  it('sends at most three codes in one sign-in', async () => {
    const id = await challenge(EMAILS.MUNICIPAL_ADMINISTRATOR);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await sendCode(id)).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });

  it('forgets a sign-in after ten minutes, and knows no made-up one', async () => {
    const id = await challenge();
    test.clock.advance(10 * MINUTE);
    expect((await sendCode(id)).status).toBe(410);
    expect((await complete(randomUUID(), '123456')).status).toBe(410);
  });

  it('stops new sign-ins after thirty wrong codes in a day, and lets them in again the day after', async () => {
    const email = EMAILS.CASE_MANAGER;
    for (let i = 0; i < 6; i++) {
      const id = await challenge(email);
      await sendCode(id);
      for (let guess = 0; guess < 5; guess++) await complete(id, otherThan(test.outbound.lastCode()));
    }
    expect((await startChallenge(test, email)).status).toBe(429);
    test.clock.advance(DAY + MINUTE);
    expect((await startChallenge(test, email)).status).toBe(201);
  });

  it('stops who guesses passwords at his own address, per account, and not the others', async () => {
    const rates = { requestsPerMinute: 1000, signInsPerMinute: 1000, signInsPerAccountPerQuarter: 4 };
    const strict = await startTestServer(kind, { trustedProxies: ['127.0.0.1'] }, { rates });
    const attempt = async (address: string, email: string, password: string): Promise<number> => {
      const headers = { 'x-forwarded-for': address };
      return (await call(strict.server.url, 'POST', '/sign-in-challenges', { body: { email, password }, headers }))
        .status;
    };
    for (let i = 0; i < 4; i++) expect(await attempt('203.0.113.5', EMAILS.EMPLOYER, 'fout')).toBe(401);
    expect(await attempt('203.0.113.5', EMAILS.EMPLOYER, 'fout')).toBe(429);
    expect(await attempt('203.0.113.5', EMAILS.CASE_MANAGER, DEMO_PASSWORD)).toBe(201);
    // Four wrong ones delay the account itself for one second (security A06).
    strict.clock.advance(SECOND);
    expect(await attempt('198.51.100.7', EMAILS.EMPLOYER, DEMO_PASSWORD)).toBe(201);
    await strict.stop();
  });

  it('mails about a new device and not about a known one', async () => {
    const before = test.outbound.mails.length;
    const session = await signIn(test, EMAILS.EMPLOYER);
    expect(test.outbound.mails.length).toBe(before + 1);
    expect(test.outbound.mails.at(-1)).toMatchObject({
      to: EMAILS.EMPLOYER,
      subject: 'Je bent aangemeld op een nieuw apparaat',
    });
    await signIn(test, EMAILS.EMPLOYER, { ...TEST_DEVICE, id: session.deviceId });
    expect(test.outbound.mails.length).toBe(before + 1);
  });

  it('gives the same device of the same user the same key, and nobody else', async () => {
    const first = await signIn(test, EMAILS.EMPLOYER);
    const device = { ...TEST_DEVICE, id: first.deviceId };
    const again = await signIn(test, EMAILS.EMPLOYER, device);
    expect(again).toMatchObject({ deviceId: first.deviceId, deviceKey: first.deviceKey });
    const other = await signIn(test, EMAILS.ACCOUNT_MANAGER, device);
    expect(other.deviceId).not.toBe(first.deviceId);
    expect(other.deviceKey).not.toBe(first.deviceKey);
  });

  it('makes a wiped device a new one with another key', async () => {
    const first = await signIn(test, EMAILS.EMPLOYER);
    await test.server.knex('sync_device').where({ id: first.deviceId }).update({ state: 'revoked' });
    await test.server.knex('sync_device').where({ id: first.deviceId }).update({ wipe_confirmed_at: new Date() });
    const again = await signIn(test, EMAILS.EMPLOYER, { ...TEST_DEVICE, id: first.deviceId });
    expect(again.deviceId).not.toBe(first.deviceId);
    expect(again.deviceKey).not.toBe(first.deviceKey);
  });

  it('stores no password, code, token or key that could be read back', async () => {
    const session = await signIn(test, EMAILS.EMPLOYER);
    const tables = [
      'app_user',
      'user_password',
      'second_factor',
      'sign_in_challenge',
      'sync_device',
      'session',
      'session_token',
      'audit_event',
    ];
    const rows = await Promise.all(
      tables.map((table) => test.server.knex.raw('select string_agg(t::text, chr(10)) as text from ?? t', [table])),
    );
    const dump = rows.map((result) => result.rows[0].text).join('\n');
    expect(dump).toContain(EMAILS.EMPLOYER);
    const key = Buffer.from(session.deviceKey, 'base64');
    for (const secret of [
      DEMO_PASSWORD,
      session.refreshToken,
      session.accessToken,
      session.deviceKey,
      key.toString('hex'),
    ]) {
      expect(dump.includes(secret)).toBe(false);
    }
  });

  it('writes success and failure to the audit trail, without an address', async () => {
    await post('/sign-in-challenges', { email: 'niemand@example.nl', password: 'x' });
    await signIn(test, EMAILS.EMPLOYER);
    const events = await test.server.knex('audit_event').select('actor', 'action', 'object', 'detail');
    expect(events.some((event) => event.action === 'LOGIN')).toBe(true);
    expect(events.some((event) => event.action === 'LOGIN_FAILED' && event.actor === 'unknown')).toBe(true);
    expect(JSON.stringify(events)).not.toContain('@');
  });
});
