import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { ConfirmationRequest, ConfirmationsAsked } from '@hallowerk/contract/candidates/confirmation.ts';
import { deliverQueue } from '../outbox/mail-queue.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, MINUTE } from '../security/clock.ts';
import { candidateFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { CONFIRMATIONS_PER_HOUR } from './confirmations.service.ts';

describe.each(databaseKinds())('confirmation of profiles on %s', (kind) => {
  let test: TestServer;
  let manager: Session;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  beforeEach(async () => {
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
  });
  afterAll(() => test.stop());

  async function person(change: Partial<CandidateRecord> = {}): Promise<CandidateRecord> {
    const id = uuidv7();
    const record = candidateFixture({ id, email: `${id}@voorbeeld.example`, ...change });
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [record]));
    return record;
  }
  const ask = (ids: readonly string[], session: Session = manager) =>
    call<ConfirmationsAsked>(test.server.url, 'POST', '/confirmation-requests', {
      ...{ body: { ids }, token: session.accessToken },
    });
  /** What a node does in its minute. */
  const deliver = () =>
    deliverQueue({
      ...{ knex: test.server.knex, now: test.clock.now(), sendMail: test.outbound.sendMail },
      onFailure: (error) => expect.fail(String(error)),
    });
  async function mailTo(to: string) {
    await deliver();
    const mail = test.outbound.mails.findLast((one) => one.to === to);
    if (mail === undefined) throw new Error('no mail');
    return mail;
  }
  /** The page behind the link in the mail; with an answer, what the button brings. */
  const linkOf = async (record: CandidateRecord): Promise<string> =>
    /http\S+/.exec((await mailTo(record.email)).text)?.[0] ?? '';
  const press = (link: string, answer: string) =>
    fetch(`${link}/${answer}`, {
      ...{ method: 'POST', body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    });
  const stored = (id: string) => test.server.knex('candidate').where({ id }).first();

  it('BX-07: moves the date only, once, and opening the link changes nothing', async () => {
    const record = await person();
    const answer = await ask([record.id]);
    const askedAt = test.clock.now().toISOString();
    expect([answer.status, answer.body]).toEqual([
      201,
      { asked: [{ candidateId: record.id, askedAt, answer: null }], refused: [] },
    ]);
    const before = await stored(record.id);
    const link = await linkOf(record);
    for (let n = 0; n < 2; n++) {
      const page = await fetch(link);
      const html = await page.text();
      expect([page.status, html.includes('Klopt je profiel nog?'), html.includes('Noor')]).toEqual([200, true, true]);
      expect(html).not.toMatch(/Bakker|CANARY|Delft|<script/);
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    }
    expect(await stored(record.id)).toEqual(before);
    test.clock.advance(MINUTE);
    const confirmed = await press(link, 'klopt');
    expect([confirmed.status, await confirmed.text()]).toEqual([200, expect.stringContaining('bevestigd')]);
    const after = await stored(record.id);
    expect(after.profile).toEqual({ ...before.profile, lastConfirmedAt: test.clock.now().toISOString() });
    test.clock.advance(MINUTE);
    const again = await Promise.all([press(link, 'klopt'), press(link, 'veranderd'), fetch(link)]);
    expect(again.map(({ status }) => status)).toEqual([410, 410, 410]);
    expect(await again[2]?.text()).toContain('Je hebt al antwoord gegeven');
    expect((await stored(record.id)).profile).toEqual(after.profile);
    const { text } = await mailTo(record.email);
    expect(text).not.toMatch(/Bakker|CANARY/);
  });

  it('takes one of several answers that come together', async () => {
    const record = await person();
    await ask([record.id]);
    const link = await linkOf(record);
    const answers = await Promise.all([1, 2, 3, 4].map(() => press(link, 'klopt')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
  });

  it('BX-07: tells who asked that something changed, by id only, and gives the profile no new date', async () => {
    const record = await person();
    await ask([record.id]);
    const page = await press(await linkOf(record), 'veranderd');
    expect(await page.text()).toContain('neemt contact met je op');
    await deliver();
    const mail = test.outbound.mails.at(-1);
    expect(mail?.subject).toBe('Een kandidaat meldt dat het profiel niet meer klopt');
    expect(mail?.to).toBe(EMAILS.ACCOUNT_MANAGER);
    expect(mail?.text).toContain(`hallowerk://kandidaten/${record.id}`);
    expect(mail?.text).not.toMatch(/Noor|Bakker|CANARY/);
    expect((await stored(record.id)).profile.lastConfirmedAt).toBe(record.profile.lastConfirmedAt);
  });

  it('keeps the hash of a token only, and knows no other', async () => {
    const record = await person();
    await ask([record.id]);
    const link = await linkOf(record);
    const token = link.split('/').at(-1) ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    const tables = ['confirmation_request', 'mail_queue', 'audit_event'];
    const kept = JSON.stringify(await Promise.all(tables.map((table) => test.server.knex(table))));
    expect(kept).not.toContain(token);
    const near = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const wrong of [near, 'x', token.slice(0, 42)]) {
      const page = await fetch(link.replace(token, wrong));
      expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('Deze link werkt niet')]);
      expect((await press(link.replace(token, wrong), 'klopt')).status).toBe(404);
    }
    expect((await press(link, 'iets')).status).toBe(404);
    test.clock.advance(30 * DAY);
    const late = await press(link, 'klopt');
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('Deze link is verlopen')]);
  });

  it('names who cannot be asked and why, and asks the others', async () => {
    const [fine, silent, far] = [
      await person(),
      await person({ email: '' }),
      await person({ regionCode: 'AM22', profile: profileFixture({ firstName: 'Ver' }) }),
    ];
    const unknown = uuidv7();
    const first = await ask([fine.id, silent.id, far.id, unknown, fine.id]);
    expect(first.body.asked.map(({ candidateId }) => candidateId)).toEqual([fine.id]);
    expect(first.body.refused).toEqual([
      { candidateId: silent.id, reason: 'NO_EMAIL' },
      { candidateId: far.id, reason: 'NOT_AVAILABLE' },
      { candidateId: unknown, reason: 'NOT_AVAILABLE' },
    ]);
    test.clock.advance(13 * DAY);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
    expect((await ask([fine.id])).body.refused).toEqual([{ candidateId: fine.id, reason: 'ASKED_RECENTLY' }]);
    const old = await linkOf(fine);
    test.clock.advance(DAY);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
    expect((await ask([fine.id])).body.asked).toHaveLength(1);
    expect((await press(old, 'klopt')).status).toBe(410);
    const list = await call<{ items: ConfirmationRequest[] }>(test.server.url, 'GET', '/confirmation-requests', {
      token: manager.accessToken,
    });
    expect(list.body.items[0]).toEqual({ candidateId: fine.id, askedAt: test.clock.now().toISOString(), answer: null });
    expect(list.body.items.filter(({ candidateId }) => candidateId === fine.id)).toHaveLength(1);
  });

  it('is refused to employers, and to nobody in particular', async () => {
    const employer = await signIn(test, EMAILS.EMPLOYER);
    const record = await person();
    expect((await ask([record.id], employer)).status).toBe(403);
    for (const path of ['/confirmation-requests', '/contact-requests/report?from=2026-03-01&to=2026-03-31']) {
      expect((await call(test.server.url, 'GET', path, { token: employer.accessToken })).status).toBe(403);
      expect((await call(test.server.url, 'GET', path)).status).toBe(401);
    }
  });

  it('has an end: after so many in an hour it is enough', async () => {
    const record = await person();
    const rows = Array.from({ length: CONFIRMATIONS_PER_HOUR }, () => ({
      ...{ id: uuidv7(), candidate_id: record.id, asked_by: manager.me.id },
      ...{ asked_at: test.clock.now(), expires_at: test.clock.now(), token_hash: randomBytes(32) },
    }));
    await test.server.knex.batchInsert('confirmation_request', rows);
    const refused = await ask([record.id]);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_confirmations']);
    await test.server.knex('confirmation_request').where({ candidate_id: record.id }).delete();
  });

  it('BX-08: tells the candidate who asked for his contact data, or the account manager who brings them together', async () => {
    const employer = await signIn(test, EMAILS.EMPLOYER);
    const direct = await person();
    const guided = await person({ profile: profileFixture({ contactRoute: 'VIA_ACCOUNT_MANAGER' }) });
    const request = (id: string, session: Session, body = { id: uuidv7(), vacancyId: null }) =>
      call(test.server.url, 'POST', `/candidates/${id}/contact-requests`, { body, token: session.accessToken });
    const body = { id: uuidv7(), vacancyId: null };
    await request(direct.id, employer, body);
    const mail = await mailTo(direct.email);
    expect(mail.subject).toBe('Een werkgever heeft je contactgegevens bekeken');
    expect(mail.text).toMatch(/Bakkerij De Korenaar heeft op .* je contactgegevens opgevraagd/);
    expect(mail.text).toContain('Wil je dit niet?');
    const count = test.outbound.mails.length;
    await request(direct.id, employer, body);
    await request(direct.id, manager);
    await request(guided.id, employer);
    await deliver();
    const told = test.outbound.mails.slice(count);
    expect(told.map(({ to }) => to)).toEqual([EMAILS.ACCOUNT_MANAGER]);
    expect(told[0]?.text).toContain(guided.id);
    expect(told[0]?.text).not.toMatch(/Noor|Bakker,|CANARY/);
  });
});
