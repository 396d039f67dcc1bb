import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../security/clock.ts';
import { call } from '../testing/http-client.ts';
import { InvitationWorld, NEW_PASSWORD, STAFF } from '../testing/invitation-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('an invitation on %s', (kind) => {
  let test: TestServer;
  let world: InvitationWorld;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    test.clock.advance(DAY);
    world = await InvitationWorld.open(test);
  });
  const codeOf = async (token: string) => (await world.open(token)).body.code;

  it('leads through terms, password and app to an account that can sign in (HW-INV-04/-05, HW-SEC-02)', async () => {
    const organizationName = `Fietsenmaker ${randomUUID()}`;
    const { token, email } = await world.invite({ organizationName });
    const visit = (await world.open(token)).body;
    expect(visit).toMatchObject({
      step: 'TERMS',
      email,
      fullName: 'Sanne Visser',
      organizationName,
      inviterName: 'Anouk van Dijk',
      terms: { version: 1 },
    });
    const accepted = (await world.accept(token)).body;
    expect(accepted).toMatchObject({ step: 'PASSWORD', methods: ['TOTP', 'SMS'] });
    expect(await world.user(email)).toMatchObject({ state: 'SECURING', role: 'EMPLOYER' });
    const signIn = () =>
      call(test.server.url, 'POST', '/sign-in-challenges', { body: { email, password: NEW_PASSWORD } });

    const weak = await world.password(accepted.ticket, 'Visser1!');
    expect(weak).toMatchObject({ status: 422, body: { code: 'weak_password' } });
    expect((await world.password(accepted.ticket)).body.step).toBe('SECOND_FACTOR');
    expect((await signIn()).status, 'not before the second factor').toBe(401);

    const setup = (await world.factor(accepted.ticket, 'TOTP')).body;
    expect(setup).toMatchObject({ method: 'TOTP', qrSvg: expect.stringContaining('<svg') });
    expect((await world.confirm(accepted.ticket, setup.id, '000000')).status).toBe(422);
    const done = await world.confirm(accepted.ticket, setup.id, world.codeOf(setup));
    expect(done.body).toMatchObject({ step: 'DONE', ticket: null });
    expect(await world.user(email)).toMatchObject({ state: 'ACTIVE', organization: organizationName });
    expect((await signIn()).status).toBe(201);
    const regions = await test.server
      .knex('user_region')
      .where({ user_id: (await world.user(email)).id })
      .orderBy('region_code');
    // Also what his own region is connected with.
    expect(regions).toMatchObject([
      { region_code: 'AM21', relation: 'own' },
      { region_code: 'AM22', relation: 'connected' },
    ]);
  });

  it('keeps which terms were accepted, and when', async () => {
    const { token, email } = await world.invite();
    await world.openAndAccept(token);
    const { id } = await world.user(email);
    expect(await test.server.knex('terms_acceptance').where({ user_id: id })).toMatchObject([
      { version: 1, accepted_at: test.clock.now() },
    ]);
  });

  it('asks for the tick and for the terms that count now', async () => {
    const { token, email } = await world.invite();
    await world.open(token);
    expect((await world.accept(token, { agreed: false })).status).toBe(400);
    expect(await world.accept(token, { termsVersion: 2 })).toMatchObject({
      status: 409,
      body: { code: 'terms_changed' },
    });
    expect(await world.user(email)).toBeUndefined();
  });

  it('works once (HW-INV-06)', async () => {
    const { token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    expect(await world.accept(token)).toMatchObject({ status: 410, body: { code: 'invitation_used' } });
    await world.finish(ticket);
    expect(await codeOf(token)).toBe('invitation_used');
    expect((await world.accept(token)).status).toBe(410);
    expect((await world.resume(token, NEW_PASSWORD)).status).toBe(410);
    expect(await world.password(ticket)).toMatchObject({ status: 410, body: { code: 'setup_closed' } });
  });

  it('lets exactly one of several acceptances at the same time win', async () => {
    const organizationName = `Fietsenmaker ${randomUUID()}`;
    const { token, email } = await world.invite({ organizationName });
    await world.open(token);
    const answers = await Promise.all(Array.from({ length: 6 }, () => world.accept(token)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 410, 410, 410, 410, 410]);
    expect(await test.server.knex('app_user').where({ email })).toHaveLength(1);
    expect(await test.server.knex('organization').where({ name: organizationName })).toHaveLength(1);
  });

  it('makes one organisation of two invitations that name the same new one at the same time', async () => {
    const organizationName = `Loodgieter ${randomUUID()}`;
    const [first, second] = [await world.invite({ organizationName }), await world.invite({ organizationName })];
    await Promise.all([world.openAndAccept(first.token), world.openAndAccept(second.token)]);
    const [a, b] = [await world.user(first.email), await world.user(second.email)];
    expect(a.organization_id).toBe(b.organization_id);
  });

  it('gives one account when two invitations for one address are accepted at the same time', async () => {
    const email = `${randomUUID()}@nieuw.example`;
    const first = await world.invite({ email });
    const second = await world.invite({ email: email.toUpperCase() });
    await world.open(first.token);
    await world.open(second.token);
    await Promise.all([world.accept(first.token), world.accept(second.token)]);
    expect(await test.server.knex('app_user').whereRaw('lower(email) = ?', [email])).toHaveLength(1);
  });

  it('ends at its time, to the millisecond', async () => {
    const { token } = await world.invite();
    test.clock.advance(7 * DAY - 1);
    expect((await world.open(token)).status).toBe(200);
    test.clock.advance(1);
    expect(await codeOf(token)).toBe('invitation_expired');
    expect((await world.accept(token)).status).toBe(410);
  });

  it('is worth nothing when it was withdrawn after it was opened', async () => {
    const { id, token, email } = await world.invite();
    await world.open(token);
    await world.decide(id, 'REVOKE');
    expect(await world.accept(token)).toMatchObject({ status: 410, body: { code: 'invitation_revoked' } });
    expect(await world.user(email)).toBeUndefined();
  });

  it.each([
    ['was demoted', { role: 'CASE_MANAGER' }],
    ['was blocked', { state: 'BLOCKED' }],
    ['moved to another municipality', 'municipality'],
  ])('is worth nothing when who invited %s meanwhile (security 5.3)', async (_why, change) => {
    const { token, email, id } = await world.invite();
    await world.open(token);
    const { knex } = test.server;
    const manager = { id: world.manager.me.id };
    const before = await knex('app_user').where(manager).first('role', 'state', 'municipality_id');
    const elsewhere = { id: randomUUID(), name: 'Elders', region_code: 'AM21' };
    await knex('municipality').insert(elsewhere);
    await knex('app_user')
      .where(manager)
      .update(change === 'municipality' ? { municipality_id: elsewhere.id } : change);
    expect(await world.accept(token)).toMatchObject({ status: 410, body: { code: 'invitation_revoked' } });
    await knex('app_user').where(manager).update(before);
    expect(await world.user(email)).toBeUndefined();
    expect((await knex('invitation').where({ id }).first()).state).toBe('REVOKED');
  });

  it('takes address, role and organisation from the inviter only: what else is in the request is refused', async () => {
    const { token, email } = await world.invite();
    await world.open(token);
    const tampered = [
      { role: 'MUNICIPAL_ADMINISTRATOR' },
      { organizationId: randomUUID() },
      { email: 'ander@nieuw.example' },
      { municipalityId: randomUUID() },
    ];
    for (const more of tampered) expect((await world.accept(token, more)).status).toBe(400);
    expect((await world.accept(token)).status).toBe(201);
    expect(await world.user(email)).toMatchObject({ role: 'EMPLOYER', email });
    expect(await world.user('ander@nieuw.example')).toBeUndefined();
  });

  it('cannot be guessed: every unknown token gets the same answer, and a short one never reaches the table', async () => {
    const answers: Awaited<ReturnType<typeof world.open>>[] = [];
    for (let i = 0; i < 20; i++) answers.push(await world.open(randomBytes(32).toString('base64url')));
    const shape = (answer: (typeof answers)[number]) => ({ ...answer.body, instance: '', status: answer.status });
    expect(new Set(answers.map((answer) => JSON.stringify(shape(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 410, body: { code: 'invitation_unknown' } });
    expect((await world.open('kort')).status).toBe(400);
    expect((await world.accept(randomBytes(32).toString('base64url'))).status).toBe(410);
  });

  it('is stored as a hash, and so is the ticket', async () => {
    const { id, token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    const row = await test.server.knex('invitation').where({ id }).first();
    const text = JSON.stringify(row, (_key, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('base64url') : value,
    );
    expect(text).not.toContain(token);
    expect(text).not.toContain(ticket);
  });

  describe('left half-way', () => {
    it('goes on at the password with the link alone, and with a new ticket only (HW-INV-08)', async () => {
      const { token } = await world.invite();
      const { ticket } = (await world.openAndAccept(token)).body;
      const visit = (await world.open(token)).body;
      expect(visit).toMatchObject({ step: 'SET_UP', progress: { step: 'PASSWORD' } });
      expect((await world.password(ticket)).status).toBe(410);
      const fresh = visit.step === 'SET_UP' ? visit.progress.ticket : null;
      expect((await world.password(fresh)).status).toBe(200);
    });

    it('goes on after the password with that password, also when the link ran out', async () => {
      const { token, email } = await world.invite();
      const { ticket } = (await world.openAndAccept(token)).body;
      await world.password(ticket);
      test.clock.advance(30 * DAY);
      expect((await world.factor(ticket, 'TOTP')).status, 'tickets last an hour').toBe(410);
      expect((await world.open(token)).body).toMatchObject({ step: 'RESUME', email });
      expect(await world.resume(token, 'Verkeerd!wachtwoord1')).toMatchObject({
        status: 422,
        body: { code: 'wrong_password' },
      });
      const resumed = await world.resume(token, NEW_PASSWORD);
      expect(resumed.body.step).toBe('SECOND_FACTOR');
      expect((await world.finish(resumed.body.ticket)).body.step).toBe('DONE');
    });

    it('cannot be gone on with by guessing the password for ever', async () => {
      const { token } = await world.invite();
      await world.password((await world.openAndAccept(token)).body.ticket);
      for (let i = 0; i < 20; i++) expect((await world.resume(token, `Verkeerd!${i}`)).status).toBe(422);
      expect((await world.resume(token, NEW_PASSWORD)).status).toBe(410);
    });

    it('without a password ends with the link, and a new invitation of the municipality starts anew', async () => {
      const first = await world.invite();
      await world.openAndAccept(first.token);
      const before = await world.user(first.email);
      test.clock.advance(7 * DAY);
      world = await InvitationWorld.open(test);
      expect(await codeOf(first.token)).toBe('invitation_expired');
      const second = await world.invite({ email: first.email, fullName: 'Sanne Visser-Bos' });
      const { ticket } = (await world.openAndAccept(second.token)).body;
      expect((await world.finish(ticket)).body.step).toBe('DONE');
      expect(await world.user(first.email)).toMatchObject({
        id: before.id,
        full_name: 'Sanne Visser-Bos',
        state: 'ACTIVE',
      });
      expect(await codeOf(first.token)).toBe('invitation_used');
    });

    it('does not take a password twice', async () => {
      const { token } = await world.invite();
      const { ticket } = (await world.openAndAccept(token)).body;
      await world.password(ticket);
      expect(await world.password(ticket, 'Andere!zin77woorden')).toMatchObject({
        status: 409,
        body: { code: 'other_step' },
      });
    });
  });

  it('takes a text message as second factor, to a number in any usual form', async () => {
    const { token } = await world.invite();
    const { ticket } = (await world.openAndAccept(token)).body;
    await world.password(ticket);
    expect(await world.factor(ticket, 'SMS', '12')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'phone' }] },
    });
    const { body } = await world.factor(ticket, 'SMS', '06 1234 5699');
    expect(body).toMatchObject({ method: 'SMS', hint: '•••• 99' });
    expect(test.outbound.texts.at(-1)?.to).toBe('+31612345699');
    test.clock.advance(5 * MINUTE);
    expect((await world.confirm(ticket, body.id, test.outbound.lastCode())).status, 'too late').toBe(422);
    const again = (await world.factor(ticket, 'SMS', '0612345699')).body;
    expect((await world.confirm(ticket, again.id, test.outbound.lastCode())).body.step).toBe('DONE');
  });

  it('asks a hirer for the code on the number on file before anything else (HF-ACT-02–05)', async () => {
    const { token, email } = await world.invite({ kind: 'CLIENT_PORTAL', mobile: '06 12345655' });
    const { ticket, step } = (await world.openAndAccept(token)).body;
    expect(step).toBe('PHONE');
    expect((await world.password(ticket)).status).toBe(409);
    expect((await world.factor(ticket, 'TOTP')).status).toBe(409);
    const setup = (await world.factor(ticket, 'SMS', '06 99999999')).body;
    expect(test.outbound.texts.at(-1)?.to).toBe('+31612345655');
    expect((await world.confirm(ticket, setup.id, test.outbound.lastCode())).body.step).toBe('PASSWORD');
    expect((await world.password(ticket)).body.step).toBe('DONE');
    expect(await world.user(email)).toMatchObject({ state: 'ACTIVE' });
  });

  it('makes staff of the inviter’s own organisation', async () => {
    const { token, email } = await world.invite(STAFF, world.administrator);
    test.clock.advance(48 * HOUR - 1);
    await world.openAndAccept(token);
    expect(await world.user(email)).toMatchObject({
      role: 'CASE_MANAGER',
      organization: world.administrator.me.organizationName,
    });
  });
});
