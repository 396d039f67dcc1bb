import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../accounts/demo-accounts.ts';
import { call, EMAILS, signIn, startChallenge } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer } from '../testing/test-server.ts';

describe.each(databaseKinds())('log on %s', (kind) => {
  it('holds nothing of a person, a code or a token, whatever goes wrong', async () => {
    const lines: string[] = [];
    const logSink = { write: (line: string): void => void lines.push(line) };
    const test = await startTestServer(kind, { logLevel: 'trace' }, { logSink });
    const { url, knex } = test.server;
    const session = await signIn(test, EMAILS.EMPLOYER);
    const token = session.accessToken;
    await startChallenge(test, 'niemand@example.nl');
    await call(url, 'POST', '/sessions', { body: '{"geheim":' });
    await call(url, 'GET', `/candidates/${session.me.id}/physical-capacities?email=${EMAILS.EMPLOYER}`, { token });
    await call(url, 'POST', '/session-renewals', { body: { refreshToken: session.refreshToken } });
    await fetch(`${url}/demo/outbox`);
    await knex.raw('alter table app_user rename column full_name to gone');
    expect((await call(url, 'GET', '/me', { token })).status).toBe(500);
    await test.stop();

    const log = lines.join('');
    expect(log).toContain('"event":"request"');
    expect(log).toContain('"event":"failure"');
    expect(log).toContain('/v1/candidates/:id/physical-capacities');
    const secrets = [
      EMAILS.EMPLOYER,
      'niemand',
      'geheim',
      'Willemijn',
      'Kuiper',
      '+31600000011',
      DEMO_PASSWORD,
      token,
      session.refreshToken,
      session.deviceKey,
      session.me.id,
      test.outbound.lastCode(),
    ];
    for (const secret of secrets) expect(log.includes(secret), secret).toBe(false);
  });
});
