import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../security/clock.ts';
import { EMAILS } from '../testing/http-client.ts';
import { GOOD_PASSWORD, SecurityDesk } from '../testing/security-desk.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import {
  createPasswordResets,
  RESET_LIMITS,
  type PasswordResetDependencies,
  type PasswordResetsService,
} from './password-resets.service.ts';
import { DEMO_PASSWORD } from './demo-accounts.ts';

describe.each(databaseKinds())('a forgotten password on %s', (kind) => {
  let test: TestServer;
  let desk: SecurityDesk;
  let originalHash: string;
  beforeAll(async () => {
    test = await startTestServer(kind);
    originalHash = (await test.server.knex('user_password').first('hash')).hash;
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    test.clock.advance(2 * DAY);
    await test.server.knex('user_password').update({ hash: originalHash });
    desk = await SecurityDesk.open(test);
  });

  /** What a stranger sees of an answer; the number of the request differs by nature. */
  const visible = (answer: { status: number; headers: Headers; text: string }) => ({
    status: answer.status,
    headers: [...answer.headers.entries()].filter(([name]) => name !== 'date').sort(),
    text: answer.text,
  });

  const ownResets = (parts: Partial<PasswordResetDependencies>): PasswordResetsService => {
    const { knex, keys, passwords } = test.server;
    return createPasswordResets({
      ...{ knex, keys, passwords, clock: test.clock, productName: 'HalloWerk', limits: RESET_LIMITS },
      ...{ linkTo: (token: string) => `https://werk.example/wachtwoord#${token}`, wakeMails: () => undefined },
      ...parts,
    });
  };

  it('sets the new password with the link from the mail, and the second factor is still asked', async () => {
    expect((await desk.requestReset()).status).toBe(204);
    const token = await desk.resetToken();
    expect((await desk.completeReset(token)).status).toBe(204);
    expect((await desk.startSignIn(undefined, DEMO_PASSWORD)).status).toBe(401);
    desk.password = GOOD_PASSWORD;
    const challenge = await desk.startSignIn();
    expect(challenge).toMatchObject({ status: 201, body: { methods: [{ method: 'SMS' }] } });
    expect((await desk.signInBySms()).status).toBe(201);
  });

  it('ends every session, every half sign-in and the trust in every device', async () => {
    const other = await desk.signInBySms({ trustDevice: true });
    const half = await desk.startSignIn();
    await desk.requestReset();
    expect((await desk.completeReset(await desk.resetToken())).status).toBe(204);
    expect((await desk.overview()).status).toBe(401);
    desk.session = other.body;
    expect((await desk.overview()).status).toBe(401);
    expect((await desk.post('/session-renewals', { refreshToken: other.body.refreshToken })).status).toBe(401);
    expect((await desk.post(`/sign-in-challenges/${half.body.id}/codes`, { method: 'SMS' })).status).toBe(410);
    const device = { id: other.body.deviceId, proof: other.body.deviceProof };
    expect((await desk.startSignIn(device, GOOD_PASSWORD)).body.trusted).toBe(false);
  });

  it('tells the owner by mail that his password was changed', async () => {
    await desk.requestReset();
    await desk.completeReset(await desk.resetToken());
    expect((await desk.mails()).at(-1)).toMatchObject({ subject: 'Je wachtwoord is gewijzigd' });
  });

  it('refuses a second use of a link', async () => {
    await desk.requestReset();
    const token = await desk.resetToken();
    expect((await desk.completeReset(token)).status).toBe(204);
    expect((await desk.completeReset(token, 'Nog-een-ander-1woord')).status).toBe(410);
  });

  it('lets exactly one of ten uses at once win', async () => {
    await desk.requestReset();
    const token = await desk.resetToken();
    const tries = Array.from({ length: 10 }, (_, n) => desk.completeReset(token, `${GOOD_PASSWORD}${n}`));
    const statuses = (await Promise.all(tries)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([204, ...Array.from({ length: 9 }, () => 410)]);
  });

  it('refuses a link after a newer one, after a sign-in, and after thirty minutes', async () => {
    await desk.requestReset();
    const first = await desk.resetToken();
    await desk.requestReset();
    const second = await desk.resetToken();
    expect(second).not.toBe(first);
    expect((await desk.completeReset(first)).status).toBe(410);
    expect((await desk.signInBySms()).status).toBe(201);
    expect((await desk.completeReset(second)).status).toBe(410);
    await desk.requestReset();
    const third = await desk.resetToken();
    test.clock.advance(30 * MINUTE);
    expect((await desk.completeReset(third)).status).toBe(410);
  });

  it('says the same of a made-up link as of an old one, and a link of one user changes nobody else', async () => {
    const madeUp = await desk.completeReset(randomBytes(32).toString('base64url'));
    await desk.requestReset();
    const token = await desk.resetToken();
    await desk.completeReset(token);
    const old = await desk.completeReset(token);
    expect({ ...old.body, instance: '' }).toEqual({ ...madeUp.body, instance: '' });
    const changed = await test.server.knex('user_password').whereNot({ hash: originalHash }).select('user_id');
    expect(changed).toEqual([{ user_id: desk.session.me.id }]);
  });

  it('keeps the link good after a password that is too weak, and names every rule at once', async () => {
    await desk.requestReset();
    const token = await desk.resetToken();
    const weak = await desk.completeReset(token, 'kort');
    expect(weak.status).toBe(422);
    expect(weak.body.errors?.map((fault) => fault.code)).toEqual(['LENGTH', 'UPPER', 'DIGIT', 'SPECIAL']);
    expect((await desk.completeReset(token)).status).toBe(204);
  });

  it('asks of the new password what the organisation asks, and looking does not use up the link', async () => {
    const user = await test.server.knex('app_user').where({ id: desk.session.me.id }).first('organization_id');
    await test.server.knex('password_policy').insert({ organization_id: user.organization_id, min_length: 14 });
    await desk.requestReset();
    const token = await desk.resetToken();
    for (let i = 0; i < 2; i++) {
      const opened = await desk.post<{ policy: { minLength: number } }>('/password-reset-openings', { token });
      expect(opened).toMatchObject({ status: 200, body: { policy: { minLength: 14 } } });
    }
    expect((await desk.completeReset(token, 'Kort-maar-5')).status).toBe(422);
    await test.server.knex('password_policy').delete();
    expect((await desk.completeReset(token, 'Kort-maar-5')).status).toBe(204);
  });

  it('answers known, unknown, blocked and invited addresses with the same status, headers and body', async () => {
    const { knex } = test.server;
    await knex('app_user').where({ email: EMAILS.CASE_MANAGER }).update({ state: 'BLOCKED' });
    await knex('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).update({ state: 'INVITED' });
    const answers = [
      await desk.requestReset(EMAILS.EMPLOYER),
      await desk.requestReset('niemand@example.nl'),
      await desk.requestReset(EMAILS.CASE_MANAGER),
      await desk.requestReset(EMAILS.ACCOUNT_MANAGER),
    ];
    await knex('app_user').update({ state: 'ACTIVE' });
    for (const answer of answers) expect(visible(answer)).toEqual(visible(answers[0]!));
    expect(answers[0]?.status).toBe(204);
  });

  it('sends nothing inside the request', async () => {
    await desk.mails();
    const before = test.outbound.mails.length;
    const resets = ownResets({ wakeMails: () => undefined });
    await resets.request({ email: EMAILS.EMPLOYER, networkAddress: '203.0.113.1' });
    expect(test.outbound.mails.length).toBe(before);
    expect(await desk.mails()).toContainEqual(expect.objectContaining({ subject: 'Wijzig je wachtwoord' }));
    expect(test.outbound.mails.length).toBe(before + 1);
  });

  it('writes the sentence of the product to an unknown address, once a day and without a link', async () => {
    const to = 'onbekend@example.nl';
    for (let i = 0; i < 3; i++) await desk.requestReset(to);
    const mails = await desk.mails(to);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('Er is geen account met dit e-mailadres bij ons bekend');
    expect(mails[0]?.text).not.toMatch(/https?:|#/);
    test.clock.advance(DAY);
    await desk.requestReset(to);
    expect(await desk.mails(to)).toHaveLength(2);
  });

  it('has no name, role or organisation in the mail', async () => {
    await desk.requestReset();
    await desk.resetToken();
    const mail = (await desk.mails()).at(-1);
    const { fullName, organizationName, email } = desk.session.me;
    for (const word of [fullName, organizationName, email]) expect(mail?.text).not.toContain(word);
  });

  it('builds the link from its own address, whatever the request says', async () => {
    const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' };
    const poisoned = await test.server.app.inject({
      ...{ method: 'POST', url: '/v1/password-resets', payload: { email: EMAILS.EMPLOYER } },
      headers: { ...evil, host: 'evil.example' },
    });
    expect(poisoned.statusCode).toBe(204);
    await desk.resetToken();
    const text = (await desk.mails()).at(-1)?.text ?? '';
    expect(text).not.toContain('evil');
    expect(text).toContain(`${test.server.url}/wachtwoord#`);
  });

  it('sends three links to one address in an hour, and answers as before when it sends no more', async () => {
    const before = (await desk.mails()).length;
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await desk.requestReset());
    for (const answer of answers) expect(visible(answer)).toEqual(visible(answers[0]!));
    expect((await desk.mails()).length - before).toBe(3);
    test.clock.advance(HOUR);
    await desk.requestReset();
    expect((await desk.mails()).length - before).toBe(4);
  });

  it('hears ten requests of a network in an hour, also at once, and not of another', async () => {
    let woken = 0;
    const resets = ownResets({ wakeMails: () => (woken += 1) });
    const ask = (n: number, networkAddress: string) => resets.request({ email: `p${n}@example.nl`, networkAddress });
    const tries = await Promise.allSettled(Array.from({ length: 14 }, (_, n) => ask(n, `203.0.113.${n}`)));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(10);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toMatchObject({ status: 429 });
    await ask(99, '198.51.100.1');
    expect(woken).toBe(11);
  });

  it('gives no link where no public address is configured, to nobody', async () => {
    const resets = ownResets({ linkTo: () => null });
    for (const email of [EMAILS.EMPLOYER, 'niemand@example.nl']) {
      await expect(resets.request({ email, networkAddress: '203.0.113.1' })).rejects.toMatchObject({ status: 503 });
    }
  });
});
