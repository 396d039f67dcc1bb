import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role, type Session } from '@hallowerk/contract/accounts/account.ts';
import { ENDPOINTS, type OperationId } from '@hallowerk/contract/http.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { PokeClient } from '../testing/poke-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const VISITORS = ['anonymous', ...ROLES.codes] as const;
type Visitor = (typeof VISITORS)[number];

/** What each visitor gets, written out; 400 and 410 mean that he got past the door with a request that makes no sense. */
const everybody = (status: number): Record<Visitor, number> => ({
  anonymous: status,
  EMPLOYER: status,
  ACCOUNT_MANAGER: status,
  CASE_MANAGER: status,
  MUNICIPAL_ADMINISTRATOR: status,
});
const signedIn = (status: number): Record<Visitor, number> => ({ ...everybody(status), anonymous: 401 });
const administrator = (status: number): Record<Visitor, number> => ({
  ...signedIn(403),
  MUNICIPAL_ADMINISTRATOR: status,
});
const EXPECTED: Readonly<Record<OperationId | 'poke' | 'openapi' | 'outbox', Record<Visitor, number>>> = {
  getHealth: everybody(200),
  getReadiness: everybody(200),
  createSignInChallenge: everybody(400),
  sendSignInCode: everybody(410),
  createSession: everybody(400),
  renewSession: everybody(400),
  deleteSession: signedIn(204),
  getMe: signedIn(200),
  listDemoAccounts: everybody(200),
  listDemoMessages: everybody(200),
  getPhysicalCapacity: signedIn(200),
  requestContactData: { ...signedIn(403), EMPLOYER: 400, ACCOUNT_MANAGER: 400 },
  listPhysicalCapacities: signedIn(200),
  listDevices: administrator(200),
  decideDevice: administrator(400),
  confirmWiped: everybody(400),
  pull: signedIn(400),
  push: signedIn(400),
  verify: signedIn(400),
  poke: signedIn(200),
  openapi: everybody(200),
  outbox: everybody(200),
};

describe.each(databaseKinds())('routes and roles on %s', (kind) => {
  let test: TestServer;
  const candidate = candidateFixture();
  beforeAll(async () => {
    test = await startTestServer(kind);
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [candidate]));
  });
  afterAll(() => test.stop());

  it('knows every route of the server, and no other', () => {
    const tree = test.server.app.printRoutes({ commonPrefix: false });
    const methods = [...tree.matchAll(/\(([A-Z, ]+)\)/g)].flatMap((match) => (match[1] ?? '').split(', '));
    expect(methods.filter((method) => method !== 'HEAD')).toHaveLength(Object.keys(EXPECTED).length);
    expect(Object.keys(EXPECTED).sort()).toEqual([...Object.keys(ENDPOINTS), 'poke', 'openapi', 'outbox'].sort());
  });

  it.each(VISITORS)('lets %s do exactly what the table says', async (visitor) => {
    for (const [name, expected] of Object.entries(EXPECTED)) {
      const session = visitor === 'anonymous' ? null : await sessionOf(visitor);
      expect(await visit(name as keyof typeof EXPECTED, session), `${name} as ${visitor}`).toBe(expected[visitor]);
    }
  });

  const sessions = new Map<Role, Session>();
  async function sessionOf(role: Role): Promise<Session> {
    const known = sessions.get(role);
    if (known !== undefined) {
      const alive = await call(test.server.url, 'GET', '/me', { token: known.accessToken });
      if (alive.status === 200) return known;
    }
    const session = await signIn(test, EMAILS[role]);
    sessions.set(role, session);
    return session;
  }

  async function pokeStatus(session: Session | null): Promise<number> {
    await using stream = await PokeClient.open(test.server.url, session?.accessToken ?? null);
    return stream.status;
  }

  async function visit(name: keyof typeof EXPECTED, session: Session | null): Promise<number> {
    if (name === 'openapi') return (await call(test.server.url, 'GET', '/openapi.json')).status;
    if (name === 'outbox') return (await fetch(`${test.server.url}/demo/outbox`)).status;
    if (name === 'poke') return pokeStatus(session);
    const endpoint = ENDPOINTS[name];
    const id = name === 'getPhysicalCapacity' ? candidate.id : randomUUID();
    const path = endpoint.path.replace('{id}', id);
    const body = name === 'sendSignInCode' ? { method: 'SMS' } : {};
    const options = { ...('body' in endpoint && { body }), ...(session && { token: session.accessToken }) };
    return (await call(test.server.url, endpoint.method, path, options)).status;
  }
});
