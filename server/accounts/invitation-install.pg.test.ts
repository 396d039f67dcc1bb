import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR } from '../security/clock.ts';
import { call } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { inviteFirstAdministrator, type FirstAdministrator } from './invitation-install.ts';

const WANTED: FirstAdministrator = {
  email: 'eerste@gemeente.example',
  fullName: 'Ilse Bakker',
  municipalityName: 'Voorbeeldstad',
  regionCode: 'AM07',
  force: false,
};

describe.each(databaseKinds())('the first administrator on %s', (kind) => {
  let test: TestServer;
  beforeEach(async () => {
    test = await startTestServer(kind, { demo: false });
  });
  afterEach(() => test.stop());
  const invite = (change: Partial<FirstAdministrator> = {}) =>
    inviteFirstAdministrator(test.server.knex, { ...WANTED, ...change }, test.clock.now());
  const post = <T>(path: string, body: unknown) => call<T>(test.server.url, 'POST', path, { body });

  async function accept(token: string): Promise<string | null> {
    await post('/invitation-openings', { token });
    const { body } = await post<{ ticket: string | null }>('/invitation-acceptances', {
      ...{ token, termsVersion: 1, agreed: true },
    });
    return body.ticket ?? null;
  }

  it('comes out of an installation without any account, through a link that works once (security A09)', async () => {
    expect(await test.server.knex('app_user')).toEqual([]);
    const { token, expiresAt } = await invite();
    expect(expiresAt.getTime() - test.clock.now().getTime()).toBe(48 * HOUR);
    const ticket = await accept(token);
    expect(ticket).not.toBeNull();
    expect(await test.server.knex('app_user')).toMatchObject([
      { email: WANTED.email, role: 'MUNICIPAL_ADMINISTRATOR', state: 'SECURING' },
    ]);
    expect(await test.server.knex('user_region')).toMatchObject([{ region_code: 'AM07' }]);
    expect(await accept(token)).toBeNull();
  });

  it('is refused once there is an administrator, unless it is forced', async () => {
    await accept((await invite()).token);
    await expect(invite({ email: 'tweede@gemeente.example' })).rejects.toThrow('There is an administrator already');
    await invite({ email: 'tweede@gemeente.example', force: true });
    await expect(invite({ force: true })).rejects.toThrow('an account with this address');
  });

  it('uses the municipality that is there, and voids the link that was made before', async () => {
    const first = await invite();
    const second = await invite({ municipalityName: 'VOORBEELDSTAD' });
    expect(await test.server.knex('municipality')).toHaveLength(1);
    expect(await test.server.knex('organization')).toHaveLength(1);
    expect(await accept(first.token)).toBeNull();
    expect(await accept(second.token)).not.toBeNull();
    await expect(invite({ email: 'x@y.example', regionCode: 'AM08', force: true })).rejects.toThrow(
      'known in region AM07',
    );
  });

  it.each([
    [{ regionCode: 'Haaglanden' }, '--region'],
    [{ municipalityName: ' ' }, '--municipality-name'],
    [{ email: 'geen adres' }, '--email'],
    [{ fullName: '' }, '--name'],
  ])('says what is wrong with %j, and makes nothing', async (change, option) => {
    await expect(invite(change)).rejects.toThrow(option);
    expect(await test.server.knex('municipality')).toEqual([]);
    expect(await test.server.knex('invitation')).toEqual([]);
  });

  it('does not reach the log or the trail with a name or a token', async () => {
    const { token } = await invite();
    const lines = JSON.stringify(await test.server.knex('audit_event'));
    for (const secret of [token, WANTED.email, WANTED.fullName]) expect(lines).not.toContain(secret);
  });

  it('is an active administrator after password and second factor', async () => {
    const ticket = await accept((await invite()).token);
    await post('/invitation-passwords', { ticket, password: 'Regenjas!op42haken' });
    const factor = await post<{ id: string }>('/invitation-factors', { ticket, method: 'SMS', phone: '0612345677' });
    const done = await post<{ step: string }>('/invitation-factor-confirmations', {
      ...{ ticket, factorId: factor.body.id, code: test.outbound.lastCode() },
    });
    expect(done.body.step).toBe('DONE');
    expect(await test.server.knex('app_user')).toMatchObject([{ role: 'MUNICIPAL_ADMINISTRATOR', state: 'ACTIVE' }]);
  });
});
