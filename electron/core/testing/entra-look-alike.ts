import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import Provider, {
  interactionPolicy,
  type AccountClaims,
  type Configuration,
  type InteractionResults,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { TestCertificate } from './test-ca.ts';

export const LOOK_ALIKE_TENANT = '11111111-aaaa-4aaa-8aaa-000000000001';
export const LOOK_ALIKE_CLIENT = 'c0ffee00-0000-4000-8000-000000000001';
export const LOOK_ALIKE_PASSWORD = 'Welkom-bij-de-proef-1';

/** Somebody with an account at the organisation. */
export interface LookAlikePerson {
  readonly oid: string;
  readonly name: string;
  readonly address: string;
  /** Of another organisation, or the tenant of private accounts: what the token says then. */
  readonly tenant?: string;
}

export const JAN: LookAlikePerson = {
  oid: 'aaaaaaaa-0000-4000-8000-00000000000a',
  name: 'Jan Jansen',
  address: 'jan@gemeente.example',
};
export const ELS: LookAlikePerson = {
  oid: 'aaaaaaaa-0000-4000-8000-00000000000b',
  name: 'Els de Vries',
  address: 'els@gemeente.example',
};

const PRIVATE_ADDRESS = /@(hotmail|outlook|msn|live)\./i;
/** Seconds. */
const LIVES = { AccessToken: 3600, IdToken: 3600, RefreshToken: 86_400, Session: 3600, Interaction: 600, Grant: 3600 };
const KEY_ID = 'look-alike-1';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Entra ID on loopback: an OpenID provider over TLS with the addresses, claims and habits that MSAL and our server meet at
 * Microsoft: an issuer a tenant, `organizations` as the address for all, `tid` and `oid` in the token, the keys under
 * `discovery`, and a page that refuses private accounts and never comes back to the program.
 */
export class EntraLookAlike {
  /** Method and path of every request, without what was in it. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #jwk: JWK;
  readonly #people: readonly LookAlikePerson[];
  #provider!: Provider;
  #handle!: Handler;

  static async start(certificate: TestCertificate, people: readonly LookAlikePerson[] = [JAN, ELS]) {
    const entra = new EntraLookAlike(certificate, people);
    entra.#server.listen(0, '127.0.0.1');
    await once(entra.#server, 'listening');
    entra.#provider = entra.#createProvider();
    const handle = entra.#provider.callback();
    entra.#handle = (request, response) => void handle(request, response);
    return entra;
  }

  private constructor(certificate: TestCertificate, people: readonly LookAlikePerson[]) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#jwk = { ...privateKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' };
    this.#people = people;
    this.#server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get authority(): string {
    return `${this.origin}/organizations`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage & { originalUrl?: string }, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    this.requests.push(`${request.method} ${url.pathname}`);
    const [, tenant = '', second = ''] = url.pathname.split('/');
    if (tenant === 'aanmelden') return this.#interact(request, response);
    if (url.pathname === '/organizations/discovery/v2.0/keys') return this.#publishKeys(response);
    if ((tenant !== 'organizations' && tenant !== LOOK_ALIKE_TENANT) || second !== 'v2.0') {
      response.writeHead(404).end();
      return;
    }
    const prefix = `/${tenant}/v2.0`;
    if (url.pathname === `${prefix}/auth`) {
      // The provider gives a refresh token, which MSAL asks for, only with consent; Entra does without asking.
      url.searchParams.set('prompt', `${url.searchParams.get('prompt') ?? ''} consent`.trim());
    }
    request.originalUrl = url.pathname + url.search;
    request.url = request.originalUrl.slice(prefix.length);
    this.#handle(request, response);
  }

  #publishKeys(response: ServerResponse): void {
    const { kty, n, e } = this.#jwk as Record<string, unknown>;
    const issuer = `${this.origin}/{tenantid}/v2.0`;
    const keys = [{ kty, n, e, kid: KEY_ID, use: 'sig', issuer }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  }

  #createProvider(): Provider {
    const provider = new Provider(`${this.origin}/${LOOK_ALIKE_TENANT}/v2.0`, this.#configuration());
    provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
      await next();
      addClientInfo(ctx);
    });
    return provider;
  }

  #configuration(): Configuration {
    return {
      jwks: { keys: [this.#jwk] },
      clients: [
        {
          client_id: LOOK_ALIKE_CLIENT,
          application_type: 'native',
          token_endpoint_auth_method: 'none',
          // The desktop program, and the page of an invitation.
          redirect_uris: ['http://localhost', 'http://127.0.0.1/uitnodiging'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      scopes: ['openid', 'offline_access', 'profile', 'email'],
      claims: {
        openid: ['sub', 'oid', 'tid', 'ver'],
        profile: ['name', 'preferred_username'],
        email: ['email'],
      },
      // Entra puts the claims in the token itself.
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      ttl: LIVES,
      cookies: { keys: ['only-for-tests'] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_ctx, id) => {
        const person = this.#people.find(({ oid }) => oid === id);
        return person && { accountId: id, claims: () => claimsOf(person) };
      },
      interactions: { policy: policyOfEntra(), url: (_ctx, { uid }) => `/aanmelden/${uid}` },
      loadExistingGrant: async (ctx) => {
        const { client, session, provider } = ctx.oidc;
        const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
        grant.addOIDCScope('openid profile email offline_access');
        await grant.save();
        return grant;
      },
    };
  }

  /** The pages of Microsoft: somebody types his address and password, or leaves. */
  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt } = await this.#provider.interactionDetails(request, response);
    const finish = (result: InteractionResults, merge = false) =>
      this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: merge });
    if (prompt.name === 'consent') return finish({ consent: {} }, true);
    if (request.method === 'GET') return showForm(response, '');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    if (form.get('action') === 'cancel') {
      return finish({ error: 'access_denied', error_description: 'AADSTS65004: User declined to consent' });
    }
    const address = form.get('address') ?? '';
    if (PRIVATE_ADDRESS.test(address)) {
      return showForm(response, 'Je kunt hier niet aanmelden met een persoonlijk account.');
    }
    const person = this.#people.find((known) => known.address === address);
    if (person === undefined || form.get('password') !== LOOK_ALIKE_PASSWORD) {
      return showForm(response, 'Account of wachtwoord onjuist.');
    }
    return finish({ login: { accountId: person.oid }, select_account: {}, consent: {} });
  }
}

