import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DemoMessage, Session, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { ContactData } from '@hallowerk/contract/candidates/contact-request.ts';
import { PROTOCOL_VERSION } from '@hallowerk/contract/sync/pull.ts';
import { DEMO_PASSWORD, demoAccounts } from '../../server/accounts/demo-accounts.ts';
import { call, EMAILS, TEST_DEVICE, type Answer } from '../../server/testing/http-client.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
/** In no text of our own; every field of a person that is typed in here holds it. */
const CANARY = 'zqxkanarie';
const INVITED = `${CANARY}.invited@example.nl`;
const NOBODY = `${CANARY}.nobody@example.nl`;

let directory: string;
let child: ChildProcess;
let url: string;
/** All that the process ever wrote, on both ways out. */
let written = '';
/** What else may not be there: what the server made up or already had. */
const secrets = new Set<string>([DEMO_PASSWORD]);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hallowerk-canaries-'));
  const env = { ...process.env, DATA_DIRECTORY: directory, LOG_LEVEL: 'trace', PORT: '0', DEMO: '1' };
  child = spawn(process.execPath, [MAIN, '--json-ready', '--candidates', '60'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  url = await vi.waitFor(
    () => {
      const ready = /"url":"([^"]+)"/.exec(written)?.[1];
      if (ready === undefined) throw new Error('Not ready');
      return ready;
    },
    { timeout: 120_000, interval: 100 },
  );
}, 150_000);

afterAll(async () => {
  child.kill('SIGKILL');
  if (child.exitCode === null) await once(child, 'exit');
  rmSync(directory, { recursive: true, force: true });
});

const post = <T = unknown>(path: string, body: unknown, token?: string): Promise<Answer<T>> =>
  call<T>(url, 'POST', path, { body, ...(token !== undefined && { token }) });

/** The newest message to an address of which the text matches. */
function messageTo(to: string, pattern: RegExp): Promise<string> {
  return vi.waitFor(
    async () => {
      const { items } = (await call<{ items: DemoMessage[] }>(url, 'GET', '/demo-messages')).body;
      const found = items.filter((item) => item.to === to).flatMap(({ body }) => pattern.exec(body)?.[1] ?? [])[0];
      if (found === undefined) throw new Error(`Nothing was sent to ${to} yet`);
      secrets.add(found);
      return found;
    },
    { timeout: 30_000, interval: 100 },
  );
}

async function signIn(email: string, phone: string): Promise<Session> {
  const { id } = (await post<SignInChallenge>('/sign-in-challenges', { email, password: DEMO_PASSWORD })).body;
  await post(`/sign-in-challenges/${id}/codes`, { method: 'SMS' });
  const code = await messageTo(phone, /(\d{6})/);
  const wrong = code === '111111' ? '222222' : '111111';
  const proof = { challengeId: id, method: 'SMS', device: { ...TEST_DEVICE, name: `Laptop van ${CANARY}` } };
  expect((await post('/sessions', { ...proof, code: wrong })).status).toBe(401);
  const answer = await post<Session>('/sessions', { ...proof, code });
  expect(answer.status).toBe(201);
  const { accessToken, refreshToken, deviceKey, deviceProof } = answer.body;
  for (const secret of [accessToken, refreshToken, deviceKey, deviceProof]) secrets.add(secret);
  return answer.body;
}

async function failToSignIn(): Promise<void> {
  await post('/sign-in-challenges', { email: NOBODY, password: CANARY });
  await post('/sign-in-challenges', { email: EMAILS.EMPLOYER, password: CANARY });
  await post('/sign-in-challenges', { email: CANARY, password: '', [CANARY]: 1 });
  await post('/sign-in-challenges', `{"email":"${CANARY}`);
  await post('/session-renewals', { refreshToken: CANARY.repeat(5) });
  await call(url, 'GET', `/${CANARY}/%ff?email=${INVITED}`, { token: CANARY });
  await call(url, 'GET', `/me?email=${INVITED}`, {
    headers: { 'x-forwarded-for': CANARY, cookie: CANARY, referer: CANARY },
  });
}

