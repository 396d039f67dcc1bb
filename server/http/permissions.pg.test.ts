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
const staff = (status: number): Record<Visitor, number> => ({
  ...signedIn(403),
  ACCOUNT_MANAGER: status,
  CASE_MANAGER: status,
});
const inviter = (status: number): Record<Visitor, number> => ({
  ...signedIn(403),
  ACCOUNT_MANAGER: status,
  MUNICIPAL_ADMINISTRATOR: status,
});
const CONFIRMATION = '/profiel-bevestigen/unknown';
const INVITATION_PAGES = ['invitation', 'invitationScript'] as const;
const PASSWORD_PAGES = ['password', 'passwordScript', 'passwordList'] as const;
const PAGES = [
  'poke',
  'openapi',
  'outbox',
  'confirmation',
  'confirmationAnswer',
  ...PASSWORD_PAGES,
  ...INVITATION_PAGES,
] as const;
const EXPECTED: Readonly<Record<OperationId | (typeof PAGES)[number], Record<Visitor, number>>> = {
  getHealth: everybody(200),
  getReadiness: everybody(200),
  createSignInChallenge: everybody(400),
  sendSignInCode: everybody(410),
  createSession: everybody(400),
  renewSession: everybody(400),
  deleteSession: signedIn(204),
  getMe: signedIn(200),
  createRecoverySession: everybody(400),
  createTrustedSession: everybody(400),
  requestPasswordReset: everybody(400),
  openPasswordReset: everybody(400),
  completePasswordReset: everybody(400),
  getSecurity: signedIn(200),
  startConfirmation: signedIn(400),
  completeConfirmation: signedIn(400),
  changePassword: signedIn(400),
  beginAuthenticator: signedIn(403),
  beginSmsFactor: signedIn(400),
  confirmSecondFactor: signedIn(400),
  removeSecondFactor: signedIn(403),
  createRecoveryCodes: signedIn(403),
  getMicrosoftSettings: everybody(200),
  createMicrosoftChallenge: everybody(404),
  createMicrosoftSession: everybody(400),
  listMicrosoftIdentities: signedIn(200),
  createMicrosoftLinkChallenge: signedIn(404),
  createMicrosoftIdentity: signedIn(400),
  deleteMicrosoftIdentity: signedIn(403),
  listInvitations: inviter(200),
  saveInvitation: inviter(400),
  decideInvitation: inviter(400),
  previewInvitation: inviter(400),
  openInvitation: everybody(400),
  acceptInvitation: everybody(400),
  resumeInvitation: everybody(400),
  setInvitationPassword: everybody(400),
  startInvitationFactor: everybody(400),
  confirmInvitationFactor: everybody(400),
  getPersonalData: signedIn(200),
  changePersonalData: signedIn(400),
  getOwnPhoto: signedIn(404),
  setOwnPhoto: signedIn(400),
  deleteOwnPhoto: signedIn(204),
  listSessions: signedIn(200),
  endSession: signedIn(404),
  endAllSessions: signedIn(204),
  listNotificationPreferences: signedIn(200),
  setNotificationPreference: signedIn(400),
  listDemoAccounts: everybody(200),
  listDemoMessages: everybody(200),
  getPhysicalCapacity: signedIn(200),
  getCandidateFile: signedIn(404),
  requestContactData: { ...signedIn(403), EMPLOYER: 400, ACCOUNT_MANAGER: 400 },
  getContactReport: { ...signedIn(403), ACCOUNT_MANAGER: 400 },
  listConfirmationRequests: staff(200),
  requestConfirmations: staff(400),
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
  confirmation: everybody(404),
  confirmationAnswer: everybody(404),
  password: everybody(200),
  passwordScript: everybody(200),
  passwordList: everybody(200),
  invitation: everybody(200),
  invitationScript: everybody(200),
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
    expect(Object.keys(EXPECTED).sort()).toEqual([...Object.keys(ENDPOINTS), ...PAGES].sort());
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
    if (name === 'password') return (await fetch(`${test.server.url}/wachtwoord`)).status;
    if (name === 'passwordScript') return (await fetch(`${test.server.url}/wachtwoord/pagina.js`)).status;
    if (name === 'passwordList') return (await fetch(`${test.server.url}/wachtwoord/veelgebruikt.json`)).status;
    if (name === 'invitation') return (await fetch(`${test.server.url}/uitnodiging`)).status;
    if (name === 'invitationScript') return (await fetch(`${test.server.url}/uitnodiging/pagina.js`)).status;
    if (name === 'confirmation') return (await fetch(`${test.server.url}${CONFIRMATION}`)).status;
    if (name === 'confirmationAnswer')
      return (await fetch(`${test.server.url}${CONFIRMATION}/klopt`, { method: 'POST' })).status;
    if (name === 'poke') return pokeStatus(session);
    const endpoint = ENDPOINTS[name];
    const id = name === 'getPhysicalCapacity' ? candidate.id : randomUUID();
    const path = endpoint.path.replace('{id}', id).replace('{fileId}', randomUUID());
    const body = name === 'sendSignInCode' ? { method: 'SMS' } : {};
    const options = { ...('body' in endpoint && { body }), ...(session && { token: session.accessToken }) };
    return (await call(test.server.url, endpoint.method, path, options)).status;
  }
});
