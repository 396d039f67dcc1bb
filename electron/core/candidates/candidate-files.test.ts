import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FILE_LIMITS } from '@hallowerk/contract/candidates/candidate-file.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const CANDIDATE = testId(1, 1);
const PHOTO = testId(20, 1);
const DOCUMENT = testId(3, 1);
const CARD = COLLECTIONS.candidateCard.number;

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;
/** Bytes of every file, and what is said of its type. */
let size: number;
let type: string;

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  [size, type] = [1000, 'image/png'];
  server.intercept = (request, response) => {
    if (!request.url?.includes('/files/')) return false;
    response.writeHead(200, { 'content-type': type });
    response.end(Buffer.alloc(size, 7));
    return true;
  };
  server.feed.put(CARD, CANDIDATE, { ...makeCandidate(1), photoId: PHOTO });
  server.feed.put(COLLECTIONS.candidateDocument.number, DOCUMENT, {
    ...{ id: DOCUMENT, candidateId: CANDIDATE, kind: 'CV', name: 'Cv.pdf' },
    ...{ mediaType: 'application/pdf', sizeBytes: 1000, shareable: true },
  });
  await signIn(core.api);
  await settled();
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

const settled = () =>
  vi.waitFor(async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }), 10_000);
const photo = () => core.api.candidates.file({ candidateId: CANDIDATE, fileId: PHOTO });
const document = () => core.api.candidates.file({ candidateId: CANDIDATE, fileId: DOCUMENT });
const fetches = () => server.calls.filter((call) => call.includes('/files/')).length;

describe('files of a candidate', () => {
  it('come with the profile as a list of documents (HW-PROF-06)', async () => {
    const { documents } = await core.api.candidates.get({ id: CANDIDATE });
    expect(documents).toMatchObject([{ id: DOCUMENT, kind: 'CV', name: 'Cv.pdf', sizeBytes: 1000 }]);
    server.feed.remove(COLLECTIONS.candidateDocument.number, DOCUMENT);
    await core.api.sync.start();
    await vi.waitFor(async () => expect((await core.api.candidates.get({ id: CANDIDATE })).documents).toEqual([]));
  });

  it('are asked for once when they are pictures, and every time when they are documents', async () => {
    expect(await (await photo()).bytes()).toEqual(new Uint8Array(1000).fill(7));
    await photo();
    expect(fetches()).toBe(1);
    type = 'application/pdf';
    await document();
    await document();
    expect(fetches()).toBe(3);
  });

  it('are forgotten when the candidate leaves, and when he takes his photo away', async () => {
    await photo();
    server.feed.put(CARD, CANDIDATE, { ...makeCandidate(1), photoId: null });
    await core.api.sync.start();
    await vi.waitFor(async () => expect((await core.api.candidates.get({ id: CANDIDATE })).card.photoId).toBeNull());
    await photo();
    expect(fetches()).toBe(2);
    server.feed.remove(CARD, CANDIDATE);
    await core.api.sync.start();
    await vi.waitFor(() => expect(core.api.candidates.get({ id: CANDIDATE })).rejects.toThrow());
    await expect(photo()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(fetches()).toBe(2);
  });

  it('are forgotten at signing out', async () => {
    await photo();
    await core.api.accounts.signOut();
    await expect(photo()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    await signIn(core.api);
    await settled();
    await photo();
    expect(fetches()).toBe(2);
  });

  it('need a connection, except a picture that was seen already', async () => {
    await photo();
    await server.away();
    await photo();
    await expect(document()).rejects.toMatchObject({
      code: 'OFFLINE',
      message: "Foto's en documenten zijn alleen online te zien.",
    });
  });

  it('are refused above the largest size there is, and when something else answers than our server', async () => {
    size = FILE_LIMITS.film + 1;
    await expect(document()).rejects.toMatchObject({ code: 'REFUSED', data: { code: 'file_too_large' } });
    [size, type] = [1000, 'text/html'];
    await expect(document()).rejects.toMatchObject({ code: 'OFFLINE' });
  });
});
