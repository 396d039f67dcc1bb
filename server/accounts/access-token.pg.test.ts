import { generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { MINUTE, SECOND } from '../security/clock.ts';
import { createKeys } from '../security/keys.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, TEST_CONFIG, type TestServer } from '../testing/test-server.ts';

const OWN_KEY = Buffer.from(createKeys(TEST_CONFIG.serverSecret).accessToken);
const OTHER_KEY = Buffer.from(createKeys('a-secret-of-somebody-else-entirely-0123456789').accessToken);
/** Times count in whole seconds, from before the token was used. */
const seconds = (moment: Date): number => Math.floor(moment.getTime() / SECOND);

describe.each(databaseKinds())('an access token on %s', (kind) => {
  let test: TestServer;
  let session: Session;
  let claims: JWTPayload;
  beforeAll(async () => {
    test = await startTestServer(kind);
    session = await signIn(test, EMAILS.EMPLOYER);
    claims = decodeJwt(session.accessToken);
  });
  afterAll(() => test.stop());

  const me = (authorization: string): Promise<Answer> =>
    call(test.server.url, 'GET', '/me', { headers: { authorization } });
  const bearer = (token: string): Promise<Answer> => me(`Bearer ${token}`);
  const signed = (
    change: JWTPayload = {},
    { alg = 'HS256', typ = 'at+jwt', key = OWN_KEY }: { alg?: string; typ?: string; key?: Buffer } = {},
  ): Promise<string> => new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg, typ }).sign(key);
  const refused = { status: 401, body: { code: 'session_expired' } };

  it('made by hand as the server makes it opens the door, so that what follows is refused for its own reason', async () => {
    expect((await bearer(await signed())).status).toBe(200);
  });

  it.each<[string, JWTPayload]>([
    ['expired a second ago', { exp: -1 }],
    ['expiring in this very second', { exp: 0 }],
    ['for another audience', { aud: 'somewhere-else' }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'another-server' }],
    ['valid from an hour on', { nbf: 3600 }],
    ['without a session', { sid: undefined }],
    ['of a session that is no text', { sid: { $ne: null } }],
    ['of a session that does not exist', { sid: '00000000-0000-4000-8000-000000000000' }],
  ])('is refused %s', async (_name, change) => {
    const now = seconds(test.clock.now());
    const moments = Object.fromEntries(
      (['exp', 'nbf'] as const).flatMap((name) => {
        const value = change[name];
        return typeof value === 'number' ? [[name, now + value]] : [];
      }),
    );
    expect(await bearer(await signed({ ...change, ...moments }))).toMatchObject(refused);
  });

  it('is refused with the key of another server, another algorithm, or another type', async () => {
    expect(await bearer(await signed({}, { key: OTHER_KEY }))).toMatchObject(refused);
    expect(await bearer(await signed({}, { alg: 'HS384', key: Buffer.concat([OWN_KEY, OWN_KEY]) }))).toMatchObject(
      refused,
    );
    expect(await bearer(await signed({}, { typ: 'JWT' }))).toMatchObject(refused);
    const { privateKey } = await generateKeyPair('RS256');
    const rsa = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' }).sign(privateKey);
    expect(await bearer(rsa)).toMatchObject(refused);
  });

  it('is refused without a signature, whatever the algorithm calls itself', async () => {
    const [, body, signature] = session.accessToken.split('.');
    const head = (alg: string): string => Buffer.from(JSON.stringify({ alg, typ: 'at+jwt' })).toString('base64url');
    expect(await bearer(new UnsecuredJWT(claims).encode())).toMatchObject(refused);
    for (const alg of ['none', 'None', 'NONE', '', 'HS256 ']) {
      expect(await bearer(`${head(alg)}.${body}.`)).toMatchObject(refused);
      expect(await bearer(`${head(alg)}.${body}.${signature}`)).toMatchObject(refused);
    }
    expect(await bearer(`${head('HS256')}.${body}.`)).toMatchObject(refused);
  });

  it('is refused when a claim or the signature was changed after the signing', async () => {
    const other = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    const [head, , signature] = session.accessToken.split('.');
    const [, body] = other.accessToken.split('.');
    expect(await bearer(`${head}.${body}.${signature}`)).toMatchObject(refused);
    const [first, ...rest] = signature ?? '';
    const changed = `${first === 'A' ? 'B' : 'A'}${rest.join('')}`;
    expect(await bearer(`${session.accessToken.slice(0, -changed.length)}${changed}`)).toMatchObject(refused);
  });

  it('is nothing else that the server ever gave out, and is sent as a bearer token only', async () => {
    const { accessToken, refreshToken, deviceKey, deviceId, deviceProof } = session;
    for (const other of [refreshToken, deviceKey, deviceId, deviceProof])
      expect(await bearer(other)).toMatchObject(refused);
    for (const scheme of ['Basic', 'Token', '', 'Bearer Bearer']) {
      expect(await me(`${scheme} ${accessToken}`)).toMatchObject(refused);
    }
    const inQuery = await call(
      test.server.url,
      'GET',
      `/me?access_token=${accessToken}&authorization=Bearer%20${accessToken}`,
    );
    expect(inQuery.status).toBe(401);
  });

  it('ends with its ten minutes to the second, and is no refresh token', async () => {
    const fresh = await signIn(test, EMAILS.EMPLOYER);
    test.clock.advance(10 * MINUTE - SECOND);
    expect((await bearer(fresh.accessToken)).status).toBe(200);
    test.clock.advance(SECOND);
    expect(await bearer(fresh.accessToken)).toMatchObject(refused);
    const body = { refreshToken: fresh.accessToken.slice(0, 200) };
    expect((await call(test.server.url, 'POST', '/session-renewals', { body })).status).toBe(401);
  });
});
