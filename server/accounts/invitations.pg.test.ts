import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../security/clock.ts';
import { EMAILS, signIn } from '../testing/http-client.ts';
import { INVITED, InvitationWorld, STAFF } from '../testing/invitation-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('inviting on %s', (kind) => {
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

  it('is for account managers towards employers and for administrators towards staff', async () => {
    const { manager, administrator } = world;
    expect((await world.save({}, { as: manager })).status).toBe(200);
    expect((await world.save(STAFF, { as: administrator })).status).toBe(200);
    expect((await world.save(STAFF, { as: manager })).status).toBe(403);
    expect((await world.save({}, { as: administrator })).status).toBe(403);
    for (const email of [EMAILS.EMPLOYER, EMAILS.CASE_MANAGER]) {
      const session = await signIn(test, email);
      expect((await world.save({}, { as: session })).status).toBe(403);
      expect((await world.list(session)).status).toBe(403);
    }
  });

  it('does not let the mail wait for the round of every minute, when it is sent and when it is sent again', async () => {
    const { body } = await world.save();
    const arrived = () => test.outbound.mails.filter((mail) => mail.to === body.email).length;
    await expect.poll(arrived).toBe(1);
    await world.decide(body.id, 'SEND');
    await expect.poll(arrived).toBe(2);
  });

  it('shows each only what he may send, of his own municipality', async () => {
    const employer = (await world.save()).body;
    const staff = (await world.save(STAFF, { as: world.administrator })).body;
    const idsOf = async (as = world.manager) => (await world.list(as)).body.items.map((item) => item.id);
    expect(await idsOf()).toContain(employer.id);
    expect(await idsOf()).not.toContain(staff.id);
    expect(await idsOf(world.administrator)).toContain(staff.id);
    const { knex } = test.server;
    const elsewhere = { id: randomUUID(), name: 'Elders', region_code: 'AM21' };
    await knex('municipality').insert(elsewhere);
    await knex('invitation').where({ id: employer.id }).update({ municipality_id: elsewhere.id });
    expect(await idsOf()).not.toContain(employer.id);
    expect((await world.decide(employer.id, 'REVOKE')).status).toBe(404);
    expect((await world.decide(staff.id, 'REVOKE')).status).toBe(404);
    expect((await world.decide(randomUUID(), 'REVOKE')).status).toBe(404);
  });

  it('takes no organisation of another municipality, and not a second one of the same name', async () => {
    const { knex } = test.server;
    const elsewhere = { id: randomUUID(), name: 'Elders', region_code: 'AM21' };
    await knex('municipality').insert(elsewhere);
    const name = `Slagerij ${randomUUID()}`;
    const foreign = { id: randomUUID(), name, types: ['EMPLOYER'], municipality_id: elsewhere.id };
    await knex('organization').insert(foreign);
    const { organizations } = (await world.list()).body;
    expect(organizations.map((organization) => organization.name)).toContain('Bakkerij De Korenaar');
    expect(organizations.map((organization) => organization.id)).not.toContain(foreign.id);
    const refused = await world.save({ organizationId: foreign.id, organizationName: '' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'organizationName' }] } });
    expect((await world.save({ organizationName: 'bakkerij de korenaar' })).status).toBe(400);
    expect((await world.save({ organizationName: name })).status).toBe(200);
    const municipal = await knex('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).first('organization_id');
    expect((await world.save({ organizationId: municipal.organization_id, organizationName: '' })).status).toBe(400);
  });

  it('keeps a draft without a mail until it is sent, and changes it until then (HR-INV-03)', async () => {
    const id = randomUUID();
    const email = `${id}@nieuw.example`;
    const draft = await world.save({ email }, { id, send: false });
    expect(draft.body).toMatchObject({ state: 'DRAFT', sentAt: null, expiresAt: null });
    await expect(world.mailTo(email)).rejects.toThrow('No mail');
    await world.save({ email, fullName: 'Sanne de Visser' }, { id, send: false });
    expect((await world.decide(id, 'SEND')).body.item).toMatchObject({ state: 'SENT', fullName: 'Sanne de Visser' });
    expect((await world.mailTo(email)).text).toContain('Beste Sanne de Visser');
    expect((await world.save({ email, fullName: 'Anders' }, { id })).status).toBe(409);
  });

  it('sends once when the same is saved twice, because an answer may have been lost', async () => {
    const id = randomUUID();
    const email = `${id}@nieuw.example`;
    const first = await world.save({ email }, { id });
    const again = await world.save({ email }, { id });
    expect(again).toMatchObject({ status: 200, body: { sentAt: first.body.sentAt } });
    await world.mailTo(email);
    expect(test.outbound.mails.filter((mail) => mail.to === email)).toHaveLength(1);
  });

  it('gives a link for a week, staff for 48 hours, and hirers for a week (decision 6.5)', async () => {
    const hours = (answer: { body: { sentAt: string | null; expiresAt: string | null } }) =>
      (Date.parse(answer.body.expiresAt ?? '') - Date.parse(answer.body.sentAt ?? '')) / HOUR;
    expect(hours(await world.save())).toBe(168);
    expect(hours(await world.save(STAFF, { as: world.administrator }))).toBe(48);
    expect(hours(await world.save({ kind: 'CLIENT_PORTAL', mobile: '06 12345678' }))).toBe(168);
  });

  it('writes what HalloWerk is, the message line by line, the button and the address (HW-INV-02/-03)', async () => {
    const email = `${randomUUID()}@nieuw.example`;
    await world.save({ email, personalMessage: 'Dag Sanne,\nMeld je aan:\nhttps://vals.example <b>nu</b>' });
    const { subject, text } = await world.mailTo(email);
    expect(subject).toBe('Je bent uitgenodigd voor HalloWerk');
    expect(text).toContain('profielen van mensen uit de regio die willen werken');
    expect(text).toContain('Anouk van Dijk schrijft:\n> Dag Sanne,\n> Meld je aan:\n> https://vals.example <b>nu</b>');
    expect(text).toMatch(/\n\nMeld je aan:\nhttp:\/\/127\.0\.0\.1:\d+\/uitnodiging#[\w-]{43}\n/);
    expect(text).toContain('Kopieer dan het hele adres');
  });

  it('calls the button of the portal Activeer (WT-ACT-02, HF-ACT-01)', async () => {
    const email = `${randomUUID()}@nieuw.example`;
    await world.save({ email, kind: 'CLIENT_PORTAL', mobile: '0612345678' });
    expect((await world.mailTo(email)).text).toMatch(/\n\nActiveer:\nhttp/);
  });

  it('shows the mail beforehand as it will be, without a token that works', async () => {
    const email = `${randomUUID()}@nieuw.example`;
    const organizationName = `Fietsenmaker ${randomUUID()}`;
    const shown = (await world.preview({ email, organizationName })).body;
    await world.save({ email, organizationName });
    const sent = await world.mailTo(email);
    expect(shown.subject).toBe(sent.subject);
    expect(shown.text).toBe(sent.text.replace(/#[\w-]{43}/, '#…'));
  });

  it('voids the link of before when it is sent again, and gives one to who was withdrawn or too late', async () => {
    const { id, token, email } = await world.invite();
    await world.decide(id, 'SEND');
    const second = await world.tokenFor(email);
    expect(second).not.toBe(token);
    expect(await world.open(token)).toMatchObject({ status: 410, body: { code: 'invitation_unknown' } });
    expect((await world.decide(id, 'REVOKE')).body.item?.state).toBe('REVOKED');
    expect(await world.open(second)).toMatchObject({ status: 410, body: { code: 'invitation_revoked' } });
    await world.decide(id, 'SEND');
    test.clock.advance(8 * DAY);
    world = await InvitationWorld.open(test);
    expect((await world.list()).body.items.find((item) => item.id === id)?.state).toBe('EXPIRED');
    await world.decide(id, 'SEND');
    expect((await world.open(await world.tokenFor(email))).status).toBe(200);
  });

  it('removes drafts only, and withdraws only what was sent', async () => {
    const draft = (await world.save({}, { send: false })).body;
    expect((await world.decide(draft.id, 'REVOKE')).status).toBe(409);
    expect((await world.decide(draft.id, 'REMOVE')).body).toEqual({ item: null });
    const sent = (await world.save()).body;
    expect((await world.decide(sent.id, 'REMOVE')).status).toBe(409);
  });

  it('tells the inviter nothing about who has an account already, and his mail to sign in (HW-INV-07)', async () => {
    const known = await world.save({ email: EMAILS.EMPLOYER.toUpperCase() });
    const fresh = await world.save();
    const shape = ({ body }: typeof known) => ({ ...body, id: '', email: '', organizationName: '' });
    expect(shape(known)).toEqual(shape(fresh));
    const { text } = await world.mailTo(EMAILS.EMPLOYER.toUpperCase());
    expect(text).toContain('Je hebt al een account met dit e-mailadres');
    const token = /#([\w-]{43})/.exec(text)?.[1] ?? '';
    expect(await world.open(token)).toMatchObject({ status: 200, body: { step: 'JOIN' } });
    expect((await world.accept(token)).status).toBe(410);
    const state = async (id: string) => (await world.list()).body.items.find((item) => item.id === id)?.state;
    expect(await state(known.body.id)).toBe('OPENED');
  });

  it('leaves ids in the audit trail and no name or address', async () => {
    const { body } = await world.save({ fullName: 'Kanarie Geel', email: `kanarie-${randomUUID()}@nieuw.example` });
    await world.decide(body.id, 'REVOKE');
    const lines = await test.server
      .knex('audit_event')
      .where({ object: `invitation:${body.id}` })
      .orderBy('seq');
    expect(lines.map((line) => line.detail)).toEqual([
      { invitation: 'SAVE' },
      { invitation: 'SEND' },
      { invitation: 'REVOKE' },
    ]);
    expect(new Set(lines.map((line) => line.actor))).toEqual(new Set([world.manager.me.id]));
    expect(JSON.stringify(lines).toLowerCase()).not.toContain('kanarie');
  });

  it('names every fault at once and refuses what does not belong in the form', async () => {
    const faulty = await world.save({ fullName: '', email: 'geen adres', organizationName: '' });
    expect(faulty.status).toBe(400);
    expect((faulty.body.errors ?? []).map((fault) => fault.path).sort()).toEqual([
      'invitation.email',
      'invitation.fullName',
      'invitation.organizationName',
    ]);
    expect((await world.save({ role: 'MUNICIPAL_ADMINISTRATOR' })).status).toBe(400);
    expect(
      (
        await world.call(
          'PUT',
          `/invitations/${randomUUID()}`,
          { invitation: INVITED, send: true, municipalityId: randomUUID() },
          world.manager,
        )
      ).status,
    ).toBe(400);
  });
});
