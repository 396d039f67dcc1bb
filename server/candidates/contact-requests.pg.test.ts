import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { ContactData } from '@hallowerk/contract/candidates/contact-request.ts';
import { insertUser } from '../accounts/accounts.repository.ts';
import { DEMO_MUNICIPALITY_ID } from '../accounts/demo-accounts.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { HOUR } from '../security/clock.ts';
import { candidateFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { REQUESTS_PER_HOUR } from './contact-requests.service.ts';

const OWN_DATA = { name: 'Noor Bakker', organizationName: '', email: 'noor@example.nl', phone: '0612345678' };
const MANAGER_DATA = {
  name: 'Anouk van Dijk',
  organizationName: 'Den Haag',
  email: EMAILS.ACCOUNT_MANAGER,
  phone: '+31600000122',
};
const CONTACT = { email: OWN_DATA.email, phone: OWN_DATA.phone };

describe.each(databaseKinds())('contact requests on %s', (kind) => {
  let test: TestServer;
  let employer: Session;
  let manager: Session;
  const direct = candidateFixture(CONTACT);
  const guided = candidateFixture({ ...CONTACT, profile: profileFixture({ contactRoute: 'VIA_ACCOUNT_MANAGER' }) });
  const silent = candidateFixture({ email: '', phone: '' });
  const hidden = candidateFixture({ ...CONTACT, visibleToEmployers: false });
  const connected = candidateFixture({ ...CONTACT, regionCode: 'AM22' });
  const write = (...records: Parameters<typeof upsertCandidates>[1][number][]) =>
    withTransaction(test.server.knex, (trx) => upsertCandidates(trx, records));
  beforeAll(async () => {
    test = await startTestServer(kind);
    await write(direct, guided, silent, hidden, connected);
    employer = await signIn(test, EMAILS.EMPLOYER);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
  });
  afterAll(() => test.stop());

  const ask = (
    session: Session,
    candidateId: string,
    body: { id: string; vacancyId: string | null } = { id: uuidv7(), vacancyId: null },
  ): Promise<Answer<ContactData>> =>
    call(test.server.url, 'POST', `/candidates/${candidateId}/contact-requests`, { body, token: session.accessToken });
  const contact = ({ body }: Answer<ContactData>) => {
    const { name, organizationName, email, phone } = body;
    return { name, organizationName, email, phone };
  };
  const requests = (change: object = {}) => test.server.knex('contact_request').where(change);
  const audited = (id: string) =>
    test.server
      .knex('audit_event')
      .where({ object: `candidate:${id}` })
      .orderBy('seq')
      .select('actor', 'action');

  it('give the contact data of a candidate who may be approached directly, and are kept as open', async () => {
    const id = uuidv7();
    const answer = await ask(employer, direct.id, { id, vacancyId: null });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      ...OWN_DATA,
      request: {
        id,
        candidateId: direct.id,
        requesterId: employer.me.id,
        vacancyId: null,
        routeAtRequest: 'DIRECT',
        requestedAt: test.clock.now().toISOString(),
        outcome: 'OPEN',
        outcomeAt: null,
        note: '',
      },
    });
  });

  it('give the account manager instead when the candidate is not directly approachable, or cannot be reached', async () => {
    for (const { id } of [guided, silent]) {
      const answer = await ask(employer, id);
      expect([answer.status, contact(answer)]).toEqual([201, MANAGER_DATA]);
      expect(answer.text).not.toContain(OWN_DATA.email);
    }
  });

  it('give matching staff the candidate himself, also in a connected region', async () => {
    expect(contact(await ask(manager, guided.id))).toEqual(OWN_DATA);
    expect(contact(await ask(manager, connected.id))).toEqual(OWN_DATA);
  });

  it('are recorded in the audit trail one by one, with ids only', async () => {
    const candidate = candidateFixture(CONTACT);
    await write(candidate);
    await ask(employer, candidate.id);
    await ask(manager, candidate.id);
    expect(await audited(candidate.id)).toEqual([
      { actor: employer.me.id, action: 'REQUEST_CONTACT' },
      { actor: manager.me.id, action: 'REQUEST_CONTACT' },
    ]);
    const trail = JSON.stringify(await test.server.knex('audit_event'));
    for (const secret of [OWN_DATA.name, 'Bakker', ...Object.values(CONTACT)]) expect(trail).not.toContain(secret);
  });

  it('are one request when the same is asked twice, and every answer is recorded', async () => {
    const candidate = candidateFixture(CONTACT);
    await write(candidate);
    const body = { id: uuidv7(), vacancyId: null };
    const first = await ask(employer, candidate.id, body);
    test.clock.advance(1000);
    await write({ ...candidate, phone: '0687654321' });
    const again = await ask(employer, candidate.id, body);
    expect([again.status, again.body.request, again.body.phone]).toEqual([201, first.body.request, '0687654321']);
    expect(await requests({ candidate_id: candidate.id })).toHaveLength(1);
    expect((await audited(candidate.id)).map(({ action }) => action)).toEqual(['REQUEST_CONTACT', 'VIEW']);
    await write({ ...candidate, profile: guided.profile });
    expect(contact(await ask(employer, candidate.id, body))).toEqual(MANAGER_DATA);
  });

  it('refuse an id that was used by somebody else or for another candidate', async () => {
    const body = { id: uuidv7(), vacancyId: null };
    await ask(employer, direct.id, body);
    for (const answer of [await ask(manager, direct.id, body), await ask(employer, guided.id, body)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'id_taken']);
      expect(answer.text).not.toContain('example.nl');
    }
  });

  it('make no difference between a hidden candidate, one of elsewhere, none, and a vacancy out of sight', async () => {
    const before = [await requests(), await test.server.knex('audit_event')].map((rows) => rows.length);
    const answers = [
      await ask(employer, hidden.id),
      await ask(employer, connected.id),
      await ask(employer, randomUUID()),
      await ask(employer, direct.id, { id: uuidv7(), vacancyId: randomUUID() }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect({ ...answer.body, instance: '' }).toEqual({ ...answers[0]?.body, instance: '' });
    }
    expect([await requests(), await test.server.knex('audit_event')].map((rows) => rows.length)).toEqual(before);
  });

  it('are refused to roles that have no use for them, and to nobody in particular', async () => {
    for (const email of [EMAILS.CASE_MANAGER, EMAILS.MUNICIPAL_ADMINISTRATOR]) {
      const answer = await ask(await signIn(test, email), direct.id);
      expect([answer.status, answer.text.includes(OWN_DATA.email)]).toEqual([403, false]);
    }
    const path = `/candidates/${direct.id}/contact-requests`;
    expect((await call(test.server.url, 'POST', path, { body: { id: uuidv7(), vacancyId: null } })).status).toBe(401);
  });

  it('choose an account manager of the own municipality before one of the region, active and with the lowest id', async () => {
    const { knex } = test.server;
    const [organization] = await knex('organization').select('id');
    const elsewhere = uuidv7();
    await knex('municipality').insert({ id: elsewhere, name: 'Rotterdam', region_code: 'AM22' });
    const add = async (
      fullName: string,
      municipalityId: string,
      region: { code: string; relation: 'own' | 'connected' },
    ) => {
      const id = uuidv7();
      const email = `${id}@example.nl`;
      const place = { organizationId: organization.id, municipalityId, regions: [region] };
      await insertUser(knex, { id, fullName, email, role: 'ACCOUNT_MANAGER', ...place, passwordHash: '-' });
      return id;
    };
    const own = await knex('user_region').where({ user_id: employer.me.id });
    await knex('user_region').insert({ user_id: employer.me.id, region_code: 'AM22', relation: 'connected' });
    const far = { ...guided, id: uuidv7(), regionCode: 'AM22' };
    await write(far);
    const blocked = await add('Geblokkeerd', elsewhere, { code: 'AM22', relation: 'own' });
    await knex('app_user').where({ id: blocked }).update({ state: 'BLOCKED' });
    await add('Alleen verbonden', elsewhere, { code: 'AM22', relation: 'connected' });
    await add('Eerste', elsewhere, { code: 'AM22', relation: 'own' });
    await add('Tweede', elsewhere, { code: 'AM22', relation: 'own' });
    expect((await ask(employer, far.id)).body.name).toBe(MANAGER_DATA.name);
    await knex('user_region').where({ user_id: manager.me.id, region_code: 'AM22' }).delete();
    expect((await ask(employer, far.id)).body).toMatchObject({ name: 'Eerste', organizationName: 'Rotterdam' });
    const near = await add('Buurman', DEMO_MUNICIPALITY_ID, { code: 'AM22', relation: 'connected' });
    expect((await ask(employer, far.id)).body.name).toBe('Buurman');
    await knex('user_region').insert({ user_id: manager.me.id, region_code: 'AM22', relation: 'connected' });
    await knex('app_user').where({ id: near }).update({ state: 'BLOCKED' });
    await knex('user_region').where({ user_id: employer.me.id }).delete();
    await knex('user_region').insert(own);
  });

  it('say so when nobody can be reached, and record nothing', async () => {
    const { knex } = test.server;
    const before = (await requests()).length;
    await knex('user_region').where({ user_id: manager.me.id, region_code: 'AM21' }).delete();
    const answer = await ask(employer, guided.id);
    expect([answer.status, answer.body.code]).toEqual([409, 'nobody_reachable']);
    await knex('user_region').insert({ user_id: manager.me.id, region_code: 'AM21', relation: 'own' });
    expect((await requests()).length).toBe(before);
  });

  it('cannot be used to make a list: after a hundred in an hour it is enough, also all at once', async () => {
    const { knex } = test.server;
    const made = (await requests({ requester_id: employer.me.id })).length;
    for (let n = made; n < REQUESTS_PER_HOUR - 1; n++) {
      await knex('contact_request').insert({
        id: uuidv7(),
        candidate_id: direct.id,
        requester_id: employer.me.id,
        route_at_request: 'DIRECT',
        requested_at: test.clock.now(),
        outcome: 'OPEN',
        note: '',
      });
    }
    const id = uuidv7();
    const answers = await Promise.all(
      [id, uuidv7(), uuidv7()].map((one) => ask(employer, direct.id, { id: one, vacancyId: null })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'too_many_contact_requests' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(manager, direct.id)).status).toBe(201);
    test.clock.advance(HOUR);
    employer = await signIn(test, EMAILS.EMPLOYER);
    expect((await ask(employer, direct.id)).status).toBe(201);
  });
});
