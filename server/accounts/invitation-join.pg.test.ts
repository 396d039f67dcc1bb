import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { OwnAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import { DAY } from '../security/clock.ts';
import { call, EMAILS, signIn, TEST_DEVICE } from '../testing/http-client.ts';
import { InvitationWorld } from '../testing/invitation-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { DEMO_PASSWORD } from './demo-accounts.ts';

describe.each(databaseKinds())('an invitation for who has a login already, on %s', (kind) => {
  let test: TestServer;
  let world: InvitationWorld;
  beforeEach(async () => {
    test = await startTestServer(kind);
    world = await InvitationWorld.open(test);
  });
  afterEach(() => test.stop());

  const start = (token: string, password = DEMO_PASSWORD) =>
    world.call<SignInChallenge>('POST', '/invitation-logins', { token, password });
  const complete = (token: string, challengeId: string, code: string, more: object = {}) =>
    world.call('POST', '/invitation-memberships', {
      ...{ token, termsVersion: 1, agreed: true, challengeId, method: 'SMS', code },
      ...more,
    });
  async function codeFor(challengeId: string): Promise<string> {
    await world.call('POST', `/sign-in-challenges/${challengeId}/codes`, { method: 'SMS' });
    return test.outbound.lastCode();
  }
  async function join(token: string) {
    const { id } = (await start(token)).body;
    return complete(token, id, await codeFor(id));
  }
  const accounts = async ({ accessToken: token }: Session) =>
    (await call<{ items: OwnAccount[] }>(test.server.url, 'GET', '/accounts', { token })).body.items;
  const invite = () => world.invite({ email: EMAILS.EMPLOYER.toUpperCase(), organizationName: 'Tweede Zaak' });

  it('is accepted with that login, second step included, and adds an account to it', async () => {
    const { token } = await invite();
    expect((await world.open(token)).body).toMatchObject({ step: 'JOIN', organizationName: 'Tweede Zaak' });
    expect((await join(token)).status).toBe(204);
    const session = await signIn(test, EMAILS.EMPLOYER);
    const [first, second] = await accounts(session);
    expect([first?.current, second?.organizationName, second?.role]).toEqual([true, 'Tweede Zaak', 'EMPLOYER']);
    const switched = await call<Session>(test.server.url, 'POST', `/accounts/${second?.id}/sessions`, {
      ...{ token: session.accessToken, body: { device: TEST_DEVICE } },
    });
    expect(switched.body.me).toMatchObject({ organizationName: 'Tweede Zaak', email: EMAILS.EMPLOYER });
    const { knex } = test.server;
    expect(await knex('terms_acceptance').where({ user_id: second?.id })).toHaveLength(1);
    expect(await knex('audit_event').whereRaw(`detail ->> 'joined' = 'true'`).first()).toMatchObject({
      actor: second?.id,
    });
    expect((await world.mailTo(EMAILS.EMPLOYER)).subject).toBe('Er is een account toegevoegd');
  });

  it('works once, also when it is accepted twice at the same time', async () => {
    const { token } = await invite();
    await world.open(token);
    const ids = [(await start(token)).body.id, (await start(token)).body.id] as const;
    const codes = [await codeFor(ids[0]), await codeFor(ids[1])] as const;
    const answers = await Promise.all([complete(token, ids[0], codes[0]), complete(token, ids[1], codes[1])]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 410]);
    expect(await accounts(await signIn(test, EMAILS.EMPLOYER))).toHaveLength(2);
    expect((await world.open(token)).body.code).toBe('invitation_used');
  });

  it('is not accepted with another password, another code or the login of somebody else', async () => {
    const { token } = await invite();
    await world.open(token);
    const wrong = await start(token, 'iets anders');
    expect([wrong.status, wrong.body.errors?.[0]?.path]).toEqual([422, 'password']);
    const { id } = (await start(token)).body;
    const code = await codeFor(id);
    const other = ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');
    expect((await complete(token, id, other)).body.code).toBe('wrong_code');
    const theirs = await world.call<SignInChallenge>('POST', '/sign-in-challenges', {
      ...{ email: EMAILS.CASE_MANAGER, password: DEMO_PASSWORD },
    });
    const theirCode = await codeFor(theirs.body.id);
    expect((await complete(token, theirs.body.id, theirCode)).body.code).toBe('challenge_closed');
    expect(await accounts(await signIn(test, EMAILS.EMPLOYER))).toHaveLength(1);
  });

  it('asks for the terms of now, and for agreement', async () => {
    const { token } = await invite();
    await world.open(token);
    const { id } = (await start(token)).body;
    const code = await codeFor(id);
    expect((await complete(token, id, code, { termsVersion: 99 })).body.code).toBe('terms_changed');
    expect((await complete(token, id, code, { agreed: false })).status).toBe(400);
    expect((await complete(token, id, code)).status).toBe(204);
  });

  it('cannot be accepted as if nobody had that address', async () => {
    const { token } = await invite();
    await world.open(token);
    expect((await world.accept(token)).body.code).toBe('invitation_used');
  });

  it('gives nothing when it ran out, was withdrawn, or who sent it may invite no more', async () => {
    const late = await invite();
    await world.open(late.token);
    test.clock.advance(8 * DAY);
    expect((await start(late.token)).body.code).toBe('invitation_expired');
    world = await InvitationWorld.open(test);
    const withdrawn = await invite();
    await world.decide(withdrawn.id, 'REVOKE');
    expect((await start(withdrawn.token)).body.code).toBe('invitation_revoked');
    const orphan = await invite();
    await world.open(orphan.token);
    await test.server.knex('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).update({ state: 'BLOCKED' });
    expect((await join(orphan.token)).body.code).toBe('invitation_revoked');
    expect(await accounts(await signIn(test, EMAILS.EMPLOYER))).toHaveLength(1);
  });

  it('leads to signing in who has this very account, and tells strangers nothing', async () => {
    // Who did not open the link did not read the terms.
    expect((await start((await invite()).token)).body.code).toBe('invitation_unknown');
    const { token } = await invite();
    await world.open(token);
    await join(token);
    const organization = await test.server.knex('organization').where({ name: 'Tweede Zaak' }).first('id');
    const again = await world.invite({
      ...{ email: EMAILS.EMPLOYER, organizationName: '', organizationId: organization.id },
    });
    expect((await world.open(again.token)).body).toEqual({ step: 'SIGN_IN' });
    expect((await start('x'.repeat(43))).body.code).toBe('invitation_unknown');
  });

  it('delays who guesses the password behind a link as it does at sign-in', async () => {
    const { token } = await invite();
    await world.open(token);
    const statuses: number[] = [];
    for (let round = 0; round < 5; round++) statuses.push((await start(token, 'gok')).status);
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
  });
});
