import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EMAILS, startChallenge, call, TEST_DEVICE } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, TestClock } from '../testing/test-server.ts';
import { demoOutbound, networkOutbound, SmsError } from './outbound.ts';
import { outboxPage } from './outbox-page.ts';

describe.each(databaseKinds())('demo outbox on %s', (kind) => {
  it('shows the code of an sms and a code that an app would show, and both let one in', async () => {
    const test = await startTestServer(kind);
    const kept = demoOutbound(test.server.knex, test.clock);
    await kept.sendSms?.({ to: '+31600000022', text: 'Je code is 123456.' });
    await kept.sendMail?.({ to: 'iemand@example.nl', subject: 'Nieuw apparaat', text: 'Hallo' });
    const page = await fetch(`${test.server.url}/demo/outbox`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(html.indexOf('123456')).toBeGreaterThan(html.indexOf('Nieuw apparaat'));
    const code = new RegExp(`${EMAILS.ACCOUNT_MANAGER}</th><td class="code">(\\d{6})`).exec(html)?.[1];
    const challenge = await startChallenge(test, EMAILS.ACCOUNT_MANAGER);
    const body = { challengeId: challenge.body.id, method: 'TOTP', code, device: TEST_DEVICE };
    expect((await call(test.server.url, 'POST', '/sessions', { body })).status).toBe(201);
    const after = await (await fetch(`${test.server.url}/demo/outbox`)).text();
    expect(after).not.toContain(`${EMAILS.ACCOUNT_MANAGER}</th><td class="code">${code}`);
    const list = await call<{ items: { channel: string }[] }>(test.server.url, 'GET', '/demo-messages');
    expect(list.body.items.map((item) => item.channel).sort()).toEqual(['MAIL', 'SMS']);
    await test.stop();
  });
});

describe('outbox page', () => {
  it('shows what somebody wrote as text and never as markup', () => {
    const message = {
      id: '1',
      channel: 'MAIL' as const,
      to: '"><script>alert(1)</script>',
      subject: '<img src=x onerror=alert(1)>',
      body: '<b>\'vet\' & "zo"</b>',
      sentAt: '2026-03-02T09:00:00.000Z',
    };
    const html = outboxPage('Hallo<Werk>', [message], [{ email: '<x>', code: '123456' }]).html;
    expect(html).not.toMatch(/<script|<img|<b>|<x>|<Werk>/);
    expect(html).toContain('&lt;b&gt;&#39;vet&#39; &amp; &quot;zo&quot;&lt;/b&gt;');
  });
});

describe('sms provider', () => {
  async function provider(statuses: number[]): Promise<{ url: string; seen: unknown[]; stop: () => void }> {
    const seen: unknown[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ authorization: request.headers.authorization, ...JSON.parse(body) });
      response.writeHead(statuses.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://token@127.0.0.1:${port}/send`, seen, stop: () => server.close() };
  }
  const sender = (url: string) => networkOutbound({ smtpUrl: null, smsProviderUrl: url, from: 'x' });

  it('is asked again after a failure of its own, with its token', async () => {
    const fake = await provider([503, 429]);
    await sender(fake.url).sendSms?.({ to: '+31600000000', text: 'Hallo' });
    expect(fake.seen).toHaveLength(3);
    expect(fake.seen[2]).toEqual({ authorization: 'Bearer token', to: '+31600000000', text: 'Hallo' });
    fake.stop();
  });

  it('is not asked again after a refusal, and the error names no number', async () => {
    const fake = await provider([400]);
    const failure = sender(fake.url).sendSms?.({ to: '+31600000000', text: 'Hallo' });
    await expect(failure).rejects.toThrow(SmsError);
    await expect(failure).rejects.not.toThrow(/\+31/);
    expect(fake.seen).toHaveLength(1);
    fake.stop();
  });

  it('that is not configured is not offered to who signs in', async () => {
    const outbound = { close: () => undefined };
    const test = await startTestServer('pglite', {}, { outbound, clock: new TestClock() });
    const challenge = await startChallenge(test, EMAILS.ACCOUNT_MANAGER);
    expect(challenge.body.methods).toEqual([{ method: 'TOTP', hint: '' }]);
    await test.stop();
  });
});
