import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SecurityOverview } from '@hallowerk/contract/accounts/security.ts';
import { networkOutbound } from '../outbox/outbound.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, MINUTE, SECOND } from '../security/clock.ts';
import { EMAILS, TEST_DEVICE } from '../testing/http-client.ts';
import { GOOD_PASSWORD, SecurityDesk } from '../testing/security-desk.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const HAS_OATHTOOL = spawnSync('oathtool', ['--version']).status === 0;
if (!HAS_OATHTOOL)
  console.info('oathtool is not installed: the comparison with an independent TOTP program is skipped');

describe.each(databaseKinds())('one’s own security on %s', (kind) => {
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
    const { knex } = test.server;
    await knex('user_password').update({ hash: originalHash });
    const employer = knex('app_user').where({ email: EMAILS.EMPLOYER }).select('id');
    await knex('second_factor').whereIn('user_id', employer).where({ method: 'TOTP' }).delete();
    // A test may have removed it: of two removals at once either can be the one that is refused.
    const { id: user_id } = await knex('app_user').where({ email: EMAILS.EMPLOYER }).first('id');
    await knex('second_factor')
      .insert({ id: uuidv7(), user_id, method: 'SMS', phone: '+31600000011' })
      .onConflict(['user_id', 'method'])
      .merge(['phone']);
    desk = await SecurityDesk.open(test);
  });

  async function addAuthenticator(): Promise<{ id: string; secret: string }> {
    await desk.confirm();
    const setup = (await desk.beginAuthenticator()).body;
    const added = await desk.ask('POST', '/me/second-factors', { setupId: setup.id, code: desk.codeOf(setup) });
    if (added.status !== 201) throw new Error(`Not added: ${added.text}`);
    return setup;
  }

  describe('confirming who one is', () => {
    it('lets nothing change before password and code were given again, and for ten minutes after', async () => {
      const needed = { status: 403, body: { code: 'confirmation_needed' } };
      expect(await desk.ask('PUT', '/me/password', { password: GOOD_PASSWORD })).toMatchObject(needed);
      expect(await desk.beginAuthenticator()).toMatchObject(needed);
      expect(await desk.ask('POST', '/me/recovery-codes')).toMatchObject(needed);
      const [factor] = (await desk.overview()).body.factors;
      expect(await desk.ask('DELETE', `/me/second-factors/${factor?.id}`)).toMatchObject(needed);
      expect((await desk.confirm()).status).toBe(200);
      expect((await desk.beginAuthenticator()).status).toBe(201);
      test.clock.advance(10 * MINUTE);
      expect(await desk.beginAuthenticator()).toMatchObject({ status: 401 });
      const renewed = await desk.post<typeof desk.session>('/session-renewals', {
        refreshToken: desk.session.refreshToken,
      });
      desk.session = { ...desk.session, ...renewed.body };
      expect(await desk.beginAuthenticator()).toMatchObject(needed);
    });

    it('names the field of a wrong password and of a wrong code, without ending the session', async () => {
      expect(await desk.startConfirmation('fout')).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'password', message: 'Je wachtwoord klopt niet' }] },
      });
      const { id } = (await desk.startConfirmation()).body;
      const wrong = await desk.ask('PUT', `/session-confirmations/${id}`, { method: 'SMS', code: '000000' });
      expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'code' }] } });
      expect((await desk.overview()).status).toBe(200);
    });

    it('does not take the confirmation of somebody else', async () => {
      const other = await SecurityDesk.open(test, EMAILS.ACCOUNT_MANAGER);
      const { id } = (await other.startConfirmation()).body;
      await other.post(`/sign-in-challenges/${id}/codes`, { method: 'SMS' });
      const code = test.outbound.lastCode();
      expect((await desk.ask('PUT', `/session-confirmations/${id}`, { method: 'SMS', code })).status).toBe(410);
    });
  });

  describe('the password', () => {
    it('changes it, ends every other session and tells the owner', async () => {
      const other = await desk.signInBySms();
      await desk.confirm();
      expect((await desk.ask('PUT', '/me/password', { password: GOOD_PASSWORD })).status).toBe(204);
      expect((await desk.overview()).status).toBe(200);
      expect((await desk.post('/session-renewals', { refreshToken: other.body.refreshToken })).status).toBe(401);
      expect((await desk.startSignIn()).status).toBe(401);
      expect((await desk.startSignIn(undefined, GOOD_PASSWORD)).status).toBe(201);
      expect((await desk.mails()).at(-1)).toMatchObject({ subject: 'Je wachtwoord is gewijzigd' });
      const audit = await test.server.knex('audit_event').orderBy('seq', 'desc').where({ action: 'CHANGE' }).first();
      expect(audit).toMatchObject({ actor: desk.session.me.id, detail: { security: 'password' } });
    });

    it.each([
      ['kort1!A', ['LENGTH']],
      ['alleenkleineletters', ['UPPER', 'DIGIT', 'SPECIAL']],
      ['Welkom01!', ['GUESSABLE']],
      ['W@chtw00rd1!', ['GUESSABLE']],
      ['Kuiper26!', ['GUESSABLE']],
      ['HalloWerk1!', ['GUESSABLE']],
    ])('names every rule that %s breaks', async (password, rules) => {
      await desk.confirm();
      const answer = await desk.ask('PUT', '/me/password', { password });
      expect(answer.status).toBe(422);
      expect(answer.body.errors?.map((fault) => fault.code)).toEqual(rules);
      expect(answer.body.errors?.every((fault) => fault.path === 'password')).toBe(true);
    });

    it('refuses the last two where the organisation remembers two, and takes the third again', async () => {
      const user = await test.server.knex('app_user').where({ id: desk.session.me.id }).first('organization_id');
      await test.server.knex('password_policy').insert({ organization_id: user.organization_id, history_count: 2 });
      await desk.confirm();
      const statuses: number[] = [];
      for (const n of [1, 2, 1, 3, 1]) {
        test.clock.advance(SECOND);
        const password = `${GOOD_PASSWORD}-${'x'.repeat(n)}`;
        statuses.push((await desk.ask('PUT', '/me/password', { password })).status);
      }
      await test.server.knex('password_policy').delete();
      expect(statuses).toEqual([204, 204, 422, 204, 204]);
    });

    it('sends who has an expired one to a new one, after the right password only', async () => {
      const user = await test.server.knex('app_user').where({ id: desk.session.me.id }).first('organization_id');
      await test.server.knex('password_policy').insert({ organization_id: user.organization_id, max_age_days: 90 });
      await test.server
        .knex('user_password')
        .where({ user_id: desk.session.me.id })
        .update({ changed_at: new Date(test.clock.now().getTime() - 90 * DAY) });
      const right = await desk.startSignIn();
      const wrong = await desk.startSignIn(undefined, 'fout');
      await test.server.knex('password_policy').delete();
      expect(right).toMatchObject({ status: 403, body: { code: 'password_expired' } });
      expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    });
  });

  describe('second factors', () => {
    it('adds an authenticator app with a code of it, and signs in with the next', async () => {
      const setup = await addAuthenticator();
      expect((await desk.overview()).body.factors.map((factor) => factor.method)).toEqual(['TOTP', 'SMS']);
      const used = desk.codeOf(setup);
      const complete = async (code: string) => {
        const { id } = (await desk.startSignIn()).body;
        return desk.post('/sessions', { challengeId: id, method: 'TOTP', code, device: TEST_DEVICE });
      };
      expect((await complete(used)).status).toBe(401);
      test.clock.advance(30 * SECOND);
      expect((await complete(desk.codeOf(setup))).status).toBe(201);
      expect((await desk.mails()).map((mail) => mail.subject)).toContain('Je extra controlestap is gewijzigd');
    });

    it('hands out a secret that an app reads from the code or by hand, and keeps it sealed', async () => {
      await desk.confirm();
      const { secret, uri } = (await desk.beginAuthenticator()).body;
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      expect(new URL(uri).searchParams.get('secret')).toBe(secret);
      expect(uri).toMatch(/^otpauth:\/\/totp\/HalloWerk:/);
      const row = await test.server.knex('second_factor_setup').where({ method: 'TOTP' }).first('secret');
      expect(row.secret.toString('latin1')).not.toContain(secret);
    });

    it.runIf(HAS_OATHTOOL)('takes the code that oathtool computes from the manual key', async () => {
      await desk.confirm();
      const setup = (await desk.beginAuthenticator()).body;
      const now = test.clock.now().toISOString().replace('T', ' ').slice(0, 19);
      const code = execFileSync('oathtool', ['--totp', '-b', setup.secret, '--now', `${now} UTC`], {
        encoding: 'utf8',
      });
      const added = await desk.ask('POST', '/me/second-factors', { setupId: setup.id, code: code.trim() });
      expect(added.status).toBe(201);
    });

    it.runIf(HAS_OATHTOOL)('signs in with the codes of oathtool, with each of them once', async () => {
      const { secret } = await addAuthenticator();
      test.clock.advance(30 * SECOND);
      const now = test.clock.now().toISOString().replace('T', ' ').slice(0, 19);
      const code = execFileSync('oathtool', ['--totp', '-b', secret, '--now', `${now} UTC`], {
        encoding: 'utf8',
      }).trim();
      const signIn = async (): Promise<number> => {
        const { id } = (await desk.startSignIn()).body;
        return (await desk.post('/sessions', { challengeId: id, method: 'TOTP', code, device: TEST_DEVICE })).status;
      };
      expect(await signIn()).toBe(201);
      expect(await signIn()).toBe(401);
    });

    it('closes a set-up after five wrong codes, also for the right one', async () => {
      await desk.confirm();
      const setup = (await desk.beginAuthenticator()).body;
      const right = desk.codeOf(setup);
      const wrong = ((Number(right) + 1) % 1_000_000).toString().padStart(6, '0');
      const tries = Array.from({ length: 6 }, () =>
        desk.ask('POST', '/me/second-factors', { setupId: setup.id, code: wrong }),
      );
      const statuses = (await Promise.all(tries)).map((answer) => answer.status).sort();
      expect(statuses).toEqual([410, 422, 422, 422, 422, 422]);
      expect((await desk.ask('POST', '/me/second-factors', { setupId: setup.id, code: right })).status).toBe(410);
    });

    it('adds a telephone only with the code that was sent to it', async () => {
      await desk.confirm();
      const { body } = await desk.ask<{ id: string; hint: string }>('POST', '/me/sms-setups', {
        phone: '06 0000 0099',
      });
      expect(body.hint).toBe('•••• 99');
      expect(test.outbound.texts.at(-1)?.to).toBe('+31600000099');
      const code = test.outbound.lastCode();
      const added = await desk.ask<SecurityOverview>('POST', '/me/second-factors', { setupId: body.id, code });
      expect(added.body.factors).toMatchObject([{ method: 'SMS', hint: '•••• 99' }]);
      expect((await desk.ask('POST', '/me/second-factors', { setupId: body.id, code })).status).toBe(410);
    });

    it('forgets the code of a telephone after five minutes', async () => {
      await desk.confirm();
      const { body } = await desk.ask<{ id: string }>('POST', '/me/sms-setups', { phone: '+31600000098' });
      const code = test.outbound.lastCode();
      test.clock.advance(5 * MINUTE);
      expect((await desk.ask('POST', '/me/second-factors', { setupId: body.id, code })).status).toBe(422);
    });

    it('sends ten texts a day for new telephones, also to one number of several people', async () => {
      await desk.confirm();
      const phone = '+31600000097';
      const statuses: number[] = [];
      for (let i = 0; i < 11; i++) statuses.push((await desk.ask('POST', '/me/sms-setups', { phone })).status);
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
      const other = await SecurityDesk.open(test, EMAILS.ACCOUNT_MANAGER);
      await other.confirm();
      expect((await other.ask('POST', '/me/sms-setups', { phone })).status).toBe(429);
    });

    it('never removes the last one, also when two are removed at once', async () => {
      const [only] = (await desk.overview()).body.factors;
      await desk.confirm();
      expect(await desk.ask('DELETE', `/me/second-factors/${only?.id}`)).toMatchObject({
        status: 409,
        body: { code: 'last_factor' },
      });
      await addAuthenticator();
      const { factors } = (await desk.overview()).body;
      expect(factors).toHaveLength(2);
      const removals = factors.map(({ id }) => desk.ask('DELETE', `/me/second-factors/${id}`));
      expect((await Promise.all(removals)).map((answer) => answer.status).sort()).toEqual([204, 409]);
      expect((await desk.overview()).body.factors).toHaveLength(1);
    });

    it('does not remove the factor of somebody else', async () => {
      const other = await SecurityDesk.open(test, EMAILS.ACCOUNT_MANAGER);
      const [foreign] = (await other.overview()).body.factors;
      await desk.confirm();
      expect((await desk.ask('DELETE', `/me/second-factors/${foreign?.id}`)).status).toBe(404);
    });

    it('ends other sessions and the trust in devices when a factor changes', async () => {
      const other = await desk.signInBySms({ trustDevice: true });
      await addAuthenticator();
      expect((await desk.post('/session-renewals', { refreshToken: other.body.refreshToken })).status).toBe(401);
      const device = { id: other.body.deviceId, proof: other.body.deviceProof };
      expect((await desk.startSignIn(device)).body.trusted).toBe(false);
      expect((await desk.overview()).status).toBe(200);
    });
  });

  describe('recovery codes', () => {
    async function codes(): Promise<string[]> {
      await desk.confirm();
      return (await desk.ask<{ codes: string[] }>('POST', '/me/recovery-codes')).body.codes;
    }
    const use = async (recoveryCode: string) => {
      const { id } = (await desk.startSignIn()).body;
      return desk.post('/recovery-sessions', { challengeId: id, recoveryCode, device: TEST_DEVICE });
    };

    it('makes ten, keeps none, and each signs in once, however it is typed', async () => {
      const [one = '', ...others] = await codes();
      expect(new Set([one, ...others]).size).toBe(10);
      const stored = JSON.stringify(await test.server.knex('recovery_code').select('*'));
      expect(stored).not.toContain(one);
      expect((await use(one.toLowerCase().replaceAll('-', ' '))).status).toBe(201);
      expect((await use(one)).status).toBe(401);
      expect((await desk.overview()).body.recoveryCodesLeft).toBe(9);
      expect((await desk.mails()).at(-1)).toMatchObject({ subject: 'Er is ingelogd met een herstelcode' });
    });

    it('lets one of two uses at once win', async () => {
      const [code = ''] = await codes();
      const statuses = (await Promise.all([use(code), use(code)])).map((answer) => answer.status).sort();
      expect(statuses).toEqual([201, 401]);
    });

    it('replaces the old list by a new one, and takes none of somebody else', async () => {
      const [old = ''] = await codes();
      await codes();
      expect((await use(old)).status).toBe(401);
      const other = await SecurityDesk.open(test, EMAILS.ACCOUNT_MANAGER);
      await other.confirm();
      const foreign = (await other.ask<{ codes: string[] }>('POST', '/me/recovery-codes')).body.codes[0] ?? '';
      expect((await use(foreign)).status).toBe(401);
    });

    it('closes the sign-in after five wrong ones', async () => {
      const [right = ''] = await codes();
      const { id } = (await desk.startSignIn()).body;
      const wrong = `${right.startsWith('0') ? '1' : '0'}${right.slice(1)}`;
      const attempt = (recoveryCode: string) =>
        desk.post('/recovery-sessions', { challengeId: id, recoveryCode, device: TEST_DEVICE });
      for (let i = 0; i < 5; i++) expect((await attempt(wrong)).status).toBe(401);
      expect((await attempt(right)).status).toBe(410);
    });
  });

  describe('a remembered device', () => {
    const onTrusted = async (deviceId: string, proof: string, begunAnew = false) => {
      const challenge = (await desk.startSignIn({ id: deviceId, proof })).body;
      const known = { id: deviceId, proof };
      const body = { challengeId: challenge.id, known, device: { ...TEST_DEVICE, id: begunAnew ? null : deviceId } };
      return { trusted: challenge.trusted, answer: await desk.post<typeof desk.session>('/trusted-sessions', body) };
    };

    it('needs no code for thirty days, and then again', async () => {
      const { body } = await desk.signInBySms({ trustDevice: true });
      const first = await onTrusted(body.deviceId, body.deviceProof);
      expect(first).toMatchObject({ trusted: true, answer: { status: 201 } });
      test.clock.advance(30 * DAY);
      const late = await onTrusted(body.deviceId, first.answer.body.deviceProof);
      expect(late).toMatchObject({ trusted: false, answer: { status: 401 } });
    });

    it('stays remembered when it began anew after a sign-out, and the old proof does not', async () => {
      const { body } = await desk.signInBySms({ trustDevice: true });
      const anew = (await onTrusted(body.deviceId, body.deviceProof, true)).answer;
      expect(anew.status).toBe(201);
      expect(anew.body.deviceId).not.toBe(body.deviceId);
      expect((await onTrusted(body.deviceId, body.deviceProof)).answer.status).toBe(401);
      expect((await onTrusted(anew.body.deviceId, anew.body.deviceProof)).answer.status).toBe(201);
    });

    it('is no other device, no old proof, and none that was not asked to be remembered', async () => {
      const trusted = (await desk.signInBySms({ trustDevice: true })).body;
      const plain = (await desk.signInBySms()).body;
      expect((await onTrusted(plain.deviceId, plain.deviceProof)).answer.status).toBe(401);
      expect((await onTrusted(trusted.deviceId, plain.deviceProof)).answer.status).toBe(401);
      const again = await desk.signInBySms({ deviceId: trusted.deviceId });
      expect((await onTrusted(trusted.deviceId, trusted.deviceProof)).answer.status).toBe(401);
      expect((await onTrusted(trusted.deviceId, again.body.deviceProof)).answer.status).toBe(201);
    });

    it('is forgotten when its user signed out everywhere', async () => {
      const { body } = await desk.signInBySms({ trustDevice: true });
      expect((await desk.ask('DELETE', '/sessions')).status).toBe(204);
      expect((await onTrusted(body.deviceId, body.deviceProof)).trusted).toBe(false);
    });

    it('is never that of an administrator', async () => {
      desk = await SecurityDesk.open(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
      const { body } = await desk.signInBySms({ trustDevice: true });
      expect(await onTrusted(body.deviceId, body.deviceProof)).toMatchObject({
        trusted: false,
        answer: { status: 401 },
      });
    });
  });

  describe('guessing passwords', () => {
    it('is delayed from the fourth on, twice as long each time, and no longer than fifteen minutes', async () => {
      const waits: number[] = [];
      for (let i = 0; i < 3; i++) expect((await desk.startSignIn(undefined, 'fout')).status).toBe(401);
      for (let i = 0; i < 13; i++) {
        expect((await desk.startSignIn(undefined, 'fout')).status).toBe(401);
        const refused = await desk.startSignIn(undefined, 'fout');
        expect(refused.status).toBe(429);
        const wait = Number(refused.headers.get('retry-after'));
        waits.push(wait);
        test.clock.advance(wait * SECOND);
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    });

    it('hears four of a hundred guesses at once', async () => {
      const guesses = Array.from({ length: 100 }, (_, n) => desk.startSignIn(undefined, `gok-${n}`));
      const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(4);
      expect(statuses.filter((status) => status === 429)).toHaveLength(96);
    });

    it('does not keep the owner out of his own device, and delays that device for what is tried on it', async () => {
      const { deviceId: id, deviceProof: proof } = desk.session;
      for (let i = 0; i < 6; i++) await desk.startSignIn(undefined, 'fout');
      expect((await desk.startSignIn()).status).toBe(429);
      expect((await desk.startSignIn({ id, proof })).status).toBe(201);
      for (let i = 0; i < 4; i++) expect((await desk.startSignIn({ id, proof }, 'fout')).status).toBe(401);
      expect((await desk.startSignIn({ id, proof })).status).toBe(429);
    });

    it('is delayed for an unknown address as for a known one', async () => {
      const guess = async (email: string) => {
        const answer = await desk.post('/sign-in-challenges', { email, password: 'fout' });
        return { status: answer.status, body: { ...answer.body, instance: '' } };
      };
      for (let i = 0; i < 6; i++) expect(await guess('niemand@example.nl')).toEqual(await guess(EMAILS.CASE_MANAGER));
    });

    it('is forgotten after the right password', async () => {
      for (let i = 0; i < 3; i++) await desk.startSignIn(undefined, 'fout');
      expect((await desk.startSignIn()).status).toBe(201);
      for (let i = 0; i < 3; i++) expect((await desk.startSignIn(undefined, 'fout')).status).toBe(401);
      expect((await desk.startSignIn()).status).toBe(201);
    });
  });
});

