import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { hashToken } from '../security/keys.ts';
import type { EntraApplication } from '../accounts/entra-token.ts';

export const TENANT = '11111111-aaaa-4aaa-8aaa-000000000001';
export const OTHER_TENANT = '22222222-bbbb-4bbb-8bbb-000000000002';
export const CLIENT_ID = 'c0ffee00-0000-4000-8000-000000000001';
export const SUBJECT = 'aaaaaaaa-0000-4000-8000-00000000000a';

interface TokenOptions {
  readonly alg?: string;
  /** Instead of the key of the organisation. */
  readonly key?: CryptoKey | Uint8Array;
  readonly kid?: string;
}

/** The keys of Microsoft on loopback, and tokens made with them: as they should be, and in every way as they should not. */
export class EntraKeys {
  /** How often the keys were asked for. */
  fetches = 0;
  /** What it answers instead of the keys. */
  broken: 'error' | 'nonsense' | null = null;
  /** What Microsoft says beside a key: for which issuer it signs. */
  keyIssuer: string | null = null;
  #key!: CryptoKey;
  #publicKey!: CryptoKey;
  #jwk!: JWK;
  #generation = 0;
  readonly #server: Server;

  static async start(): Promise<EntraKeys> {
    const keys = new EntraKeys();
    await keys.rotate();
    keys.#server.listen(0, '127.0.0.1');
    await once(keys.#server, 'listening');
    return keys;
  }

  private constructor() {
    this.#server = createServer((_request, response) => {
      this.fetches += 1;
      if (this.broken === 'error') return void response.writeHead(500).end();
      response.writeHead(200, { 'content-type': 'application/json' });
      if (this.broken === 'nonsense') return void response.end('<html>');
      const issuer = this.keyIssuer === null ? {} : { issuer: this.keyIssuer };
      response.end(JSON.stringify({ keys: [{ ...this.#jwk, ...issuer }] }));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  application(tenants: readonly string[] = []): EntraApplication {
    return { clientId: CLIENT_ID, authority: `${this.origin}/organizations`, tenants };
  }

  async rotate(alg = 'RS256'): Promise<void> {
    const pair = await generateKeyPair(alg, { extractable: true });
    this.#generation += 1;
    this.#key = pair.privateKey;
    this.#publicKey = pair.publicKey;
    this.#jwk = { ...(await exportJWK(pair.publicKey)), kid: this.kid, alg, use: 'sig' };
  }

  get kid(): string {
    return `key-${this.#generation}`;
  }

  publicPem(): Promise<string> {
    return exportSPKI(this.#publicKey);
  }

  /** The claims of a good token for `nonce`, the one the server gave. */
  claims(nonce: string, now: Date): Record<string, unknown> {
    const seconds = Math.floor(now.getTime() / 1000);
    return {
      iss: `${this.origin}/${TENANT}/v2.0`,
      aud: CLIENT_ID,
      iat: seconds,
      nbf: seconds,
      exp: seconds + 3600,
      nonce: hashToken(nonce).toString('base64url'),
      tid: TENANT,
      oid: SUBJECT,
      sub: 'pairwise',
      ver: '2.0',
      preferred_username: 'jan@gemeente.example',
    };
  }

  sign(claims: Record<string, unknown>, options: TokenOptions = {}): Promise<string> {
    const { alg = 'RS256', key = this.#key, kid = this.kid } = options;
    return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A token nobody signed. */
export function unsigned(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
