import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../security/clock.ts';
import { call, EMAILS, startChallenge } from '../testing/http-client.ts';
import { addAccount } from '../testing/second-account.ts';
import { SecurityDesk } from '../testing/security-desk.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { oldEmailChanges } from './email-change.service.ts';

const NEW = 'nieuw.adres@voorbeeld.example';

describe.each(databaseKinds())('another e-mail address on %s', (kind) => {
  let test: TestServer;
  let desk: SecurityDesk;
  beforeEach(async () => {
    test = await startTestServer(kind);
    desk = await SecurityDesk.open(test);
    await desk.confirm();
  });
  afterEach(() => test.stop());

  const ask = (email = NEW) => desk.ask('POST', '/me/email-changes', { email });
  const tokenTo = async (address: string, subject: string) => {
    const mail = (await desk.mails(address)).findLast((one) => one.subject === subject);
    return /#([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';
  };
  const confirmToken = (address = NEW) => tokenTo(address, 'Bevestig je nieuwe e-mailadres');
  const cancelToken = () => tokenTo(EMAILS.EMPLOYER, 'Je e-mailadres wordt gewijzigd');
  const confirm = (token: string) => desk.post('/email-change-confirmations', { token });
  const cancel = (token: string) => desk.post('/email-change-cancellations', { token });
  const opens = async (email: string) => (await startChallenge(test, email)).status === 201;

  it('asks who he is first', async () => {
    await test.server.knex('session').update({ confirmed_until: null });
    expect((await ask()).body.code).toBe('confirmation_needed');
  });

  it('counts from the moment that the link in the new mailbox is used, for every account, once', async () => {
    const second = await addAccount(test, EMAILS.EMPLOYER);
    expect((await ask()).status).toBe(204);
    expect([await opens(EMAILS.EMPLOYER), await opens(NEW)]).toEqual([true, false]);
    const token = await confirmToken();
    expect((await confirm(token)).status).toBe(204);
    expect([await opens(EMAILS.EMPLOYER), await opens(NEW)]).toEqual([false, true]);
    expect((await test.server.knex('app_user').where({ id: second }).first('email')).email).toBe(NEW);
    expect((await desk.ask<{ email: string }>('GET', '/me')).body.email).toBe(NEW);
    expect((await confirm(token)).body.code).toBe('link_closed');
    const lines = await test.server.knex('audit_event').whereRaw(`detail ->> 'security' like 'email%'`).orderBy('seq');
    expect(lines.map((line) => line.detail)).toEqual([{ security: 'email-requested' }, { security: 'email' }]);
    expect(JSON.stringify(lines)).not.toContain('@');
  });

  it('tells the account manager of an employer (HW-SET-08)', async () => {
    await ask();
    await confirm(await confirmToken());
    const mails = await desk.mails(EMAILS.ACCOUNT_MANAGER);
    expect(mails.map((mail) => mail.text).join()).toContain(`E-mail: ${NEW}`);
  });

  it('can be taken back by the old address before it counts', async () => {
    await ask();
    const token = await confirmToken();
    expect((await cancel(await cancelToken())).status).toBe(204);
    expect((await confirm(token)).body.code).toBe('link_closed');
    expect((await desk.ask('GET', '/me')).status).toBe(401);
    expect(await opens(EMAILS.EMPLOYER)).toBe(true);
  });

  it('can be taken back for a week afterwards, which ends every session', async () => {
    await ask();
    const token = await cancelToken();
    await confirm(await confirmToken());
    test.clock.advance(6 * DAY);
    expect((await cancel(token)).status).toBe(204);
    expect([await opens(EMAILS.EMPLOYER), await opens(NEW)]).toEqual([true, false]);
    expect((await cancel(token)).body.code).toBe('link_closed');
  });

  it('cannot be taken back after a week, and is then forgotten', async () => {
    await ask();
    const token = await cancelToken();
    await confirm(await confirmToken());
    test.clock.advance(7 * DAY);
    expect((await cancel(token)).body.code).toBe('link_closed');
    expect(await oldEmailChanges(test.server.knex, test.clock.now()).delete()).toBe(1);
  });

  it('ends after a day, and when another one is asked for', async () => {
    await ask();
    const first = await confirmToken();
    await ask('nog.nieuwer@voorbeeld.example');
    expect((await confirm(first)).body.code).toBe('link_closed');
    const second = await confirmToken('nog.nieuwer@voorbeeld.example');
    test.clock.advance(DAY);
    expect((await confirm(second)).body.code).toBe('link_closed');
  });

  it('answers the same for an address that somebody has, and tells only its owner', async () => {
    const free = await ask();
    const taken = await ask(EMAILS.CASE_MANAGER.toUpperCase());
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    const mails = await desk.mails(EMAILS.CASE_MANAGER.toUpperCase());
    expect(mails.map((mail) => mail.subject)).toEqual(['Dit e-mailadres is al in gebruik']);
    expect(mails[0]?.text).not.toContain('#');
    expect(mails[0]?.text).not.toContain(EMAILS.EMPLOYER);
  });

  it('does not give an address to two people when both confirm it', async () => {
    const other = await SecurityDesk.open(test, EMAILS.CASE_MANAGER);
    await other.confirm();
    await ask();
    const mine = await confirmToken();
    await other.ask('POST', '/me/email-changes', { email: NEW });
    const theirs = await confirmToken();
    expect(theirs).not.toBe(mine);
    expect((await confirm(mine)).status).toBe(204);
    expect((await confirm(theirs)).body.code).toBe('link_closed');
  });

  it('refuses the present address, nonsense, and a fourth request in an hour', async () => {
    expect((await ask(EMAILS.EMPLOYER.toUpperCase())).status).toBe(422);
    expect((await ask('geen adres')).status).toBe(400);
    for (const name of ['een', 'twee', 'drie']) expect((await ask(`${name}@voorbeeld.example`)).status).toBe(204);
    expect((await ask()).status).toBe(429);
    expect((await confirm('x'.repeat(43))).status).toBe(410);
  });

  it('has a page for each link that holds no token and does nothing by itself', async () => {
    for (const path of ['/e-mailadres', '/e-mailadres/niet-ik']) {
      const page = await fetch(`${test.server.url}${path}`);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await page.text()).toContain('id="send"');
    }
    expect((await call(test.server.url, 'GET', '/email-change-confirmations')).status).not.toBe(204);
  });
});
