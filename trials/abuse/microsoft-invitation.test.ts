import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { SetupProgress } from '@hallowerk/contract/accounts/invitation.ts';
import {
  PRIVATE_MICROSOFT_TENANT,
  type MicrosoftChallenge,
  type MicrosoftVisit,
} from '@hallowerk/contract/accounts/microsoft.ts';
import { createMicrosoftBrowser } from '#core/accounts/microsoft-browser.ts';
import { ELS, EntraLookAlike, JAN, LOOK_ALIKE_CLIENT, LOOK_ALIKE_TENANT } from '#core/testing/entra-look-alike.ts';
import { ScriptedBrowser } from '#core/testing/scripted-browser.ts';
import { makeTestCertificate, type TestCertificate } from '#core/testing/test-ca.ts';
import { MINUTE } from '@hallowerk/server/security/clock.ts';
import { call, EMAILS, signIn, TEST_DEVICE } from '@hallowerk/server/testing/http-client.ts';
import { InvitationWorld, STAFF } from '@hallowerk/server/testing/invitation-world.ts';
import { startTestServer, type TestServer } from '@hallowerk/server/testing/test-server.ts';

const GUEST = { oid: 'aaaaaaaa-0000-4000-8000-00000000000c', name: 'Piet', address: 'piet@gast.example' };
const PRIVATE = { ...GUEST, tenant: PRIVATE_MICROSOFT_TENANT };
const STRANGER = {
  ...{ oid: 'aaaaaaaa-0000-4000-8000-00000000000d', name: 'Saar', address: 'saar@ander.example' },
  tenant: '22222222-bbbb-4bbb-8bbb-000000000002',
};

interface Back {
  readonly code: string;
  readonly state: string;
  readonly error: string;
}

