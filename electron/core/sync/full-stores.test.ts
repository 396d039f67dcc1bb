import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createCacheRepository } from '#db/sync/cache.repository.ts';
import { MAX_OUTBOX_ITEMS } from '#db/sync/outbox.repository.ts';
import type { AppEvent, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { userFolder } from '../accounts/device-keys.ts';
import { NO_FAILPOINT } from '../failpoint.ts';
import { createAccessTokens } from '../server-client/access-tokens.ts';
import { authorizeClient } from '../server-client/authorized-client.ts';
import { createServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';
import { startContractServer, TEST_CODE, TEST_PASSWORD, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { holdClock, type HeldClock } from '../testing/held-clock.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestProfile } from '../testing/start-test-core.ts';
import { openUserFiles, type UserFiles } from '../user-files.ts';
import { composeUserSync, type UserSync } from '../user-sync.ts';
import { createSyncHistory, type SyncHistory } from './sync-history.ts';

const CARD = COLLECTIONS.candidateCard.number;
const logger = pino({ level: 'silent' });

let server: ContractServer;
let profile: TestProfile;
let clock: HeldClock;

const favourite = (n: number): Mutation => ({
  uid: randomUUID(),
  kind: 'favourite.set',
  ver: 1,
  edit_ts: new Date(clock.now()).toISOString(),
  offset_ms: 0,
  deps: [],
  args: { candidate: testId(1, n), on: true },
});

beforeEach(async () => {
  clock = holdClock();
  server = await startContractServer();
  server.now = clock.now;
  profile = await makeProfile();
});
afterEach(async () => {
  await server.close();
  await profile.remove();
});

describe('a disk that is full', () => {
  let files: UserFiles;
  let sync: UserSync;
  let history: SyncHistory;
  let state: SyncState;

  /** The user's files and sync without the screens around them, so that a test can make a file as small as it wants. */
  beforeEach(async () => {
    const plain = createServerClient(server.url);
    const challenge = await plain.createSignInChallenge({ body: { email: 'a@b.example', password: TEST_PASSWORD } });
    const device = { id: null, name: 'test', platform: 'linux' as const, appVersion: '1' };
    const session = await plain.createSession({
      body: { challengeId: challenge.id, method: 'TOTP', code: TEST_CODE, device },
    });
    const tokens = createAccessTokens({
      client: plain,
      clock,
      initial: session,
      save: () => Promise.resolve(),
      onEnded: () => undefined,
    });
    const deviceKey = Buffer.from(session.deviceKey, 'base64');
    files = await openUserFiles({ directory: profile.directory, deviceKey, clock, logger });
    const cache = createCacheRepository(files.cacheFile);
    history = createSyncHistory();
    sync = composeUserSync({
      client: authorizeClient(plain, tokens),
      openPokes: () => Promise.reject(new OfflineError()),
      deviceId: session.deviceId,
      build: '1',
      files,
      cache,
      notes: createNotesRepository(files.cacheFile),
      clock,
      logger,
      failpoint: NO_FAILPOINT,
      history,
      publish: (event: AppEvent) => void (event.type === 'sync' && (state = event.sync)),
      onAnswer: () => undefined,
      onCacheDamaged: () => undefined,
    });
  });
  afterEach(async () => {
    await sync.close();
    await files.close();
  });

  it('stops what comes in, says so, and lets what the user did go out; then it goes on by itself', async () => {
    server.feed.put(CARD, testId(1, 1), makeCandidate(1));
    sync.start('start');
    await eventually(() => expect(state).toMatchObject({ phase: 'idle', complete: true }));
    const pages = files.cacheFile.connection.pragma('page_count', { simple: true }) as number;
    files.cacheFile.connection.pragma(`max_page_count=${pages}`);
    for (let n = 2; n <= 400; n += 1)
      server.feed.put(CARD, testId(1, n), makeCandidate(n, { about: 'lang '.repeat(400) }));
    sync.start('user');
    await eventually(() => expect(state).toMatchObject({ phase: 'error', complete: true }));
    expect(state.message).toContain('De schijf is vol');

    const pulls = (): number => server.calls.filter((call) => call === 'POST /v1/sync/pull').length;
    files.outbox.add(favourite(1));
    const before = pulls();
    sync.engine.wake();
    await eventually(() => expect(server.feed.executed).toHaveLength(1));
    await eventually(() => expect(history.runs()[0]).toMatchObject({ cause: 'change', sent: 1, outcome: 'error' }));
    // One question about the epoch before the push; no page.
    expect(pulls() - before).toBeLessThanOrEqual(1);
    expect(state).toMatchObject({ phase: 'error', waiting: 0, message: expect.stringContaining('De schijf is vol') });

    files.cacheFile.connection.pragma('max_page_count=1000000');
    // The rest after a full disk is over.
    clock.pass(120_000);
    await eventually(() => expect(state).toMatchObject({ phase: 'idle', message: null, waiting: 0 }));
    expect(files.outbox.unsettled()).toEqual([]);
  });
});

describe('an outbox that is full', () => {
  it('takes nothing more, says so in words, loses nothing, and takes changes again once it was sent (§2.17)', async () => {
    server.feed.put(CARD, testId(1, 1), makeCandidate(1));
    let core = await startTestCore(profile, server.url, clock);
    await signIn(core.api);
    await eventually(async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }));
    await core.close();
    const session = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string; deviceKey: string };
    const directory = `${profile.directory}/users/${userFolder(server.me.id, session.deviceId)}`;
    const deviceKey = Buffer.from(session.deviceKey, 'base64');
    const files = await openUserFiles({ directory, deviceKey, clock, logger });
    for (let n = 1; n <= MAX_OUTBOX_ITEMS; n += 1) files.outbox.add(favourite(n));
    await files.close();
    await server.away();
    core = await startTestCore(profile, server.url, clock);
    try {
      expect(await core.api.sync.state()).toMatchObject({ readOnly: true, waiting: MAX_OUTBOX_ITEMS });
      await expect(core.api.candidates.setFavourite({ id: testId(1, 1), on: true })).rejects.toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining('Niet opgeslagen'),
        data: { code: 'outbox_full' },
      });
      await server.listen();
      await core.api.sync.start();
      await eventually(
        async () => expect(await core.api.sync.state()).toMatchObject({ readOnly: false, waiting: 0, phase: 'idle' }),
        30_000,
      );
      expect(server.feed.executed).toHaveLength(MAX_OUTBOX_ITEMS);
      await core.api.candidates.setFavourite({ id: testId(1, 1), on: false });
    } finally {
      await core.close();
    }
  }, 60_000);
});
