import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;

const DAY = 86_400_000;
const caseOf = (n: number, change: Partial<CandidateCase> = {}): CandidateCase => ({
  ...makeCandidate(n, { lastModifiedAt: new Date(Date.now() - n * 100 * DAY).toISOString() }),
  ...{ email: `p${n}@voorbeeld.example`, phone: '', postcode: '2511CS', visibleToEmployers: true },
  internal: {
    ...{ clientNumber: '', gender: 'U', birthDate: null, municipality: '', supportModel: 'SHARED' },
    ...{ caseManagerName: '', tozo: false },
  },
  ...change,
});

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  for (let n = 1; n <= 4; n++) {
    server.feed.put(COLLECTIONS.candidateCase.number, testId(1, n), caseOf(n, n === 4 ? { email: '' } : {}));
  }
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

describe('outdated profiles', () => {
  it('BX-07: come from this device, oldest first, with what is missing, also without a connection', async () => {
    await server.away();
    const { total, items } = await core.api.candidates.staleProfiles({ months: 6, offset: 0, limit: 10 });
    expect(total).toBe(3);
    expect(items.map(({ id, hasEmail }) => [id, hasEmail])).toEqual([
      [testId(1, 4), false],
      [testId(1, 3), true],
      [testId(1, 2), true],
    ]);
    expect(items[0]?.completeness).toBeLessThan(100);
    expect(items[0]?.missing).toContain('LANGUAGES');
    expect((await core.api.candidates.staleProfiles({ months: 12, offset: 0, limit: 10 })).total).toBe(1);
  });

  it('BX-07: are asked about over the server only, which answers for each', async () => {
    const askedAt = new Date().toISOString();
    server.intercept = (request, response, body) => {
      if (request.url !== '/v1/confirmation-requests') return false;
      if (request.method === 'GET') sendJson(response, 200, { items: [] });
      else {
        const [candidateId] = (body as { ids: string[] }).ids;
        sendJson(response, 201, { asked: [{ candidateId, askedAt, answer: null }], refused: [] });
      }
      return true;
    };
    expect(await core.api.candidates.confirmationRequests()).toEqual({ items: [] });
    expect(await core.api.candidates.requestConfirmations({ ids: [testId(1, 3)] })).toEqual({
      ...{ asked: [{ candidateId: testId(1, 3), askedAt, answer: null }], refused: [] },
    });
    await server.away();
    const offline = { code: 'OFFLINE', message: expect.stringContaining('verbinding') };
    await expect(core.api.candidates.requestConfirmations({ ids: [testId(1, 3)] })).rejects.toMatchObject(offline);
    await expect(core.api.candidates.confirmationRequests()).rejects.toMatchObject(offline);
    await expect(core.api.candidates.contactReport({ from: '2026-01-01', to: '2026-01-31' })).rejects.toMatchObject(
      offline,
    );
  });
});