/** A real OpenID provider over TLS, the real MSAL in the server, and everything a page or a thief can send it. */
describe('Microsoft on the page of an invitation', () => {
  const trusted = tls.getCACertificates('default');
  let certificate: TestCertificate;
  let entra: EntraLookAlike;
  let test: TestServer;
  let world: InvitationWorld;
  beforeAll(async () => {
    certificate = await makeTestCertificate();
    tls.setDefaultCACertificates([...trusted, certificate.ca]);
  });
  afterAll(() => tls.setDefaultCACertificates(trusted));
  beforeEach(async () => {
    entra = await EntraLookAlike.start(certificate, [JAN, ELS, PRIVATE, STRANGER]);
    test = await startTestServer('pglite', { microsoft: application() });
    // The provider lives in the time of today.
    test.clock.advance(Date.now() - test.clock.now().getTime());
    world = await InvitationWorld.open(test);
  });
  afterEach(async () => {
    await test.stop();
    await entra.stop();
  });

  const application = (tenants: readonly string[] = [LOOK_ALIKE_TENANT]) => ({
    ...{ clientId: LOOK_ALIKE_CLIENT, authority: entra.authority, tenants },
  });
  const begin = (token: string) => world.call<MicrosoftVisit>('POST', '/invitation-microsoft-visits', { token });
  async function atMicrosoft(address: string, person = JAN.address, act?: 'cancel'): Promise<Back> {
    const { url } = await new ScriptedBrowser().signIn(address, person, act);
    const answer = new URLSearchParams(new URL(url).hash.slice(1));
    return {
      ...{ code: answer.get('code') ?? '', state: answer.get('state') ?? '', error: answer.get('error') ?? '' },
    };
  }
  /** Goes and comes back: what the page sends then. */
  async function proofFor(token: string, person?: string) {
    const { body } = await begin(token);
    const { code } = await atMicrosoft(body.address, person);
    return { code, verifier: body.verifier, nonce: body.nonce };
  }
  const setUp = (ticket: string | null, proof: object) =>
    world.call<SetupProgress>('POST', '/invitation-microsoft-identities', { ticket, ...proof });
  const join = (token: string, proof: object, more: object = {}) =>
    world.call('POST', '/invitation-microsoft-memberships', {
      token,
      termsVersion: 1,
      agreed: true,
      ...proof,
      ...more,
    });
  const identities = () => test.server.knex('external_identity');
  /** As the program does, with a browser of its own. */
  async function signInWithMicrosoft(person = JAN.address) {
    const { nonce } = (await world.call<MicrosoftChallenge>('POST', '/microsoft-challenges')).body;
    const platform = { openExternal: (address: string) => void new ScriptedBrowser().signIn(address, person) };
    const { idToken } = await createMicrosoftBrowser({ platform: platform as never }).ask(application(), nonce);
    return world.call<Session>('POST', '/microsoft-sessions', { idToken, nonce, device: TEST_DEVICE });
  }
  async function linked(email: string): Promise<void> {
    const user = await test.server.knex('app_user').where({ email }).first('id');
    const row = { id: crypto.randomUUID(), user_id: user.id, tenant_id: LOOK_ALIKE_TENANT, subject: JAN.oid };
    await identities().insert({ ...row, created_at: test.clock.now() });
  }

  it('takes the place of password and code in a new account (HW-SEC-01, HW-SEC-04, HW-SEC-12)', async () => {
    const { token, email } = await world.invite();
    const accepted = (await world.openAndAccept(token)).body;
    expect(accepted).toMatchObject({ step: 'PASSWORD', microsoft: true });
    const { body } = await begin(token);
    expect(Object.fromEntries(new URL(body.address).searchParams)).toMatchObject({
      ...{ response_mode: 'fragment', response_type: 'code', code_challenge_method: 'S256', state: body.state },
      ...{ prompt: 'select_account', redirect_uri: `${test.server.url}/uitnodiging` },
    });
    expect(body.address).not.toContain(body.verifier);
    expect(body.address).not.toContain(body.nonce);
    const { code, state } = await atMicrosoft(body.address);
    expect(state).toBe(body.state);
    const done = await setUp(accepted.ticket, { code, verifier: body.verifier, nonce: body.nonce });
    expect(done).toMatchObject({ status: 200, body: { step: 'DONE', ticket: null } });
    expect(await world.user(email)).toMatchObject({ state: 'ACTIVE' });
    expect((await world.mailTo(email)).subject).toBe('Je kunt nu aanmelden met Microsoft');
    expect((await signInWithMicrosoft()).body.me.email).toBe(email);
    expect((await world.open(token)).body.code).toBe('invitation_used');
  });

  it('binds nothing before the terms were accepted, nor with the link instead of the ticket', async () => {
    const { token, email } = await world.invite();
    await world.open(token);
    const proof = await proofFor(token);
    const asked = entra.requests.length;
    for (const ticket of [token, 'x'.repeat(43)]) {
      expect(await setUp(ticket, proof)).toMatchObject({ status: 410, body: { code: 'setup_closed' } });
    }
    expect(entra.requests).toHaveLength(asked);
    expect(await world.user(email)).toBeUndefined();
    expect(await identities()).toEqual([]);
    // The code is still good for who accepts now.
    expect((await setUp((await world.accept(token)).body.ticket, proof)).body.step).toBe('DONE');
  });

  it('refuses a private account and that of another organisation in clear words (HW-SEC-06)', async () => {
    const { token, email } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    const ofPerson = await setUp(ticket, await proofFor(token, PRIVATE.address));
    expect([ofPerson.status, ofPerson.body.code]).toEqual([403, 'private_microsoft_account']);
    expect(ofPerson.body.detail).toMatch(/Hotmail of MSN.*wachtwoord/);
    expect((await setUp(ticket, await proofFor(token, STRANGER.address))).status).toBe(401);
    expect(await world.user(email)).toMatchObject({ state: 'SECURING' });
    expect((await world.finish(ticket)).body.step).toBe('DONE');
    expect(await identities()).toEqual([]);
  });

  it('refuses an organisation that is not on the list', async () => {
    await using other = await startTestServer('pglite', { microsoft: application([STRANGER.tenant]) });
    other.clock.advance(Date.now() - other.clock.now().getTime());
    [test, world] = [other, await InvitationWorld.open(other)];
    const { token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    expect((await setUp(ticket, await proofFor(token))).body.code).toBe('tenant_not_allowed');
  });

  it('takes a code once, and never without its own verifier and nonce', async () => {
    const [first, second] = [await world.invite(), await world.invite()];
    const { ticket } = (await world.openAndAccept(first.token)).body;
    const { ticket: theirs } = (await world.openAndAccept(second.token)).body;
    const [proof, other] = [await proofFor(first.token), await proofFor(second.token, ELS.address)];
    for (const stolen of [
      { ...proof, verifier: other.verifier },
      { ...other, code: proof.code },
      { ...proof, verifier: 'v'.repeat(43) },
    ]) {
      expect((await setUp(theirs, stolen)).status).toBe(401);
    }
    const again = await proofFor(first.token);
    expect((await setUp(ticket, { ...again, nonce: other.nonce })).status).toBe(401);
    const good = await proofFor(first.token);
    expect((await setUp(ticket, good)).body.step).toBe('DONE');
    expect((await setUp(theirs, good)).status).toBe(401);
    expect((await identities()).map(({ subject }) => subject)).toEqual([JAN.oid]);
  });

  it('does not give the account at Microsoft of one user to another', async () => {
    await linked(EMAILS.EMPLOYER);
    const { token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    const answer = await setUp(ticket, await proofFor(token));
    expect([answer.status, answer.body.code]).toEqual([409, 'microsoft_already_linked']);
    expect((await world.finish(ticket)).body.step).toBe('DONE');
  });

  it('is not for administrators, nor for who made a password already', async () => {
    const boss = { ...STAFF, role: 'MUNICIPAL_ADMINISTRATOR' } as const;
    const { token } = await world.invite(boss, world.administrator);
    const accepted = (await world.openAndAccept(token)).body;
    expect(accepted.microsoft).toBe(false);
    expect((await setUp(accepted.ticket, await proofFor(token))).body.code).toBe('microsoft_not_for_administrators');
    const next = await world.invite();
    const { ticket } = (await world.openAndAccept(next.token)).body;
    await world.password(ticket);
    expect((await setUp(ticket, await proofFor(next.token))).body.code).toBe('other_step');
  });

  it('comes after the telephone of a hirer (HF-ACT-02)', async () => {
    const { token } = await world.invite({ kind: 'CLIENT_PORTAL', mobile: '+31612345678' });
    const { ticket } = (await world.openAndAccept(token)).body;
    const proof = await proofFor(token);
    expect((await setUp(ticket, proof)).body.code).toBe('other_step');
    const { id } = (await world.factor(ticket, 'SMS')).body;
    expect((await world.confirm(ticket, id, test.outbound.lastCode())).body.step).toBe('PASSWORD');
    expect((await setUp(ticket, proof)).body.step).toBe('DONE');
  });

  it('says that Microsoft is away; a password is still possible', async () => {
    const { token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    const proof = await proofFor(token);
    await entra.stop();
    for (const answer of [await begin(token), await setUp(ticket, proof)]) {
      expect([answer.status, answer.body.code]).toEqual([503, 'microsoft_unreachable']);
      expect(answer.body.detail).toBe(
        'Microsoft is nu niet bereikbaar. Probeer het zo opnieuw, of kies voor een wachtwoord.',
      );
    }
    expect((await world.finish(ticket)).body.step).toBe('DONE');
    entra = await EntraLookAlike.start(certificate);
  });

  it('goes nowhere with a link that is unknown, withdrawn or not there at all', async () => {
    expect((await begin('x'.repeat(43))).body.code).toBe('invitation_unknown');
    const { id, token } = await world.invite();
    await world.decide(id, 'REVOKE');
    expect((await begin(token)).body.code).toBe('invitation_revoked');
    await using plain = await startTestServer('pglite');
    const at = plain.server.url;
    expect((await call(at, 'POST', '/invitation-microsoft-visits', { body: { token } })).status).toBe(404);
  });

  it('adds an account to the login of who signs in with it (HW-SET-03)', async () => {
    await linked(EMAILS.EMPLOYER);
    const user = await test.server.knex('app_user').where({ email: EMAILS.EMPLOYER }).first('id');
    await test.server.knex('user_password').where({ user_id: user.id }).delete();
    const { token } = await world.invite({ email: EMAILS.EMPLOYER, organizationName: 'Tweede Zaak' });
    expect((await world.open(token)).body).toMatchObject({ step: 'JOIN', microsoft: true });
    expect((await join(token, await proofFor(token), { termsVersion: 9 })).body.code).toBe('terms_changed');
    expect((await join(token, await proofFor(token), { agreed: false })).status).toBe(400);
    const wrong = await join(token, await proofFor(token, ELS.address));
    expect([wrong.status, wrong.body.code]).toEqual([403, 'microsoft_other_account']);
    const proof = await proofFor(token);
    expect((await join(token, proof)).status).toBe(204);
    expect((await join(token, proof)).body.code).toBe('invitation_used');
    const { accessToken } = (await signInWithMicrosoft()).body;
    const accounts = await call<{ items: unknown[] }>(test.server.url, 'GET', '/accounts', { token: accessToken });
    expect(accounts.body.items).toMatchObject([{}, { organizationName: 'Tweede Zaak' }]);
  });

  it('does not add an account to the login of somebody else', async () => {
    await linked(EMAILS.CASE_MANAGER);
    const { token } = await world.invite({ email: EMAILS.EMPLOYER, organizationName: 'Tweede Zaak' });
    await world.open(token);
    expect((await join(token, await proofFor(token))).body.code).toBe('microsoft_other_account');
    expect((await world.open(token)).body.step).toBe('JOIN');
  });

  describe('and ‘Bevestig dat jij het bent’ without a password', () => {
    let token = '';
    let loginId = '';
    beforeEach(async () => {
      await linked(EMAILS.EMPLOYER);
      token = (await signIn(test, EMAILS.EMPLOYER)).accessToken;
      loginId = (await test.server.knex('app_user').where({ email: EMAILS.EMPLOYER }).first('id')).id;
      await test.server.knex('user_password').where({ user_id: loginId }).delete();
    });
    const ask = <T>(method: string, path: string, body?: unknown) =>
      call<T>(test.server.url, method, path, { token, ...(body !== undefined && { body }) });
    const challenge = async () =>
      (await ask<MicrosoftChallenge>('POST', '/microsoft-confirmation-challenges')).body.nonce;
    async function tokenFor(nonce: string, browser: ScriptedBrowser, fresh: boolean, person = JAN.address) {
      const platform = { openExternal: (address: string) => void browser.signIn(address, person) };
      const visit = createMicrosoftBrowser({ platform: platform as never });
      return (await visit.ask(application(), nonce, undefined, { fresh })).idToken;
    }
    const confirm = (nonce: string, idToken: string) =>
      ask<{ confirmedUntil: string }>('POST', '/microsoft-confirmations', { nonce, idToken });

    it('takes a new sign-in at Microsoft, for ten minutes, and lets him change things then', async () => {
      expect((await ask('POST', '/me/recovery-codes')).body.code).toBe('confirmation_needed');
      const nonce = await challenge();
      const idToken = await tokenFor(nonce, new ScriptedBrowser(), true);
      const done = await confirm(nonce, idToken);
      expect(done.status).toBe(201);
      expect(Date.parse(done.body.confirmedUntil) - test.clock.now().getTime()).toBe(10 * MINUTE);
      expect((await ask('POST', '/me/recovery-codes')).status).toBe(201);
      expect((await ask('PUT', '/me/password', { password: 'Zeven-paarse-3hoeken!' })).status).toBe(204);
      expect((await confirm(nonce, idToken)).status).toBe(410);
      expect((await ask('POST', '/microsoft-confirmation-challenges')).body.code).toBe('password_confirms');
    });

    it('does not take a token that says nothing of when he signed in, or that he did so before', async () => {
      const nonce = await challenge();
      const answer = await confirm(nonce, await tokenFor(nonce, new ScriptedBrowser(), false));
      expect([answer.status, answer.body.code]).toEqual([403, 'microsoft_sign_in_too_old']);
      const old = await challenge();
      const idToken = await tokenFor(old, new ScriptedBrowser(), true);
      // As if the sign-in had been two minutes before he was asked.
      await test.server
        .knex('microsoft_challenge')
        .whereNull('used_at')
        .update({ expires_at: new Date(test.clock.now().getTime() + 12 * MINUTE) });
      expect((await confirm(old, idToken)).body.code).toBe('microsoft_sign_in_too_old');
      expect((await ask('POST', '/me/recovery-codes')).body.code).toBe('confirmation_needed');
    });

    it('does not take the account of somebody else, nor the challenge of a sign-in', async () => {
      const nonce = await challenge();
      const theirs = await confirm(nonce, await tokenFor(nonce, new ScriptedBrowser(), true, ELS.address));
      expect(theirs.body.code).toBe('microsoft_other_account');
      const open = (await world.call<MicrosoftChallenge>('POST', '/microsoft-challenges')).body.nonce;
      expect((await confirm(open, await tokenFor(open, new ScriptedBrowser(), true))).status).toBe(410);
    });

    it('is not for a login with an account of an administrator, whichever account he works with', async () => {
      await test.server.knex('app_user').where({ id: loginId }).update({ role: 'MUNICIPAL_ADMINISTRATOR' });
      const answer = await ask('POST', '/microsoft-confirmation-challenges');
      expect([answer.status, answer.body.code]).toEqual([403, 'microsoft_not_for_administrators']);
    });

    it('lets nobody make a password that he cannot sign in with, or remove Microsoft then', async () => {
      await test.server.knex('second_factor').where({ user_id: loginId }).delete();
      const nonce = await challenge();
      await confirm(nonce, await tokenFor(nonce, new ScriptedBrowser(), true));
      const refused = await ask('PUT', '/me/password', { password: 'Zeven-paarse-3hoeken!' });
      expect([refused.status, refused.body.code]).toEqual([409, 'factor_first']);
      const { items } = (await ask<{ items: { id: string }[] }>('GET', '/microsoft-identities')).body;
      expect((await ask('DELETE', `/microsoft-identities/${items[0]?.id}`)).body.code).toBe('last_method');
    });
  });
});
