import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { MicrosoftChallenge, MicrosoftIdentity } from '@hallowerk/contract/accounts/microsoft.ts';
import { MINUTE, plus } from '../security/clock.ts';
import { EntraKeys, TENANT } from '../testing/entra-keys.ts';
import { call, EMAILS, signIn, startChallenge, TEST_DEVICE } from '../testing/http-client.ts';
import { addAccount } from '../testing/second-account.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('Microsoft beside a password on %s', (kind) => {
  let test: TestServer;
  let entra: EntraKeys;
  beforeEach(async () => {
    entra = await EntraKeys.start();
    test = await startTestServer(kind, { microsoft: entra.application([TENANT]) });
  });
  afterEach(async () => {
    await test.stop();
    await entra.stop();
  });

  const request = <T>(method: string, path: string, token?: string, body?: unknown) =>
    call<T>(test.server.url, method, path, {
      ...(token !== undefined && { token }),
      ...(body !== undefined && { body }),
    });
  const proofFor = async (path: string, token?: string) => {
    const { nonce } = (await request<MicrosoftChallenge>('POST', path, token)).body;
    return { nonce, idToken: await entra.sign(entra.claims(nonce, test.clock.now())) };
  };
  const attempt = async () =>
    request<Session>('POST', '/microsoft-sessions', undefined, {
      ...(await proofFor('/microsoft-challenges')),
      device: TEST_DEVICE,
    });
  const userId = async (email: string): Promise<string> =>
    (await test.server.knex('app_user').where({ email }).whereNull('login_user_id').first()).id;
  const confirm = async (email: string) =>
    test.server
      .knex('session')
      .where({ user_id: await userId(email) })
      .update({ confirmed_until: plus(test.clock.now(), 10 * MINUTE) });
  /** A session of somebody who has just shown that it is he. */
  async function confirmed(email: string): Promise<string> {
    const { accessToken } = await signIn(test, email);
    await confirm(email);
    return accessToken;
  }
  async function link(email: string): Promise<{ token: string; id: string }> {
    const token = await confirmed(email);
    const proof = await proofFor('/microsoft-link-challenges', token);
    return { token, id: (await request<MicrosoftIdentity>('POST', '/microsoft-identities', token, proof)).body.id };
  }

  it('removes the password when Microsoft stands beside it, ends the other sessions and tells the owner', async () => {
    const { token } = await link(EMAILS.EMPLOYER);
    const other = await signIn(test, EMAILS.EMPLOYER);
    const overview = await request<{ passwordRemovable: boolean }>('GET', '/me/security', token);
    expect(overview.body.passwordRemovable).toBe(true);
    await test.server.knex('session').update({ confirmed_until: null });
    expect((await request('DELETE', '/me/password', token)).body.code).toBe('confirmation_needed');
    await confirm(EMAILS.EMPLOYER);
    expect((await request('DELETE', '/me/password', token)).status).toBe(204);
    expect((await request('GET', '/me', other.accessToken)).status).toBe(401);
    expect((await startChallenge(test, EMAILS.EMPLOYER)).status).toBe(401);
    expect((await attempt()).status).toBe(201);
    expect((await request('DELETE', '/me/password', token)).status).toBe(404);
    const [mail] = await test.server.knex('mail_queue').where({ subject: 'Je wachtwoord is verwijderd' });
    expect(mail.recipient).toBe(EMAILS.EMPLOYER);
  });

  it('never removes the last way to sign in, nor the password of an administrator (HW-SECS-09)', async () => {
    const alone = await confirmed(EMAILS.CASE_MANAGER);
    const refused = await request('DELETE', '/me/password', alone);
    expect([refused.status, refused.body.code]).toEqual([409, 'last_method']);
    const { token, id } = await link(EMAILS.EMPLOYER);
    const added = await addAccount(test, EMAILS.EMPLOYER, { role: 'MUNICIPAL_ADMINISTRATOR' });
    expect((await request('DELETE', '/me/password', token)).body.code).toBe('administrator');
    await test.server.knex('app_user').where({ id: added }).delete();
    const results = await Promise.all([
      request('DELETE', '/me/password', token),
      request('DELETE', `/microsoft-identities/${id}`, token),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('opens with Microsoft another account of the person when the one that holds the login is blocked', async () => {
    await link(EMAILS.ACCOUNT_MANAGER);
    const id = await userId(EMAILS.ACCOUNT_MANAGER);
    const added = await addAccount(test, EMAILS.ACCOUNT_MANAGER, { organizationName: 'Tweede Zaak' });
    await test.server.knex('app_user').where({ id }).update({ state: 'BLOCKED' });
    expect((await attempt()).body.me).toMatchObject({ id: added, organizationName: 'Tweede Zaak' });
    await test.server.knex('app_user').where({ id: added }).update({ role: 'MUNICIPAL_ADMINISTRATOR' });
    expect((await attempt()).body.code).toBe('microsoft_not_for_administrators');
  });
});
