import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import {
  PRIVATE_MICROSOFT_TENANT,
  type MicrosoftChallenge,
  type MicrosoftIdentity,
} from '@hallowerk/contract/accounts/microsoft.ts';
import { MINUTE, plus } from '../security/clock.ts';
import { CLIENT_ID, EntraKeys, OTHER_TENANT, SUBJECT, TENANT } from '../testing/entra-keys.ts';
import { call, EMAILS, signIn, TEST_DEVICE } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('signing in with Microsoft on %s', (kind) => {
  let test: TestServer;
  let entra: EntraKeys;
  const log: string[] = [];
  beforeAll(async () => {
    entra = await EntraKeys.start();
    const config = { microsoft: entra.application([TENANT]), logLevel: 'trace' as const };
    test = await startTestServer(kind, config, { logSink: { write: (line) => void log.push(line) } });
  });
  afterAll(async () => {
    await test.stop();
    await entra.stop();
  });
  beforeEach(async () => {
    await test.server.knex('external_identity').delete();
    entra.broken = null;
  });

  const request = <T>(method: string, path: string, token?: string, body?: unknown) =>
    call<T>(test.server.url, method, path, {
      ...(token !== undefined && { token }),
      ...(body !== undefined && { body }),
    });
  const post = <T>(path: string, body?: unknown, token?: string) => request<T>('POST', path, token, body);
  const begin = async (): Promise<string> => (await post<MicrosoftChallenge>('/microsoft-challenges')).body.nonce;
  const tokenFor = (nonce: string, claims: Record<string, unknown> = {}) =>
    entra.sign({ ...entra.claims(nonce, test.clock.now()), ...claims });
  const complete = (nonce: string, idToken: string) =>
    post<Session>('/microsoft-sessions', { nonce, idToken, device: TEST_DEVICE });
  const attempt = async (claims: Record<string, unknown> = {}) => {
    const nonce = await begin();
    return complete(nonce, await tokenFor(nonce, claims));
  };
  const userId = async (email: string): Promise<string> =>
    (await test.server.knex('app_user').where({ email }).first()).id;
  const confirm = (email: string) =>
    test.server
      .knex('session')
      .whereIn('user_id', test.server.knex('app_user').where({ email }).select('id'))
      .update({ confirmed_until: plus(test.clock.now(), 10 * MINUTE) });
  /** A session of somebody who has just shown that it is he. */
  async function confirmed(email: string): Promise<string> {
    const { accessToken } = await signIn(test, email);
    await confirm(email);
    return accessToken;
  }
  const beginLink = (token: string) => post<MicrosoftChallenge>('/microsoft-link-challenges', undefined, token);
  async function link(email: string, claims: Record<string, unknown> = {}) {
    const token = await confirmed(email);
    const { nonce } = (await beginLink(token)).body;
    const idToken = await tokenFor(nonce, claims);
    return { token, answer: await post<MicrosoftIdentity>('/microsoft-identities', { nonce, idToken }, token) };
  }
  const lastAudit = async (count: number): Promise<Record<string, unknown>[]> =>
    (await test.server.knex('audit_event').orderBy('seq', 'desc').limit(count)).reverse();

  it('tells where to sign in', async () => {
    const settings = await request('GET', '/microsoft-settings');
    expect(settings.body).toEqual({
      application: { clientId: CLIENT_ID, authority: `${entra.origin}/organizations` },
    });
  });

  it('adds a Microsoft account to an account, and signs in with it afterwards', async () => {
    const { token, answer } = await link(EMAILS.EMPLOYER);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ lastUsedAt: null, removable: true });
    const session = await attempt();
    expect(session.status).toBe(201);
    expect(session.body.me.email).toBe(EMAILS.EMPLOYER);
    expect(Buffer.from(session.body.deviceKey, 'base64')).toHaveLength(32);
    expect((await request('GET', '/me', session.body.accessToken)).body).toEqual(session.body.me);
    const audit = await lastAudit(2);
    expect(audit[0]).toMatchObject({ action: 'LOGIN', actor: await userId(EMAILS.EMPLOYER), result: 'ok' });
    const listed = await request<{ items: MicrosoftIdentity[] }>('GET', '/microsoft-identities', token);
    expect(listed.body.items).toEqual([{ ...answer.body, lastUsedAt: test.clock.now().toISOString() }]);
  });

  it('records that an account was added and removed, and mails the user both times', async () => {
    const { token, answer } = await link(EMAILS.EMPLOYER);
    const object = `user:${await userId(EMAILS.EMPLOYER)}`;
    expect((await lastAudit(1))[0]).toMatchObject({
      action: 'CHANGE',
      object,
      detail: { security: 'microsoft-added' },
    });
    expect((await request('DELETE', `/microsoft-identities/${answer.body.id}`, token)).status).toBe(204);
    expect((await lastAudit(1))[0]).toMatchObject({
      action: 'CHANGE',
      object,
      detail: { security: 'microsoft-removed' },
    });
    const mails = await test.server.knex('mail_queue').where({ recipient: EMAILS.EMPLOYER, kind: 'SECURITY_NOTICE' });
    const subjects = mails.map((mail) => mail.subject);
    expect(subjects).toContain('Je kunt nu aanmelden met Microsoft');
    expect(subjects).toContain('Je kunt niet meer aanmelden met Microsoft');
    expect((await attempt()).body.code).toBe('microsoft_not_linked');
  });

  it('refuses an unknown Microsoft account without telling whether its address is known', async () => {
    const known = await attempt({ oid: 'dddd', preferred_username: EMAILS.EMPLOYER, email: EMAILS.EMPLOYER });
    const unknown = await attempt({ oid: 'dddd', preferred_username: 'niemand@example.nl' });
    expect(known.status).toBe(403);
    expect({ ...known.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect(known.body.detail).toMatch(/uitnodiging.*Beveiliging/);
    expect((await lastAudit(1))[0]).toMatchObject({
      actor: 'unknown',
      action: 'LOGIN_FAILED',
      result: 'refused',
      detail: { step: 'microsoft', reason: 'microsoft_not_linked' },
    });
  });

  it('answers a blocked user as somebody unknown', async () => {
    await link(EMAILS.CASE_MANAGER);
    const users = test.server.knex('app_user').where({ email: EMAILS.CASE_MANAGER });
    await users.clone().update({ state: 'BLOCKED' });
    const blocked = await attempt();
    await users.clone().update({ state: 'ACTIVE' });
    const unknown = await attempt({ oid: 'dddd' });
    expect({ ...blocked.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
  });

  it('refuses the same token a second time', async () => {
    await link(EMAILS.EMPLOYER);
    const nonce = await begin();
    const token = await tokenFor(nonce);
    expect((await complete(nonce, token)).status).toBe(201);
    const again = await complete(nonce, token);
    expect([again.status, again.body.code]).toEqual([410, 'challenge_closed']);
  });

  it('lets exactly one of twenty uses at once in', async () => {
    await link(EMAILS.EMPLOYER);
    const nonce = await begin();
    const token = await tokenFor(nonce);
    const answers = await Promise.all(Array.from({ length: 20 }, () => complete(nonce, token)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 410)]);
  });

  it('refuses a stolen token: with a nonce of its own, and with what stands in the token', async () => {
    await link(EMAILS.EMPLOYER);
    const stolen = await tokenFor(await begin());
    const inToken = JSON.parse(Buffer.from(stolen.split('.')[1] ?? '', 'base64url').toString()).nonce;
    for (const nonce of [await begin(), inToken]) {
      const answer = await complete(nonce, stolen);
      expect([answer.status, answer.body.code]).toEqual([401, 'microsoft_refused']);
    }
  });

  it('refuses a nonce that it never gave, and one of more than ten minutes ago', async () => {
    await link(EMAILS.EMPLOYER);
    const madeUp = 'm'.repeat(43);
    expect((await complete(madeUp, await tokenFor(madeUp))).status).toBe(410);
    const late = await begin();
    test.clock.advance(10 * MINUTE - 1);
    const inTime = await begin();
    test.clock.advance(1);
    expect((await complete(late, await tokenFor(late))).status).toBe(410);
    expect((await complete(inTime, await tokenFor(inTime))).status).toBe(201);
  });

  it('keeps no challenge that is over', async () => {
    await begin();
    test.clock.advance(10 * MINUTE);
    await begin();
    expect(await test.server.knex('microsoft_challenge')).toHaveLength(1);
  });

  it('explains that a private account does not work, and that another organisation may not sign in', async () => {
    const tid = PRIVATE_MICROSOFT_TENANT;
    const ofPerson = await attempt({ tid, iss: `${entra.origin}/${tid}/v2.0` });
    expect([ofPerson.status, ofPerson.body.code]).toEqual([403, 'private_microsoft_account']);
    expect(ofPerson.body.detail).toMatch(/Hotmail of MSN.*werkt hier niet.*wachtwoord/);
    const other = await attempt({ tid: OTHER_TENANT, iss: `${entra.origin}/${OTHER_TENANT}/v2.0` });
    expect([other.status, other.body.code]).toEqual([403, 'tenant_not_allowed']);
  });

  it('says that Microsoft is away, and wastes no challenge on it', async () => {
    await link(EMAILS.EMPLOYER);
    // A key that is not known yet, from the moment that the keys do not come: after the cooldown, or a new server.
    await using fresh = await startTestServer(kind, { microsoft: entra.application() });
    const at = fresh.server.url;
    const { nonce } = (await call<MicrosoftChallenge>(at, 'POST', '/microsoft-challenges')).body;
    const idToken = await entra.sign(entra.claims(nonce, fresh.clock.now()));
    const body = { nonce, idToken, device: TEST_DEVICE };
    entra.broken = 'error';
    const away = await call(at, 'POST', '/microsoft-sessions', { body });
    expect([away.status, away.body.code]).toEqual([503, 'microsoft_unreachable']);
    expect(away.body.detail).toMatch(/^Microsoft is nu niet bereikbaar/);
    entra.broken = null;
    expect((await call(at, 'POST', '/microsoft-sessions', { body })).body.code).toBe('microsoft_not_linked');
  });

  it('lets nobody link with the challenge of another, of a sign-in, or the other way round', async () => {
    const [ofA, ofB] = [await confirmed(EMAILS.EMPLOYER), await confirmed(EMAILS.CASE_MANAGER)];
    const nonceOfB = (await beginLink(ofB)).body.nonce;
    for (const nonce of [nonceOfB, await begin()]) {
      const idToken = await tokenFor(nonce);
      expect((await post('/microsoft-identities', { nonce, idToken }, ofA)).status).toBe(410);
    }
    expect((await complete(nonceOfB, await tokenFor(nonceOfB))).status).toBe(410);
    expect(await test.server.knex('external_identity')).toHaveLength(0);
  });

  it('gives one Microsoft account to one user, and one user one Microsoft account', async () => {
    expect((await link(EMAILS.EMPLOYER)).answer.status).toBe(201);
    const taken = await link(EMAILS.CASE_MANAGER);
    expect([taken.answer.status, taken.answer.body.code]).toEqual([409, 'microsoft_already_linked']);
    const second = await link(EMAILS.EMPLOYER, { oid: 'eeee' });
    expect([second.answer.status, second.answer.body.code]).toEqual([409, 'microsoft_already_linked']);
    const rows = await test.server.knex('external_identity').select('user_id', 'subject');
    expect(rows).toEqual([{ user_id: await userId(EMAILS.EMPLOYER), subject: SUBJECT }]);
  });

  it('changes nothing for who did not just confirm that it is he', async () => {
    const { token, answer } = await link(EMAILS.EMPLOYER);
    test.clock.advance(10 * MINUTE);
    const { accessToken } = await signIn(test, EMAILS.EMPLOYER);
    const nonce = 'c'.repeat(43);
    const attempts = [
      await beginLink(accessToken),
      await post('/microsoft-identities', { nonce, idToken: await tokenFor(nonce) }, accessToken),
      await request('DELETE', `/microsoft-identities/${answer.body.id}`, accessToken),
    ];
    for (const refused of attempts) expect([refused.status, refused.body.code]).toEqual([403, 'confirmation_needed']);
    expect(await test.server.knex('external_identity')).toHaveLength(1);
    expect((await request('GET', '/microsoft-identities', token)).status).toBe(401);
  });

  it('does not remove the last way to sign in, nor the account of another', async () => {
    const { token, answer } = await link(EMAILS.EMPLOYER);
    const path = `/microsoft-identities/${answer.body.id}`;
    expect((await request('DELETE', path, await confirmed(EMAILS.CASE_MANAGER))).status).toBe(404);
    const password = await test.server
      .knex('user_password')
      .where({ user_id: await userId(EMAILS.EMPLOYER) })
      .first();
    await test.server.knex('user_password').where({ user_id: password.user_id }).delete();
    const listed = await request<{ items: MicrosoftIdentity[] }>('GET', '/microsoft-identities', token);
    const refused = await request('DELETE', path, token);
    await test.server.knex('user_password').insert(password);
    expect(listed.body.items[0]?.removable).toBe(false);
    expect([refused.status, refused.body.code]).toEqual([409, 'last_method']);
    expect((await request('DELETE', path, token)).status).toBe(204);
  });

  it('keeps administrators to their own second step, also who became one later', async () => {
    const token = await confirmed(EMAILS.MUNICIPAL_ADMINISTRATOR);
    const refused = await beginLink(token);
    expect([refused.status, refused.body.code]).toEqual([403, 'microsoft_not_for_administrators']);
    await link(EMAILS.EMPLOYER);
    const user = test.server.knex('app_user').where({ email: EMAILS.EMPLOYER });
    await user.clone().update({ role: 'MUNICIPAL_ADMINISTRATOR' });
    const later = await attempt();
    await user.clone().update({ role: 'EMPLOYER' });
    expect([later.status, later.body.code]).toEqual([403, 'microsoft_not_for_administrators']);
  });

  it('names every fault of a malformed request and looks at nothing', async () => {
    const before = entra.fetches;
    const answer = await post('/microsoft-sessions', { nonce: 'kort', idToken: 'geen token', device: TEST_DEVICE });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((fault) => fault.path).sort()).toEqual(['idToken', 'nonce']);
    const long = await post('/microsoft-sessions', { nonce: 'n'.repeat(43), idToken: `a.${'b'.repeat(16_000)}.c` });
    expect(long.status).toBe(400);
    expect(entra.fetches).toBe(before);
  });

  it('writes no token, nonce, address or object id in its log', async () => {
    await link(EMAILS.EMPLOYER);
    const nonce = await begin();
    const idToken = await tokenFor(nonce);
    await complete(nonce, idToken);
    await complete(nonce, idToken);
    await attempt({ oid: 'dddd' });
    const lines = log.join('\n');
    expect(lines).toContain('/v1/microsoft-sessions');
    for (const secret of [idToken, idToken.split('.')[2] ?? '', nonce, 'jan@gemeente.example', SUBJECT]) {
      expect(lines.includes(secret)).toBe(false);
    }
  });
});

describe('a server without Microsoft', () => {
  it('says so, and gives no challenge', async () => {
    await using test = await startTestServer('pglite');
    const settings = await call(test.server.url, 'GET', '/microsoft-settings');
    expect(settings.body).toEqual({ application: null });
    expect((await call(test.server.url, 'POST', '/microsoft-challenges')).status).toBe(404);
    const body = { nonce: 'n'.repeat(43), idToken: 'a.b.c', device: TEST_DEVICE };
    expect((await call(test.server.url, 'POST', '/microsoft-sessions', { body })).status).toBe(404);
  });
});