async function invite(token: string): Promise<void> {
  const invitation = {
    ...{ kind: 'EMPLOYER', role: 'EMPLOYER', fullName: CANARY, email: INVITED, organizationId: null },
    ...{ organizationName: `${CANARY} bv`, mobile: null, personalMessage: CANARY },
  };
  const saved = await call(url, 'PUT', `/invitations/${randomUUID()}`, { token, body: { invitation, send: true } });
  expect(saved.status).toBe(200);
  await call(url, 'PUT', `/invitations/${CANARY}`, { token, body: { invitation: { ...invitation, email: CANARY } } });
  // Sends what waits in the queue, which would else wait for its minute.
  expect((await post('/password-resets', { email: NOBODY })).status).toBe(204);
  const link = await messageTo(INVITED, /#([\w-]{43})/);
  expect((await post('/invitation-openings', { token: link })).status).toBe(200);
  await post('/invitation-openings', { token: CANARY.padEnd(43, 'x') });
  const accepted = await post<{ ticket: string }>('/invitation-acceptances', {
    token: link,
    termsVersion: 1,
    agreed: true,
  });
  expect(accepted.status).toBe(201);
  const { ticket } = accepted.body;
  secrets.add(ticket);
  expect((await post('/invitation-passwords', { ticket, password: CANARY })).status).toBe(422);
  expect((await post('/invitation-passwords', { ticket, password: `Zeven-9-${CANARY}!` })).status).toBe(200);
  await post('/invitation-factors', { ticket, method: 'SMS', phone: CANARY });
}

async function resetPassword(): Promise<void> {
  expect((await post('/password-resets', { email: EMAILS.CASE_MANAGER })).status).toBe(204);
  const token = await messageTo(EMAILS.CASE_MANAGER, /#([\w-]{43})/);
  expect((await post('/password-reset-completions', { token, password: CANARY })).status).toBe(422);
  expect((await post('/password-reset-completions', { token, password: `Zeven-9-${CANARY}!` })).status).toBe(204);
  expect((await post('/password-reset-completions', { token, password: `Zeven-9-${CANARY}!` })).status).toBe(410);
}

async function contactPrintAndExport({ accessToken: token, deviceId: device }: Session): Promise<void> {
  const groups = await call<{ items: { candidateIds: string[] }[] }>(url, 'GET', '/physical-capacity-groups', {
    token,
  });
  const candidate = groups.body.items.flatMap(({ candidateIds }) => candidateIds)[0];
  const body = { id: randomUUID(), vacancyId: null };
  const contact = await call<ContactData>(url, 'POST', `/candidates/${candidate}/contact-requests`, { token, body });
  expect(contact.status).toBe(201);
  for (const value of [contact.body.name, contact.body.email, contact.body.phone]) if (value !== '') secrets.add(value);
  await post(`/candidates/${candidate}/contact-requests`, { id: CANARY, vacancyId: CANARY }, token);
  const mutation = (kind: string, args: object) => ({
    ...{ uid: randomUUID(), kind, ver: 1, edit_ts: new Date().toISOString(), offset_ms: 0, deps: [], args },
  });
  const mutations = [
    mutation('note.create', { id: randomUUID(), candidate, text: CANARY, scope: 'PRIVATE' }),
    mutation('note.create', { id: randomUUID(), candidate: CANARY, text: CANARY, scope: CANARY }),
    mutation('activity.record', { kind: 'PRINT', candidates: [candidate], format: 'PDF' }),
    mutation('activity.record', { kind: 'EXPORT', candidates: [candidate, CANARY], format: CANARY }),
    mutation(CANARY, { [CANARY]: CANARY }),
  ];
  expect((await post('/sync/push', { v: PROTOCOL_VERSION, rid: randomUUID(), device, mutations }, token)).status).toBe(
    200,
  );
}

it('keeps every name, address, number, password, code, link and token out of all that the server process writes', async () => {
  for (const { email, fullName } of demoAccounts()) for (const known of [email, fullName]) secrets.add(known);
  await failToSignIn();
  const manager = await signIn(EMAILS.ACCOUNT_MANAGER, '+31600000022');
  await invite(manager.accessToken);
  await resetPassword();
  await contactPrintAndExport(manager);
  await call(url, 'DELETE', '/sessions/current', { token: manager.accessToken });
  child.kill('SIGTERM');
  await once(child, 'exit');

  expect(written).toContain('/v1/candidates/:id/contact-requests');
  expect(written).toContain('/v1/password-reset-completions');
  expect(secrets.size).toBeGreaterThan(15);
  const lower = written.toLowerCase();
  for (const secret of [CANARY, '+31600000022', ...secrets])
    expect(lower.includes(secret.toLowerCase()), secret).toBe(false);
}, 240_000);
