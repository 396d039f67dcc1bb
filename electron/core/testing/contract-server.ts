import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Me, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import type { ContactData, ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';
import { leaseText, orderText, type DeviceOrder, type Lease } from '@hallowerk/contract/devices/device-order.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { ContractFeed } from './contract-feed.ts';
import { testId } from './make-candidate.ts';

/** What a test can make the server answer instead. Returning false lets the ordinary answer through. */
export type Interception = (
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
) => boolean | Promise<boolean>;

type Answer = readonly [status: number, content: unknown];

export const TEST_PASSWORD = 'een-heel-lang-wachtwoord';
export const TEST_CODE = '123456';
/** Of every candidate who is asked for. */
export const TEST_EMAIL = 'bereikbaar@voorbeeld.example';
const PUBLIC = /health|demo|sign-in|POST \/v1\/sessions|renewals|wipe-confirmations/;
const DAY_MS = 86_400_000;

export async function startContractServer(): Promise<ContractServer> {
  const server = new ContractServer();
  await server.listen();
  return server;
}

/**
 * A small municipality server for tests of core: real HTTP, the wire format of the contract, one user, kept in memory. It
 * is written from the contract alone, so that core is tested against the text and not against itself; the hosts' tests
 * use the real server.
 */
export class ContractServer {
  readonly calls: string[] = [];
  readonly feed = new ContractFeed();
  readonly me: Me = {
    id: testId(7, 1),
    fullName: 'Test Persoon',
    email: 'test@voorbeeld.example',
    role: 'EMPLOYER',
    roleName: null,
    rights: [...DEFAULT_RIGHTS.EMPLOYER],
    organizationName: 'Voorbeeld',
    municipalityName: 'Den Haag',
    regionCodes: ['AM21'],
  };
  intercept: Interception | null = null;
  /** The server's clock. */
  now: () => number = Date.now;
  /** Days of every lease it gives; null: none. */
  leaseDays: { readonly until: number; readonly wipe: number } | null = null;
  /** Leases and orders get a signature of another key. */
  forges = false;
  /** What was decided about the device that signed in last; every call with a session is refused with it. */
  order: DeviceOrder | null = null;
  /** Confirmations of wipes that came in. */
  readonly wiped: { readonly device: string; readonly destroyed: number }[] = [];
  readonly #keys = generateKeyPairSync('ed25519');
  readonly #otherKeys = generateKeyPairSync('ed25519');
  #deviceId = '';
  readonly #http: Server;
  readonly #accessTokens = new Set<string>();
  readonly #refreshTokens = new Set<string>();
  readonly #challenges = new Set<string>();
  readonly #deviceKeys = new Map<string, string>();
  #port = 0;

  constructor() {
    this.#http = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        const [status, content] = refused(500, 'internal', String(error));
        sendJson(response, status, content);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Access tokens are refused from now on; refresh tokens as well when `session` is true. */
  revoke(session: boolean): void {
    this.#accessTokens.clear();
    if (session) this.#refreshTokens.clear();
  }

  /** Locks or wipes the device that signed in last, as an administrator does. */
  decide(action: DeviceOrder['action']): void {
    const order = {
      device: this.#deviceId,
      user: this.me.id,
      action,
      issued: new Date(this.now()).toISOString(),
      nonce: randomUUID(),
    };
    this.order = { ...order, sig: this.#sign(orderText(order)) };
  }

  lease(): Lease | null {
    if (this.leaseDays === null) return null;
    const at = (days: number): string => new Date(this.now() + days * DAY_MS).toISOString();
    const lease = { issued: at(0), until: at(this.leaseDays.until), wipeAfter: at(this.leaseDays.wipe) };
    return { ...lease, sig: this.#sign(leaseText(this.me.id, this.#deviceId, lease)) };
  }

  #sign(text: string): string {
    const { privateKey } = this.forges ? this.#otherKeys : this.#keys;
    return sign(null, Buffer.from(text), privateKey).toString('base64');
  }

  /** Comes back on the same port after `away`. */
  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#http.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#http.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** As a server that cannot be reached. */
  away(): Promise<void> {
    return new Promise((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  close(): Promise<void> {
    return this.#http.listening ? this.away() : Promise.resolve();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url}`;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.calls.push(route);
    if (this.intercept !== null && (await this.intercept(request, response, body))) return;
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const isPublic = PUBLIC.test(route);
    if (!isPublic && !this.#accessTokens.has(token)) {
      return sendJson(response, ...refused(401, 'unauthenticated', 'Meld je aan.'));
    }
    sendJson(response, ...(!isPublic && this.order !== null ? this.#ordered(this.order) : this.#answer(route, body)));
  }

  #ordered(order: DeviceOrder): Answer {
    const code = order.action === 'WIPE' ? 'device_revoked' : 'device_locked';
    const [status, problem] = refused(403, code, 'Neem contact op met je beheerder.');
    return [status, { ...(problem as object), order }];
  }

  #answer(route: string, body: unknown): Answer {
    const confirmed = /^POST \/v1\/devices\/(.+)\/wipe-confirmations$/.exec(route)?.[1];
    if (confirmed !== undefined) return this.#confirmWiped(confirmed, body as { destroyed: number });
    const asked = /^POST \/v1\/candidates\/(.+)\/contact-requests$/.exec(route)?.[1];
    if (asked !== undefined) return this.#requestContact(asked, body as { id: string });
    switch (route) {
      case 'GET /v1/health':
        return [200, { status: 'ok', productName: 'HalloWerk', version: '1.0.0', demo: true }];
      case 'GET /v1/demo-accounts':
        return [200, { items: [] }];
      case 'POST /v1/sign-in-challenges':
        return this.#challenge(body as { password: string });
      case 'POST /v1/sessions':
        return this.#openSession(body as { challengeId: string; code: string; device: { id: string | null } });
      case 'POST /v1/session-renewals':
        return this.#renew(body as { refreshToken: string });
      case 'DELETE /v1/sessions/current':
        return [204, undefined];
      case 'POST /v1/sync/pull':
        this.feed.now = this.now;
        return [200, this.feed.pull(body, this.lease())];
      case 'POST /v1/sync/push':
        return [200, this.feed.push(body)];
      case 'GET /v1/physical-capacity-groups':
        return [200, { items: [{ activity: 'LIFTING', candidateIds: [testId(1, 1)] }] }];
      default:
        return refused(404, 'not_found', 'Niet gevonden');
    }
  }

  #confirmWiped(device: string, { destroyed }: { destroyed: number }): Answer {
    this.wiped.push({ device, destroyed });
    return [204, undefined];
  }

  #requestContact(candidateId: string, { id }: { id: string }): Answer {
    const request: ContactRequest = {
      id,
      candidateId,
      requesterId: this.me.id,
      vacancyId: null,
      routeAtRequest: 'DIRECT',
      requestedAt: new Date(this.now()).toISOString(),
      outcome: 'OPEN',
      outcomeAt: null,
      note: '',
    };
    this.feed.put(COLLECTIONS.contactRequest.number, id, request);
    const data: ContactData = { request, name: 'Wie Het Is', organizationName: '', email: TEST_EMAIL, phone: '' };
    return [201, data];
  }

  #challenge({ password }: { password: string }): Answer {
    if (password !== TEST_PASSWORD) return refused(401, 'invalid_credentials', 'Dit klopt niet.');
    const id = randomUUID();
    this.#challenges.add(id);
    const expiresAt = new Date(Date.now() + 300_000).toISOString();
    return [201, { id, methods: [{ method: 'TOTP', hint: '' }], expiresAt }];
  }

  #openSession(body: { challengeId: string; code: string; device: { id: string | null } }): Answer {
    if (!this.#challenges.has(body.challengeId) || body.code !== TEST_CODE) {
      return refused(401, 'invalid_code', 'Deze code klopt niet.');
    }
    if (this.order !== null && body.device.id === this.order.device && this.wiped.length === 0) {
      return this.#ordered(this.order);
    }
    const deviceId = body.device.id ?? randomUUID();
    this.#deviceId = deviceId;
    const deviceKey = this.#deviceKeys.get(deviceId) ?? randomBytes(32).toString('base64');
    this.#deviceKeys.set(deviceId, deviceKey);
    const serverPublicKey = this.#keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const deviceProof = randomBytes(32).toString('base64url');
    return [201, { ...this.#issueTokens(), deviceId, deviceProof, deviceKey, serverPublicKey, me: this.me }];
  }

  #renew({ refreshToken }: { refreshToken: string }): Answer {
    if (!this.#refreshTokens.delete(refreshToken)) return refused(401, 'session_expired', 'Meld je opnieuw aan.');
    return [201, this.#issueTokens()];
  }

  #issueTokens(): SessionTokens {
    const [accessToken, refreshToken] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
    this.#accessTokens.add(accessToken);
    this.#refreshTokens.add(refreshToken);
    return { accessToken, refreshToken, accessTokenExpiresAt: new Date(this.now() + 600_000).toISOString() };
  }
}

function refused(status: number, code: string, detail: string): Answer {
  return [status, { type: 'about:blank', title: code, status, detail, code }];
}

export function sendJson(response: ServerResponse, status: number, content: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  if (status === 204) response.writeHead(204).end();
  else response.writeHead(status, { 'content-type': type }).end(JSON.stringify(content));
}