function claimsOf({ oid, name, address, tenant: tid = LOOK_ALIKE_TENANT }: LookAlikePerson): AccountClaims {
  return { sub: oid, oid, tid, ver: '2.0', name, preferred_username: address, email: address };
}

/** `prompt=select_account` is Entra's own, and it asks no consent for what every program gets. */
function policyOfEntra() {
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

/** What MSAL makes the id of an account of. */
function addClientInfo(ctx: KoaContextWithOIDC): void {
  const body = ctx.body as Record<string, unknown> | undefined;
  const idToken = ctx.oidc?.route === 'token' ? body?.['id_token'] : undefined;
  if (body === undefined || typeof idToken !== 'string') return;
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as LookAlikePerson;
  const info = { uid: claims.oid, utid: LOOK_ALIKE_TENANT };
  body['client_info'] = Buffer.from(JSON.stringify(info)).toString('base64url');
}

function showForm(response: ServerResponse, fault: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><html lang="nl"><meta charset="utf-8"><title>Aanmelden bij je account</title><main>
<h1>Aanmelden</h1>${fault === '' ? '' : `<p role="alert">${fault}</p>`}
<form method="post">
<label>Account <input name="address" autocomplete="username"></label>
<label>Wachtwoord <input name="password" type="password"></label>
<button name="action" value="sign-in">Aanmelden</button>
<button name="action" value="cancel">Annuleren</button>
</form></main></html>`);
}
