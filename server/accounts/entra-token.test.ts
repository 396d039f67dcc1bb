import { generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PRIVATE_MICROSOFT_TENANT } from '@hallowerk/contract/accounts/microsoft.ts';
import { hashToken } from '../security/keys.ts';
import { CLIENT_ID, EntraKeys, OTHER_TENANT, SUBJECT, TENANT, unsigned } from '../testing/entra-keys.ts';
import { createEntraTokens, EntraTokenError, KEYS_COOLDOWN, type EntraTokens } from './entra-token.ts';

const NONCE = 'n'.repeat(43);
const NOW = new Date('2026-03-02T09:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;

describe('a token of Microsoft', () => {
  let entra: EntraKeys;
  let tokens: EntraTokens;
  beforeEach(async () => {
    entra = await EntraKeys.start();
    tokens = createEntraTokens(entra.application());
  });
  afterEach(async () => {
    vi.useRealTimers();
    await entra.stop();
  });

  const good = () => entra.claims(NONCE, NOW);
  const judge = async (token: string, by = tokens): Promise<string> => {
    try {
      const expected = { nonce: hashToken(NONCE).toString('base64url'), now: NOW };
      const { tenantId, subject } = await by.verify(token, expected);
      return `${tenantId}/${subject}`;
    } catch (error) {
      if (error instanceof EntraTokenError) return error.fault;
      throw error;
    }
  };
  const judgeClaims = async (claims: Record<string, unknown>, by = tokens) =>
    judge(await entra.sign({ ...good(), ...claims }), by);
  const ACCEPTED = `${TENANT}/${SUBJECT}`;

  it('says who somebody is by tenant and object id', async () => {
    expect(await judgeClaims({})).toBe(ACCEPTED);
  });

  it.each(['PS256', 'ES256'])('takes a signature by %s', async (alg) => {
    await entra.rotate(alg);
    expect(await judge(await entra.sign(good(), { alg }))).toBe(ACCEPTED);
  });

  it.each([
    ['expired 59 seconds ago', { exp: SECONDS - 59 }, ACCEPTED],
    ['expired 60 seconds ago', { exp: SECONDS - 60 }, 'invalid'],
    ['expired 61 seconds ago', { exp: SECONDS - 61 }, 'invalid'],
    ['valid in 60 seconds', { nbf: SECONDS + 60 }, ACCEPTED],
    ['valid in 61 seconds', { nbf: SECONDS + 61 }, 'invalid'],
    ['without an end', { exp: undefined }, 'invalid'],
    ['without a begin', { iat: undefined }, 'invalid'],
  ])('of which the clock differs: %s', async (_name, claims, outcome) => {
    expect(await judgeClaims(claims)).toBe(outcome);
  });

  it.each<[string, Record<string, unknown>]>([
    ['for another application', { aud: '00000000-0000-4000-8000-00000000000f' }],
    ['for several applications', { aud: [CLIENT_ID, '00000000-0000-4000-8000-00000000000f'] }],
    ['with the nonce of another sign-in', { nonce: 'x'.repeat(43) }],
    ['with the nonce itself instead of its hash', { nonce: NONCE }],
    ['without a nonce', { nonce: undefined }],
    ['of an issuer elsewhere', { iss: `https://login.example/${TENANT}/v2.0` }],
    ['of the issuer of another tenant', { tid: OTHER_TENANT }],
    ['of version 1', { iss: 'https://sts.windows.net/' + TENANT + '/' }],
    ['without a tenant', { tid: undefined }],
    ['with a tenant that is a path', { tid: `x/../${TENANT}` }],
    ['without an object id', { oid: undefined }],
    ['with an object id that is no text', { oid: 7 }],
  ])('is refused %s', async (_name, claims) => {
    expect(await judgeClaims(claims)).toBe('invalid');
  });

  it('is refused with the signature of another key under the same key id', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expect(await judge(await entra.sign(good(), { key: privateKey }))).toBe('invalid');
  });

  it('is refused when a claim was changed after the signing', async () => {
    const [head, , signature] = (await entra.sign(good())).split('.');
    const changed = Buffer.from(JSON.stringify({ ...good(), oid: 'bbbb' })).toString('base64url');
    expect(await judge(`${head}.${changed}.${signature}`)).toBe('invalid');
  });

  it('is refused without a signature, and with the public key as a shared secret', async () => {
    expect(await judge(unsigned(good()))).toBe('invalid');
    const secret = new TextEncoder().encode(await entra.publicPem());
    expect(await judge(await entra.sign(good(), { alg: 'HS256', key: secret }))).toBe('invalid');
    // Both are refused before a key is asked for.
    expect(entra.fetches).toBe(0);
  });

  it.each(['', 'a.b', 'a.b.c', '....', 'e30.e30.e30'])('is refused when it is %j', async (token) => {
    expect(await judge(token)).toBe('invalid');
  });

  it('of a private account is refused as such, also of a private account that is a guest', async () => {
    const tid = PRIVATE_MICROSOFT_TENANT;
    expect(await judgeClaims({ tid, iss: `${entra.origin}/${tid}/v2.0` })).toBe('private-account');
    expect(await judgeClaims({ idp: 'live.com' })).toBe('private-account');
    expect(await judgeClaims({ idp: `https://sts.windows.net/${tid}/` })).toBe('private-account');
    expect(await judgeClaims({ idp: `https://sts.windows.net/${TENANT}/` })).toBe(ACCEPTED);
  });

  it('of a tenant that is not named is refused, once tenants are named', async () => {
    const other = { tid: OTHER_TENANT, iss: `${entra.origin}/${OTHER_TENANT}/v2.0` };
    expect(await judgeClaims(other)).toBe(`${OTHER_TENANT}/${SUBJECT}`);
    const named = createEntraTokens(entra.application([TENANT]));
    expect(await judgeClaims(other, named)).toBe('other-tenant');
    expect(await judgeClaims({}, named)).toBe(ACCEPTED);
    const ofOne = createEntraTokens({ ...entra.application(), authority: `${entra.origin}/${TENANT}` });
    expect(await judgeClaims(other, ofOne)).toBe('other-tenant');
    expect(await judgeClaims({}, ofOne)).toBe(ACCEPTED);
  });

  it('is refused with a key that signs for another issuer', async () => {
    entra.keyIssuer = `${entra.origin}/${PRIVATE_MICROSOFT_TENANT}/v2.0`;
    expect(await judgeClaims({})).toBe('invalid');
    entra.keyIssuer = `${entra.origin}/{tenantid}/v2.0`;
    expect(await judgeClaims({}, createEntraTokens(entra.application()))).toBe(ACCEPTED);
  });

  it('with a new key fetches the keys once, and made-up keys fetch nothing until the cooldown is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    expect(await judgeClaims({})).toBe(ACCEPTED);
    expect(entra.fetches).toBe(1);
    await entra.rotate();
    vi.setSystemTime(NOW.getTime() + KEYS_COOLDOWN);
    const several = await Promise.all([judgeClaims({}), judgeClaims({}), judgeClaims({})]);
    expect(several).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
    expect(entra.fetches).toBe(2);
    for (const kid of ['made-up-1', 'made-up-2', 'made-up-3']) {
      expect(await judge(await entra.sign(good(), { kid }))).toBe('invalid');
    }
    expect(entra.fetches).toBe(2);
    vi.setSystemTime(NOW.getTime() + 2 * KEYS_COOLDOWN);
    expect(await judge(await entra.sign(good(), { kid: 'made-up-4' }))).toBe('invalid');
    expect(entra.fetches).toBe(3);
  });

  it.each(['error', 'nonsense'] as const)(
    'cannot be judged when the keys are an %s, and can be afterwards',
    async (how) => {
      entra.broken = how;
      expect(await judgeClaims({})).toBe('unreachable');
      entra.broken = null;
      expect(await judgeClaims({})).toBe(ACCEPTED);
    },
  );

  it('cannot be judged when nothing listens where the keys were', async () => {
    const token = await entra.sign(good());
    await entra.stop();
    expect(await judge(token)).toBe('unreachable');
    entra = await EntraKeys.start();
  });
});