describe('text messages through a real provider', () => {
  let provider: Server;
  const received: { to: string; text: string }[] = [];
  let accepts = true;
  beforeAll(async () => {
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        if (accepts) received.push(JSON.parse(body));
        response.writeHead(accepts ? 202 : 400).end();
      });
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
  });
  afterAll(() => void provider.close());

  it('proves a telephone over HTTP, and says so when the provider does not take it', async () => {
    const address = provider.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const outbound = networkOutbound({
      smtpUrl: null,
      smsProviderUrl: `http://127.0.0.1:${port}/`,
      from: 'x@y.example',
    });
    await using test = await startTestServer('pglite');
    const desk = await SecurityDesk.open(test);
    await desk.confirm();
    Object.assign(test.outbound, { sendSms: outbound.sendSms });
    const { body } = await desk.ask<{ id: string }>('POST', '/me/sms-setups', { phone: '+31600000055' });
    expect(received).toMatchObject([{ to: '+31600000055' }]);
    const code = /\d{6}/.exec(received[0]?.text ?? '')?.[0];
    expect((await desk.ask('POST', '/me/second-factors', { setupId: body.id, code })).status).toBe(201);
    accepts = false;
    expect(await desk.ask('POST', '/me/sms-setups', { phone: '+31600000056' })).toMatchObject({
      status: 503,
      body: { code: 'sms_failed' },
    });
  });
});
