import { open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { PREFERENCE_MAX_LENGTH } from '@hallowerk/contract/app/app.desktop.ts';
import { NOTE_MAX_LENGTH } from '@hallowerk/contract/candidates/note.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { PullRequest } from '@hallowerk/contract/sync/pull.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { sendJson, startContractServer, type ContractServer } from './testing/contract-server.ts';
import { makeCandidate, testId } from './testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from './testing/start-test-core.ts';

const CARD = COLLECTIONS.candidateCard.number;

describe('core', () => {
  let server: ContractServer;
  let profile: TestProfile;
  let core: TestCore;

  const addCandidates = (count: number): void => {
    for (let n = 1; n <= count; n += 1) server.feed.put(CARD, testId(1, n), makeCandidate(n));
  };
  const complete = (): Promise<void> =>
    vi.waitFor(
      async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }),
      10_000,
    );
  const restart = async (): Promise<void> => {
    await core.close();
    core = await startTestCore(profile, server.url);
  };
  const total = async (): Promise<number> =>
    (await core.api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50 })).total;
  const userFiles = async (): Promise<string[]> =>
    (await readdir(profile.directory, { recursive: true })).filter((file) => file.endsWith('.db'));

  beforeEach(async () => {
    server = await startContractServer();
    profile = await makeProfile();
    core = await startTestCore(profile, server.url);
  });
  afterEach(async () => {
    await core.close();
    await server.close();
    await profile.remove();
  });

  describe('signing in', () => {
    it('lets nobody at candidates who is not signed in', async () => {
      await expect(core.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'none' });
      await expect(core.api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50 })).rejects.toMatchObject({
        code: 'SIGNED_OUT',
        defined: true,
      });
      await expect(core.api.sync.start()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    });

    it("answers wrong credentials with the server's sentence", async () => {
      await expect(core.api.accounts.startSignIn({ email: 'a@b.example', password: 'x' })).rejects.toMatchObject({
        code: 'REFUSED',
        message: 'Dit klopt niet.',
        data: { code: 'invalid_credentials' },
      });
    });

    it('names every fault of the input at once, in Dutch', async () => {
      const error: unknown = await core.api.accounts
        .startSignIn({ email: 'geen adres', password: '' })
        .catch((e: unknown) => e);
      expect(error).toMatchObject({
        code: 'INVALID_INPUT',
        defined: true,
        data: {
          errors: [
            { path: 'email', message: 'Vul een geldig e-mailadres in' },
            { path: 'password', message: 'Vul je wachtwoord in' },
          ],
        },
      });
      await expect(core.api.candidates.search({ query: EMPTY_QUERY, offset: -1, limit: 50 })).rejects.toMatchObject({
        data: { errors: [{ path: 'offset', message: expect.stringContaining('Te klein') }] },
      });
    });

    it('survives a restart', async () => {
      await signIn(core.api);
      await restart();
      await expect(core.api.accounts.state()).resolves.toMatchObject({ state: 'signed-in', me: { id: server.me.id } });
    });

    it('needs no new password when the access token ended meanwhile', async () => {
      await signIn(core.api);
      server.revoke(false);
      await restart();
      await complete();
      expect(server.calls).toContain('POST /v1/session-renewals');
    });

    it('leaves nothing of the user on the device after signing out, also without the server', async () => {
      await signIn(core.api);
      expect(await userFiles()).not.toEqual([]);
      await server.away();
      await core.api.accounts.signOut();
      expect(await userFiles()).toEqual([]);
      await restart();
      await expect(core.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'none' });
    });

    it('locks when the server ended the session, keeps the files, and opens them at the next sign-in', async () => {
      addCandidates(3);
      await signIn(core.api);
      await complete();
      server.revoke(true);
      await core.api.sync.start();
      await vi.waitFor(async () =>
        expect(await core.api.accounts.state()).toEqual({ state: 'signed-out', reason: 'session-ended' }),
      );
      const files = await userFiles();
      expect(files).not.toEqual([]);
      await expect(core.api.candidates.favourites({ offset: 0, limit: 20, sort: 'name-asc' })).rejects.toMatchObject({
        code: 'SIGNED_OUT',
      });
      await vi.waitFor(() => expect(profile.secrets.names()).not.toContain('session'));
      server.intercept = (request, response) => {
        if (!request.url?.includes('/sync/')) return false;
        response.destroy();
        return true;
      };
      await signIn(core.api);
      await expect(total()).resolves.toBe(3);
      expect(await userFiles()).toEqual(files);
    });

    it('never sends a token to another server', async () => {
      await signIn(core.api);
      await core.close();
      core = await startTestCore(profile, 'https://elders.example');
      await expect(core.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'none' });
    });
  });

  describe('without a connection', () => {
    it('starts signed in and answers searches and profiles from this device', async () => {
      addCandidates(4);
      await signIn(core.api);
      await complete();
      await server.away();
      await restart();
      await expect(total()).resolves.toBe(4);
      const detail = await core.api.candidates.get({ id: testId(1, 2) });
      expect(detail).toMatchObject({
        card: { firstName: 'Voornaam2' },
        internal: null,
        favourite: false,
        regionName: 'Den Haag',
      });
      await vi.waitFor(async () => {
        const state = await core.api.sync.state();
        expect(state).toMatchObject({ phase: 'offline', complete: true, message: null });
        expect(Date.parse(state.offlineSince ?? '')).toBeLessThanOrEqual(Date.now());
      });
      const config = await core.api.candidates.filterConfig();
      expect(config.categories.filter(({ available }) => !available).map(({ label }) => label)).toEqual([
        'Belastbaarheid',
      ]);
    });

    it('counts physical capacity from the moment its category is opened', async () => {
      addCandidates(1);
      await signIn(core.api);
      await complete();
      const counts = async () => {
        const answer = await core.api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50 });
        return answer.counts.physicalCapacity?.['LIFTING'] ?? 0;
      };
      expect(await counts()).toBe(0);
      await core.api.candidates.openFilterCategory({ category: 'physicalCapacity' });
      expect(await counts()).toBe(1);
    });

    it('refuses physical capacity, in words', async () => {
      addCandidates(1);
      await signIn(core.api);
      await complete();
      await expect(
        core.api.candidates.search({
          query: { ...EMPTY_QUERY, filters: { physicalCapacity: ['LIFTING'] } },
          offset: 0,
          limit: 50,
        }),
      ).resolves.toMatchObject({ total: 1 });
      await server.away();
      await expect(core.api.candidates.physicalCapacity({ id: testId(1, 1) })).rejects.toMatchObject({
        code: 'OFFLINE',
        message: expect.stringContaining('Belastbaarheid'),
      });
    });

    it('keeps a favourite over a restart and sends it once there is a connection', async () => {
      addCandidates(2);
      await signIn(core.api);
      await complete();
      await server.away();
      await core.api.candidates.setFavourite({ id: testId(1, 2), on: true });
      const page = { offset: 0, limit: 20, sort: 'name-asc' } as const;
      await restart();
      await expect(core.api.candidates.favourites(page)).resolves.toMatchObject({
        total: 1,
        items: [{ candidateId: testId(1, 2), pending: true, candidate: { name: 'Voornaam2 Achternaam2' } }],
      });
      await expect(core.api.sync.state()).resolves.toMatchObject({ waiting: 1 });
      await server.listen();
      await core.api.sync.start();
      await vi.waitFor(async () => {
        expect(await core.api.candidates.favourites(page)).toMatchObject({ items: [{ pending: false }] });
        expect(await core.api.sync.state()).toMatchObject({ waiting: 0 });
      });
      expect(server.feed.favourites()).toEqual([testId(1, 2)]);
    });
  });

  describe('the first fill', () => {
    it('can be stopped after a slice and goes on where it stopped', async () => {
      addCandidates(1200);
      let gate: () => void = () => {};
      server.intercept = async (request) => {
        if (request.url === '/v1/sync/pull' && server.calls.filter((call) => call.endsWith('/sync/pull')).length > 1) {
          await new Promise<void>((resolve) => (gate = resolve));
        }
        return false;
      };
      await signIn(core.api);
      await vi.waitFor(async () => expect((await core.api.sync.state()).received).toBe(100));
      await core.api.sync.cancel();
      await expect(core.api.sync.state()).resolves.toMatchObject({
        phase: 'paused',
        received: 100,
        expected: 1200,
        complete: false,
      });
      const cursors: unknown[] = [];
      server.intercept = (request, _response, body) => {
        if (request.url === '/v1/sync/pull') cursors.push((body as PullRequest).cursor);
        return false;
      };
      gate();
      await core.api.sync.start();
      await complete();
      await expect(total()).resolves.toBe(1200);
      expect(cursors.length).toBeGreaterThan(0);
      expect(cursors).not.toContain(null);
    });

    it('answers calls while it runs', async () => {
      addCandidates(2000);
      await signIn(core.api);
      const totals: number[] = [];
      for (let done = false; !done;) {
        totals.push(await total());
        done = (await core.api.sync.state()).complete;
        await SYSTEM_CLOCK.breathe();
      }
      // Slices of at most 150 rows: what is already there can be searched between two of them.
      expect(new Set(totals).size).toBeGreaterThan(8);
      expect(totals.at(-1)).toBe(2000);
    });

    it('tells the account first, and every change after that', async () => {
      const stop = new AbortController();
      const events = await core.api.app.events(undefined, { signal: stop.signal });
      const seen: string[] = [];
      const reading = (async () => {
        for await (const event of events) seen.push(event.type === 'account' ? event.account.state : event.type);
      })();
      addCandidates(3);
      await signIn(core.api);
      await complete();
      await vi.waitFor(() =>
        expect(seen).toEqual(expect.arrayContaining(['signed-out', 'sync', 'signed-in', 'rows-changed'])),
      );
      expect(seen[0]).toBe('signed-out');
      stop.abort();
      await reading.catch(() => undefined);
    });

    it('refills once when the digests differ, then says so instead of trying for ever', async () => {
      addCandidates(3);
      server.feed.digestError = 1n;
      await signIn(core.api);
      await vi.waitFor(async () =>
        expect(await core.api.sync.state()).toMatchObject({
          phase: 'error',
          message: expect.stringContaining('wijken af'),
        }),
      );
      expect(server.calls.filter((call) => call === 'POST /v1/sync/pull')).toHaveLength(2);
      server.feed.digestError = 0n;
      await core.api.sync.start();
      await complete();
    });

    it('throws away an answer that belongs to another request', async () => {
      addCandidates(3);
      const cursors: unknown[] = [];
      server.intercept = (request, response, body) => {
        if (request.url !== '/v1/sync/pull') return false;
        cursors.push((body as PullRequest).cursor);
        if (cursors.length > 1) return false;
        sendJson(response, 200, { ...server.feed.pull(body), rid: 'een-oude-vraag', ops: [], rows: {}, cursor: '999' });
        return true;
      };
      await signIn(core.api);
      await complete();
      await expect(total()).resolves.toBe(3);
      expect(cursors.slice(0, 2)).toEqual([null, null]);
    });
  });

  it('builds a damaged cache again and keeps what waits for sending', async () => {
    addCandidates(5);
    await signIn(core.api);
    await complete();
    await server.away();
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await core.close();
    const [cache] = (await userFiles()).filter((file) => file.endsWith('cache.db'));
    await damage(path.join(profile.directory, cache ?? ''));
    await server.listen();
    core = await startTestCore(profile, server.url);
    await complete();
    await expect(total()).resolves.toBe(5);
    await vi.waitFor(() => expect(server.feed.favourites()).toEqual([testId(1, 1)]));
  });

  it('locks, and deletes nothing, when the key does not fit the files', async () => {
    addCandidates(2);
    await signIn(core.api);
    await complete();
    await core.close();
    const session = JSON.parse(String(await profile.secrets.get('session'))) as object;
    const otherKey = Buffer.alloc(32, 1).toString('base64');
    await profile.secrets.set('session', Buffer.from(JSON.stringify({ ...session, deviceKey: otherKey })));
    const files = await userFiles();
    core = await startTestCore(profile, server.url);
    await expect(core.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'files-unreadable' });
    expect(await userFiles()).toEqual(files);
    await signIn(core.api);
    await expect(total()).resolves.toBe(2);
  });

  it('removes a candidate that this user may no longer see, and keeps his favourite without a name', async () => {
    addCandidates(2);
    await signIn(core.api);
    await complete();
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await vi.waitFor(async () => expect(await core.api.sync.state()).toMatchObject({ waiting: 0, phase: 'idle' }));
    server.feed.remove(CARD, testId(1, 1));
    await core.api.sync.start();
    await vi.waitFor(async () => expect(await total()).toBe(1));
    await expect(core.api.candidates.get({ id: testId(1, 1) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const page = { offset: 0, limit: 20, sort: 'name-asc' } as const;
    await expect(core.api.candidates.favourites(page)).resolves.toMatchObject({
      total: 1,
      items: [{ candidateId: testId(1, 1), candidate: null }],
    });
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: false });
    await expect(core.api.candidates.favourites(page)).resolves.toEqual({ total: 0, items: [] });
  });

  it('gives matching staff the internal fields of a case, beside the card, and names behind codes', async () => {
    const internal = {
      clientNumber: 'K1',
      gender: 'U',
      birthDate: null,
      municipality: 'Den Haag',
      supportModel: 'SHARED',
      caseManagerName: 'B. Leider',
      tozo: false,
    } as const;
    const contact = { email: 'k@voorbeeld.example', phone: '', postcode: '2511', visibleToEmployers: false };
    const certificates = [{ code: 'BHV', name: 'Bedrijfshulpverlening', validUntil: null }];
    const row = { ...makeCandidate(1, { certificates }), ...contact, internal };
    server.feed.put(COLLECTIONS.candidateCase.number, testId(1, 1), row);
    await signIn(core.api);
    await complete();
    const detail = await core.api.candidates.get({ id: testId(1, 1) });
    expect(detail.internal).toEqual({ ...contact, internal });
    expect(detail.card).not.toHaveProperty('internal');
    expect(detail.names).toEqual({ BHV: 'Bedrijfshulpverlening' });
  });

  it('offers the print view of a visible candidate only', async () => {
    addCandidates(1);
    await signIn(core.api);
    await complete();
    await expect(core.api.candidates.savePdf({ id: testId(1, 1) })).resolves.toEqual({ saved: true });
    expect(profile.saved).toEqual([
      { route: `/print/candidates/${testId(1, 1)}`, suggestedName: 'Profiel Voornaam1 Achternaam1.pdf' },
    ]);
    await expect(core.api.candidates.savePdf({ id: testId(1, 9) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps preferences of a user on this device', async () => {
    await expect(core.api.app.preferences()).resolves.toEqual({});
    await signIn(core.api);
    await core.api.app.setPreference({ key: 'panes.explorer', value: [1, 2, 3] });
    await restart();
    await expect(core.api.app.preferences()).resolves.toEqual({ 'panes.explorer': [1, 2, 3] });
  });

  it('keeps preferences up to a size that the draft of a long note fits in, and says when one is larger', async () => {
    await signIn(core.api);
    const draft = { text: 'regel\n'.repeat(NOTE_MAX_LENGTH / 6), scope: 'PRIVATE' };
    await core.api.app.setPreference({ key: 'note-draft.a', value: draft });
    await core.api.app.setPreference({ key: 'note-draft.b', value: 'x'.repeat(PREFERENCE_MAX_LENGTH - 2) });
    const more = core.api.app.setPreference({ key: 'note-draft.b', value: 'x'.repeat(PREFERENCE_MAX_LENGTH - 1) });
    await expect(more).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { errors: [{ path: 'value', message: 'Dit is te lang om te bewaren' }] },
    });
    await core.api.app.setPreference({ key: 'note-draft.b', value: null });
    await expect(core.api.app.preferences()).resolves.toEqual({ 'note-draft.a': draft });
  });

  it('knows that the server is a demo server, and starts without one', async () => {
    await expect(core.api.app.info()).resolves.toMatchObject({
      demo: true,
      mode: 'loopback',
      version: '1.0.0',
      serverUrl: server.url,
    });
    await restart();
    await server.away();
    await expect(core.api.app.info()).resolves.toMatchObject({
      demo: false,
      demoOutboxUrl: null,
      productName: 'HalloWerk',
    });
  });
});

/** Overwrites the middle of a file, first page included. */
async function damage(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(40_000, 7), 0, 40_000, 0);
  await handle.close();
  for (const suffix of ['-wal', '-shm']) await rm(file + suffix, { force: true });
}
