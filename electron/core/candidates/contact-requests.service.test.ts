import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { sendJson, startContractServer, TEST_EMAIL, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const CANDIDATE = testId(1, 1);
const REQUEST = testId(16, 1);

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  server.feed.put(COLLECTIONS.candidateCard.number, CANDIDATE, makeCandidate(1));
  await signIn(core.api);
  await vi.waitFor(
    async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }),
    10_000,
  );
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

const ask = () => core.api.candidates.requestContactData({ candidateId: CANDIDATE, requestId: REQUEST });
const requests = () => core.api.candidates.contactRequests({ candidateId: CANDIDATE });
const record = (outcome: 'OPEN' | 'SPOKEN' | 'HIRED' | 'APPOINTMENT', note = '') =>
  core.api.candidates.recordContactOutcome({ requestId: REQUEST, outcome, note });
const asked = async (): Promise<void> => {
  await ask();
  await vi.waitFor(async () => expect(await requests()).toHaveLength(1), 10_000);
};

describe('contact data', () => {
  it('HW-CON-01 HW-CON-04: are asked of the server, and the request comes in by itself', async () => {
    await expect(ask()).resolves.toMatchObject({ email: TEST_EMAIL, request: { id: REQUEST, outcome: 'OPEN' } });
    await vi.waitFor(async () =>
      expect(await requests()).toMatchObject([
        { id: REQUEST, candidateName: 'Voornaam1 Achternaam1', outcome: 'OPEN', pending: false },
      ]),
    );
    expect(await core.api.candidates.contactRequests({ candidateId: testId(1, 2) })).toEqual([]);
    expect(await core.api.candidates.contactRequests({ candidateId: null })).toHaveLength(1);
  });

  it('HW-CON-04: stay nowhere on this device', async () => {
    await asked();
    await core.close();
    const files = (await readdir(profile.directory, { recursive: true, withFileTypes: true })).filter((f) =>
      f.isFile(),
    );
    const contents = await Promise.all(files.map((file) => readFile(path.join(file.parentPath, file.name))));
    expect(contents.some((content) => content.includes(TEST_EMAIL))).toBe(false);
    core = await startTestCore(profile, server.url);
    const rows = JSON.stringify([
      await requests(),
      await core.api.candidates.get({ id: CANDIDATE }),
      await core.api.app.preferences(),
      await core.api.sync.overview(),
    ]);
    expect(rows).not.toContain(TEST_EMAIL);
  });

  it('need a connection, and a candidate who is visible', async () => {
    await expect(
      core.api.candidates.requestContactData({ candidateId: testId(1, 9), requestId: REQUEST }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await server.away();
    await expect(ask()).rejects.toMatchObject({ code: 'OFFLINE', message: expect.stringContaining('verbinding') });
    expect(await requests()).toEqual([]);
  });

  it("are refused with the server's sentence", async () => {
    server.intercept = (request, response) => {
      if (!request.url?.endsWith('/contact-requests')) return false;
      const problem = { type: 'about:blank', title: 'x', status: 403, detail: 'Dit mag je niet.', code: 'forbidden' };
      sendJson(response, 403, problem);
      return true;
    };
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', message: 'Dit mag je niet.' });
  });
});

describe('the outcome of a contact request', () => {
  it('BX-08: is there as soon as it is recorded, without a connection, on top of what was on the screen', async () => {
    await asked();
    await server.away();
    await record('SPOKEN', 'Belt terug');
    expect(await requests()).toMatchObject([{ outcome: 'SPOKEN', note: 'Belt terug', pending: true }]);
    await record('SPOKEN', 'Belt terug');
    await record('SPOKEN', 'Belt morgen');
    await record('HIRED', 'Begint maandag');
    expect(await requests()).toMatchObject([{ outcome: 'HIRED', note: 'Begint maandag' }]);
    const { waiting } = await core.api.sync.overview();
    expect(waiting.map(({ kind, candidateName }) => [kind, candidateName])).toEqual(
      Array.from({ length: 3 }, () => ['contact.outcome', 'Voornaam1 Achternaam1']),
    );
  });

  it('BX-08: is refused in words when it cannot follow the one before', async () => {
    await asked();
    await server.away();
    await record('SPOKEN');
    await expect(record('OPEN')).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'transition' },
      message: expect.stringContaining('niet weer open'),
    });
    await record('HIRED');
    await expect(record('APPOINTMENT')).rejects.toMatchObject({ message: expect.stringContaining('afgerond') });
    expect((await core.api.sync.overview()).waiting).toHaveLength(2);
  });

  it('cannot be recorded of a request that is not here', async () => {
    await expect(record('SPOKEN')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
