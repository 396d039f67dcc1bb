import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NotificationPreference } from '@hallowerk/contract/accounts/notification-preferences.ts';
import type { PersonalData } from '@hallowerk/contract/accounts/personal-data.ts';
import type { OwnSession } from '@hallowerk/contract/accounts/sessions.ts';
import { wantsMail } from '../outbox/mail-preferences.ts';
import { DAY, MINUTE, SECOND } from '../security/clock.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { PokeClient } from '../testing/poke-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

interface Queued {
  readonly recipient: string;
  readonly body: string;
}

describe.each(databaseKinds())('what users manage about themselves on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());

  const ask = <T = unknown>(token: string, method: string, path: string, body?: unknown) =>
    call<T>(test.server.url, method, path, { token, ...(body !== undefined && { body }) });
  const audit = (object: string): Promise<Record<string, unknown>[]> =>
    test.server.knex('audit_event').where({ object }).orderBy('seq').select('actor', 'action', 'result', 'detail');
  const queued = (mailKind: string): Promise<Queued[]> =>
    test.server.knex('mail_queue').where({ kind: mailKind }).orderBy('created_at').select('recipient', 'body');

  describe('personal data', () => {
    const read = async (token: string) => (await ask<PersonalData>(token, 'GET', '/me/personal-data')).body;
    const write = (token: string, body: unknown) => ask<PersonalData>(token, 'PUT', '/me/personal-data', body);

    it('are changed by their owner and kept as E.164 (HW-SET-05, HF-OWN-04)', async () => {
      const { accessToken: token, me } = await signIn(test, EMAILS.EMPLOYER);
      const changed = await write(token, { fullName: '  Noor van den Berg-Jansen ', phone: '06 12345678' });
      expect(changed.body).toMatchObject({ fullName: 'Noor van den Berg-Jansen', phone: '+31612345678' });
      expect(await read(token)).toEqual(changed.body);
      expect((await ask<{ fullName: string }>(token, 'GET', '/me')).body.fullName).toBe('Noor van den Berg-Jansen');
      expect(await audit(`user:${me.id}`)).toEqual([
        { actor: me.id, action: 'CHANGE', result: 'ok', detail: { field: 'fullName phone' } },
      ]);
    });

    it('of an employer are told to the account manager, once for each change (HW-SET-08)', async () => {
      await test.server.knex('mail_queue').delete();
      const { accessToken: token } = await signIn(test, EMAILS.EMPLOYER);
      const { fullName } = await read(token);
      await write(token, { fullName, phone: '070 353 3000' });
      await write(token, { fullName, phone: '0703533000' });
      const mails = await queued('CONTACT_DATA_CHANGED');
      expect(mails.map(({ recipient }) => recipient)).toEqual([EMAILS.ACCOUNT_MANAGER]);
      expect(mails[0]?.body).toContain('Telefoon: 070 353 3000');
      await write(token, { fullName: 'Noor Jansen', phone: '' });
      expect((await queued('CONTACT_DATA_CHANGED'))[1]?.body).toMatch(
        /Naam: Noor Jansen \(eerst: .*\)\nTelefoon: geen/,
      );
    });

    it('of somebody else than an employer are told to nobody', async () => {
      await test.server.knex('mail_queue').delete();
      const { accessToken: token } = await signIn(test, EMAILS.CASE_MANAGER);
      const { fullName } = await read(token);
      expect((await write(token, { fullName, phone: '+32 470 12 34 56' })).body.phone).toBe('+32470123456');
      expect(await queued('CONTACT_DATA_CHANGED')).toEqual([]);
    });

    it.each([
      [{ fullName: ' ', phone: '' }, 'fullName'],
      [{ fullName: 'x'.repeat(201), phone: '' }, 'fullName'],
      [{ fullName: 'Noor\u202eJansen', phone: '' }, 'fullName'],
      [{ fullName: 'Noor', phone: 'bel mij' }, 'phone'],
    ])('are refused with the field that is wrong: %j', async (body, field) => {
      const { accessToken: token } = await signIn(test, EMAILS.EMPLOYER);
      const answer = await write(token, body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.map(({ path }) => path)).toEqual([field]);
    });

    it('take no role, address or organisation along', async () => {
      const { accessToken: token } = await signIn(test, EMAILS.EMPLOYER);
      const body = { fullName: 'Noor', phone: '', role: 'MUNICIPAL_ADMINISTRATOR' };
      expect((await write(token, body)).status).toBe(400);
    });
  });

  describe('a photo', () => {
    const photo = async (colour: string, size = 400) => {
      const picture = sharp({ create: { width: size, height: size, channels: 3, background: colour } });
      return (await picture.jpeg().toBuffer()).toString('base64');
    };
    const crop = { left: 0, top: 0, side: 1 };

    it('is kept, shown to its owner only, replaced and taken away', async () => {
      const own = await signIn(test, EMAILS.EMPLOYER);
      const other = await signIn(test, EMAILS.ACCOUNT_MANAGER);
      expect((await ask(own.accessToken, 'GET', '/me/photo')).status).toBe(404);
      const content = await photo('#c03050');
      expect((await ask(own.accessToken, 'PUT', '/me/photo', { content, crop })).status).toBe(204);
      const shown = await fetch(`${test.server.url}/v1/me/photo`, {
        headers: { authorization: `Bearer ${own.accessToken}` },
      });
      expect(shown.headers.get('content-type')).toBe('image/webp');
      expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
      const metadata = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
      expect(metadata).toMatchObject({ format: 'webp', width: 256, height: 256 });
      const data = await ask<PersonalData>(own.accessToken, 'GET', '/me/personal-data');
      expect(data.body.hasPhoto).toBe(true);
      expect((await ask(other.accessToken, 'GET', '/me/photo')).status).toBe(404);
      expect((await ask(own.accessToken, 'DELETE', '/me/photo')).status).toBe(204);
      expect((await ask(own.accessToken, 'GET', '/me/photo')).status).toBe(404);
      const lines = (await audit(`user:${own.me.id}`)).filter(({ detail }) => JSON.stringify(detail).includes('photo'));
      expect(lines).toHaveLength(2);
    });

    it('may be 5 MB, and what is more or no photo is refused without leaving anything', async () => {
      const { accessToken: token } = await signIn(test, EMAILS.EMPLOYER);
      const small = Buffer.from(await photo('#3050c0'), 'base64');
      const large = Buffer.concat([small, Buffer.alloc(5 * 1024 * 1024 - small.length)]).toString('base64');
      expect((await ask(token, 'PUT', '/me/photo', { content: large, crop })).status).toBe(204);
      await ask(token, 'DELETE', '/me/photo');
      const tooLarge = 'A'.repeat(8 * 1024 * 1024);
      expect((await ask(token, 'PUT', '/me/photo', { content: tooLarge, crop })).status).toBe(413);
      const page = Buffer.from('<html></html>').toString('base64');
      expect((await ask(token, 'PUT', '/me/photo', { content: page, crop })).body).toMatchObject({
        status: 400,
        code: 'photo_refused',
      });
      expect((await ask(token, 'GET', '/me/photo')).status).toBe(404);
    });
  });

  describe('sessions', () => {
    const list = async (token: string) => (await ask<{ items: OwnSession[] }>(token, 'GET', '/sessions')).body.items;
    const alone = async () => {
      const { accessToken } = await signIn(test, EMAILS.EMPLOYER);
      await ask(accessToken, 'DELETE', '/sessions');
    };

    it('are listed with device, version, start and last use, and mark the one that asks (HW-SECS-06)', async () => {
      await alone();
      const device = { id: null, name: 'Laptop van Noor', platform: 'win32', appVersion: '0.2.0' };
      const other = await signIn(test, EMAILS.EMPLOYER, device);
      const startedAt = test.clock.now().toISOString();
      test.clock.advance(5 * MINUTE);
      await call(test.server.url, 'POST', '/session-renewals', { body: { refreshToken: other.refreshToken } });
      const lastSeenAt = test.clock.now().toISOString();
      test.clock.advance(SECOND);
      const own = await signIn(test, EMAILS.EMPLOYER);
      await signIn(test, EMAILS.ACCOUNT_MANAGER);
      const items = await list(own.accessToken);
      expect(items.map(({ current }) => current)).toEqual([true, false]);
      expect(items[1]).toMatchObject({
        deviceName: 'Laptop van Noor',
        platform: 'win32',
        appVersion: '0.2.0',
        startedAt,
        lastSeenAt,
      });
      expect(JSON.stringify(items)).not.toMatch(/127\.0\.0\.1|network|address/);
    });

    it('are not listed when they ended by themselves', async () => {
      await alone();
      await signIn(test, EMAILS.EMPLOYER);
      test.clock.advance(DAY + SECOND);
      const { accessToken } = await signIn(test, EMAILS.EMPLOYER);
      expect(await list(accessToken)).toHaveLength(1);
    });

    it('are ended one at a time: dead for every call, its stream closed within two seconds (HW-SECS-07)', async () => {
      await alone();
      const other = await signIn(test, EMAILS.EMPLOYER);
      const own = await signIn(test, EMAILS.EMPLOYER);
      await using stream = await PokeClient.open(test.server.url, other.accessToken);
      await using ownStream = await PokeClient.open(test.server.url, own.accessToken);
      const target = (await list(own.accessToken)).find(({ current }) => !current);
      expect((await ask(own.accessToken, 'DELETE', `/sessions/${target?.id}`)).status).toBe(204);
      await vi.waitFor(() => expect(stream.ended).toBe(true), { timeout: 2_000 });
      expect(stream.events.at(-1)?.type).toBe('auth');
      expect(ownStream.ended).toBe(false);
      expect((await ask(other.accessToken, 'GET', '/me')).status).toBe(401);
      const renewal = { body: { refreshToken: other.refreshToken } };
      expect((await call(test.server.url, 'POST', '/session-renewals', renewal)).status).toBe(401);
      expect(await list(own.accessToken)).toHaveLength(1);
      expect((await audit(`device:${other.deviceId}`)).at(-1)).toMatchObject({
        actor: own.me.id,
        action: 'LOGOUT',
        detail: { session: target?.id },
      });
    });

    it('of somebody else, ended ones and unknown ones are the same 404, and stay as they are', async () => {
      const own = await signIn(test, EMAILS.EMPLOYER);
      const other = await signIn(test, EMAILS.ACCOUNT_MANAGER);
      const [theirs] = await list(other.accessToken);
      const [foreign, unknown] = [
        await ask(own.accessToken, 'DELETE', `/sessions/${theirs?.id}`),
        await ask(own.accessToken, 'DELETE', `/sessions/${randomUUID()}`),
      ];
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect(foreign.body.detail).toBe(unknown.body.detail);
      expect((await ask(other.accessToken, 'GET', '/me')).status).toBe(200);
    });

    it('are all ended at once, this one too, and no one else is signed out (HW-SECS-08)', async () => {
      const [one, two] = [await signIn(test, EMAILS.EMPLOYER), await signIn(test, EMAILS.EMPLOYER)];
      const other = await signIn(test, EMAILS.ACCOUNT_MANAGER);
      await using stream = await PokeClient.open(test.server.url, one.accessToken);
      expect((await ask(two.accessToken, 'DELETE', '/sessions')).status).toBe(204);
      await vi.waitFor(() => expect(stream.ended).toBe(true), { timeout: 2_000 });
      for (const { accessToken } of [one, two]) expect((await ask(accessToken, 'GET', '/me')).status).toBe(401);
      expect((await ask(other.accessToken, 'GET', '/me')).status).toBe(200);
      for (const { deviceId } of [one, two])
        expect((await audit(`device:${deviceId}`)).at(-1)).toMatchObject({ action: 'LOGOUT', result: 'ok' });
    });
  });

  describe('e-mails', () => {
    const list = async (token: string) =>
      (await ask<{ items: NotificationPreference[] }>(token, 'GET', '/me/notification-preferences')).body.items;
    const set = (token: string, code: string, body: unknown) =>
      ask(token, 'PUT', `/me/notification-preferences/${code}`, body);

    it('are those of the role, on until switched off, and remember a choice (HW-MAIL-01 … -03)', async () => {
      const { accessToken: token, me } = await signIn(test, EMAILS.EMPLOYER);
      expect(await list(token)).toEqual([
        { code: 'SEARCH_ALERT', enabled: true, frequency: 'PER_SEARCH' },
        { code: 'CONTACT_FOLLOW_UP', enabled: true, frequency: null },
        { code: 'NEW_PROPOSAL', enabled: true, frequency: null },
        { code: 'SECURITY_CHANGED', enabled: true, frequency: null },
      ]);
      expect(await wantsMail(test.server.knex, me.id, 'CONTACT_FOLLOW_UP')).toBe(true);
      expect((await set(token, 'CONTACT_FOLLOW_UP', { enabled: false, frequency: null })).status).toBe(200);
      await set(token, 'SEARCH_ALERT', { enabled: true, frequency: 'WEEKLY' });
      expect(await wantsMail(test.server.knex, me.id, 'CONTACT_FOLLOW_UP')).toBe(false);
      expect((await list(token)).slice(0, 2)).toEqual([
        { code: 'SEARCH_ALERT', enabled: true, frequency: 'WEEKLY' },
        { code: 'CONTACT_FOLLOW_UP', enabled: false, frequency: null },
      ]);
      const other = await signIn(test, EMAILS.CASE_MANAGER);
      expect((await list(other.accessToken)).every(({ enabled }) => enabled)).toBe(true);
      expect((await audit(`user:${me.id}`)).at(-1)).toMatchObject({ detail: { mail: 'SEARCH_ALERT', enabled: true } });
    });

    it.each([
      ['SECURITY_CHANGED', { enabled: false, frequency: null }, 409],
      ['CONTACT_FOLLOW_UP', { enabled: true, frequency: 'WEEKLY' }, 409],
      ['CONTACT_NOTICE', { enabled: true, frequency: null }, 404],
      ['ELSE', { enabled: true, frequency: null }, 400],
    ])('cannot be set to what is not offered (HW-MAIL-04): %s %j', async (code, body, status) => {
      const { accessToken: token } = await signIn(test, EMAILS.EMPLOYER);
      const before = await list(token);
      expect((await set(token, code, body)).status).toBe(status);
      expect(await list(token)).toEqual(before);
    });
  });
});
