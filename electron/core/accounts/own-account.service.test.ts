import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;
/** What the server was asked about the user himself: method, path and content. */
let asked: (readonly [route: string, body: unknown])[];
let answer: (route: string) => readonly [status: number, content?: unknown] | null;

const problem = (status: number, code: string) =>
  [status, { type: 'about:blank', title: 'x', status, detail: 'Dat kan niet.', code }] as const;
const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  await signIn(core.api);
  await eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'idle', complete: true }));
  [asked, answer] = [[], () => null];
  server.intercept = (request, response, body) => {
    const route = `${request.method} ${request.url?.replace('/v1', '')}`;
    const given = answer(route);
    if (given === null) return false;
    asked.push([route, body]);
    const [status, content] = given;
    if (status === 204) response.writeHead(204).end();
    else sendJson(response, status, content);
    return true;
  };
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

describe('what a user manages about himself', () => {
  it('sends a photo as it is, with the square that was chosen', async () => {
    answer = (route) => (route === 'PUT /me/photo' ? [204] : null);
    const crop = { left: 0.1, top: 0, side: 0.8 };
    const file = new File([new Uint8Array([255, 216, 255, 0])], 'IMG_2043.jpg', { type: 'image/jpeg' });
    await core.api.ownAccount.setPhoto({ file, crop });
    expect(asked).toEqual([['PUT /me/photo', { content: '/9j/AA==', crop }]]);
    expect(JSON.stringify(asked)).not.toContain('IMG_2043');
  });

  it('refuses a photo of more than 5 MB before anything is sent', async () => {
    answer = () => [204];
    const file = new File([new Uint8Array(5 * 1024 * 1024 + 1)], 'groot.jpg', { type: 'image/jpeg' });
    const call = core.api.ownAccount.setPhoto({ file, crop: { left: 0, top: 0, side: 1 } });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(asked.filter(([route]) => route.includes('photo'))).toEqual([]);
  });

  it('has no photo when the server has none, and says why something else failed', async () => {
    answer = (route) => (route === 'GET /me/photo' ? problem(404, 'not_found') : null);
    expect(await core.api.ownAccount.photo()).toBeNull();
    answer = (route) => (route === 'GET /me/photo' ? problem(503, 'unavailable') : null);
    expect(await refusalOf(core.api.ownAccount.photo())).toBe('REFUSED');
  });

  it('writes a telephone number as E.164 and refuses what is none', async () => {
    const data = {
      fullName: 'Noor',
      email: 'a@b.example',
      phone: '+31612345678',
      organizationName: 'X',
      hasPhoto: false,
    };
    answer = (route) => (route === 'PUT /me/personal-data' ? [200, data] : null);
    expect(await core.api.ownAccount.changePersonalData({ fullName: 'Noor', phone: '06 12345678' })).toEqual(data);
    expect(asked[0]?.[1]).toEqual({ fullName: 'Noor', phone: '+31612345678' });
    expect(await refusalOf(core.api.ownAccount.changePersonalData({ fullName: 'Noor', phone: 'bel' }))).toBe(
      'INVALID_INPUT',
    );
  });

  it('says without a connection that it needs one, and is uncertain about what it tried to change', async () => {
    await server.away();
    const { sessions, endSession, personalData } = core.api.ownAccount;
    expect(await Promise.all([sessions(), personalData()].map(refusalOf))).toEqual(['OFFLINE', 'OFFLINE']);
    const id = '0195f2a0-0000-7000-8000-000000000001';
    await expect(endSession({ id })).rejects.toThrow(/niet zeker/);
    await server.listen();
  });
});

describe('signing out everywhere (HW-SECS-08)', () => {
  it('ends every session on the server and leaves no file and no key here', async () => {
    answer = (route) => (route === 'DELETE /sessions' ? [204] : null);
    await core.api.ownAccount.signOutEverywhere();
    expect(asked).toEqual([['DELETE /sessions', undefined]]);
    expect(await core.api.accounts.state()).toEqual({ state: 'signed-out', reason: 'none' });
    expect(profile.secrets.names()).not.toContain('session');
    expect(server.calls).not.toContain('DELETE /v1/sessions/current');
  });

  it('sends first what still waited', async () => {
    answer = (route) => (route === 'DELETE /sessions' ? [204] : null);
    await core.api.app.setPreference({ key: 'appearance.theme', value: 'dark' });
    await core.api.ownAccount.signOutEverywhere();
    const order = server.calls.filter((call) => /push|DELETE/.test(call));
    expect(order[0]).toContain('/sync/push');
    expect(order.at(-1)).toBe('DELETE /v1/sessions');
  });

  it('changes nothing here when the server cannot be reached, and syncs on when it can', async () => {
    await server.away();
    expect(await refusalOf(core.api.ownAccount.signOutEverywhere())).toBe('OFFLINE');
    expect(await core.api.accounts.state()).toMatchObject({ state: 'signed-in' });
    expect(profile.secrets.names()).toContain('session');
    await server.listen();
    await core.api.sync.start();
    await eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'idle' }));
  });

  it('changes nothing here when the server refuses', async () => {
    answer = (route) => (route === 'DELETE /sessions' ? problem(503, 'unavailable') : null);
    expect(await refusalOf(core.api.ownAccount.signOutEverywhere())).toBe('REFUSED');
    expect(await core.api.accounts.state()).toMatchObject({ state: 'signed-in' });
  });
});
