import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makeContactRequest, makeMutation, makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createContactRequestsRepository, type ContactRequestsRepository } from './contact-requests.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const ME = uuidOf('me');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
let requests: ContactRequestsRepository;

beforeEach(async () => {
  test = await openTestDatabase();
  requests = createContactRequestsRepository(test.database);
  const rows = [
    makeContactRequest({ id: uuidOf('old') }),
    makeContactRequest({ id: uuidOf('new'), requestedAt: '2026-03-02T09:00:00.000Z' }),
    makeContactRequest({ id: uuidOf('gone'), candidateId: uuidOf('away'), requestedAt: '2026-02-01T09:00:00.000Z' }),
    makeContactRequest({ id: uuidOf('other'), requesterId: uuidOf('colleague') }),
  ].map((row) => ({ collection: 16, row }));
  const page = makePage([{ collection: 1, row: makeCandidateCard() }, ...rows]);
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
});
afterEach(() => test.directory.remove());

describe('contact requests', () => {
  it('HW-CON-04: are those of the user, newest first, and stay without a name when the profile is not visible', () => {
    expect(requests.list(ME, null).map(({ id, candidateName }) => [id, candidateName])).toEqual([
      [uuidOf('new'), 'Anna de Vries'],
      [uuidOf('old'), 'Anna de Vries'],
      [uuidOf('gone'), null],
    ]);
    expect(requests.list(ME, uuidOf('away')).map(({ id }) => id)).toEqual([uuidOf('gone')]);
  });

  it('BX-08: show an outcome that waits, with its time, over what the server has', () => {
    const outcome = { request: uuidOf('new'), outcome: 'SPOKEN', note: 'Belt terug', seen: 'OPEN' } as const;
    test.cache.setOverlay([makeMutation('contact.outcome', outcome, NOW.toISOString())]);
    const shown = { outcome: 'SPOKEN', note: 'Belt terug', outcomeAt: NOW.toISOString() };
    expect(requests.list(ME, null)[0]).toMatchObject({ ...shown, pending: true });
    expect(requests.find(uuidOf('new'))).toMatchObject({ ...shown, routeAtRequest: 'DIRECT' });
    expect(requests.find(uuidOf('old'))).toEqual(makeContactRequest({ id: uuidOf('old') }));
  });

  it('show nothing of an outcome whose request is not here', () => {
    const outcome = { request: uuidOf('unknown'), outcome: 'SPOKEN', note: '', seen: 'OPEN' } as const;
    test.cache.setOverlay([makeMutation('contact.outcome', outcome)]);
    expect(requests.list(ME, null)).toHaveLength(3);
    expect(requests.find(uuidOf('unknown'))).toBeNull();
  });
});
