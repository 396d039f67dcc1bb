import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { userFolder } from './accounts/device-keys.ts';
import { startContractServer, type ContractServer } from './testing/contract-server.ts';
import { eventually } from './testing/eventually.ts';
import { holdClock, type HeldClock } from './testing/held-clock.ts';
import { makeCandidate, testId } from './testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from './testing/start-test-core.ts';

const CARD = COLLECTIONS.candidateCard.number;
const CANDIDATES = 200;
const DAY = 86_400_000;
const CACHE_PAGE = 16_384;

let server: ContractServer;
let profile: TestProfile;
let clock: HeldClock;
let core: TestCore;

const start = async (): Promise<void> => {
  core = await startTestCore(profile, server.url, clock);
};
const overview = () => core.api.sync.overview();
const updated = () =>
  eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'idle', complete: true }));
const favour = (n: number) => core.api.candidates.setFavourite({ id: testId(1, n), on: true });

async function userFile(name: string): Promise<string> {
  const session = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string };
  return path.join(profile.directory, 'users', userFolder(server.me.id, session.deviceId), name);
}
const damagedFiles = async (): Promise<string[]> =>
  (await readdir(await userFile('.'))).filter((name) => name.includes('damaged'));
/** Everything from `from` on. Bytes. */
async function overwrite(name: string, from: number): Promise<void> {
  const handle = await open(await userFile(name), 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(size - from, 0x44), 0, size - from, from);
  await handle.close();
}

beforeEach(async () => {
  clock = holdClock();
  server = await startContractServer();
  server.now = clock.now;
  for (let n = 1; n <= CANDIDATES; n += 1) {
    server.feed.put(CARD, testId(1, n), makeCandidate(n, { about: `nummer ${n} `.repeat(100) }));
  }
  profile = await makeProfile();
  await start();
  await signIn(core.api);
  await updated();
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

describe('changes that came back after the outbox was damaged', () => {
  it('are counted until the program ends, also when the local data are built again (C3)', async () => {
    expect((await overview()).recovered).toBe(0);
    await server.away();
    await favour(1);
    await favour(2);
    await core.close();
    await overwrite('outbox.db', 0);
    await start();
    const shown = await overview();
    expect(shown.recovered).toBe(2);
    expect(shown.waiting.map(({ candidateId }) => candidateId)).toEqual([testId(1, 1), testId(1, 2)]);
    await core.api.sync.rebuild();
    expect((await overview()).recovered).toBe(2);
    await core.close();
    await start();
    expect((await overview()).recovered).toBe(0);
  });
});

describe('the list of rounds', () => {
  it('goes on when the local data are built again', async () => {
    await eventually(async () => expect((await overview()).history).toHaveLength(1));
    const { history } = await overview();
    clock.set(clock.now() + 1000);
    await core.api.sync.rebuild();
    await eventually(async () => expect((await overview()).history).toHaveLength(2));
    expect((await overview()).history[0]).toMatchObject({ received: CANDIDATES, outcome: 'ok' });
    expect((await overview()).history.slice(1)).toEqual(history);
  });

  it('begins anew for who signs in next', async () => {
    await core.api.accounts.signOut();
    clock.set(clock.now() + 1000);
    await signIn(core.api);
    await updated();
    await eventually(async () => expect((await overview()).history).toHaveLength(1));
    expect((await overview()).history[0]?.at).toBe(new Date(clock.now()).toISOString());
  });
});

describe('a cache that is built again', () => {
  it('is kept when it turned out to be damaged, until everything is here again (§2.13)', async () => {
    await core.close();
    await server.away();
    await start();
    await favour(1);
    await overwrite('cache.db', CACHE_PAGE);
    const readEveryone = async (): Promise<void> => {
      for (let n = 1; n <= CANDIDATES; n += 1) await core.api.candidates.get({ id: testId(1, n) });
    };
    await expect(readEveryone()).rejects.toMatchObject({ code: 'REFUSED', data: { code: 'corrupt' } });
    await eventually(async () => expect(await core.api.sync.state()).toMatchObject({ complete: false, waiting: 1 }));
    await eventually(async () => expect((await overview()).candidates).toBe(0));
    expect(await damagedFiles()).toContain('cache.db.damaged-1');
    await server.listen();
    await core.api.sync.start();
    await updated();
    await readEveryone();
    await eventually(async () => expect(await damagedFiles()).toEqual([]));
    await eventually(() => expect(server.feed.favourites()).toEqual([testId(1, 1)]));
  });

  it('is deleted when the user asked for it', async () => {
    await server.away();
    await core.api.sync.rebuild();
    expect((await overview()).candidates).toBe(0);
    expect(await damagedFiles()).toEqual([]);
  });
});

describe('drafts of notes', () => {
  const gone = `note-draft.${testId(1, 3)}`;
  const stays = `note-draft.${testId(1, 4)}`;
  const draft = { text: 'Belt maandag', scope: 'PRIVATE' };
  /** Within the seven days of a lease, and until there is a newer one. */
  const restartAfterSixDays = async (): Promise<void> => {
    await core.close();
    clock.set(clock.now() + 6 * DAY);
    await start();
    await eventually(async () => expect((await overview()).history).toMatchObject([{ outcome: 'ok' }]));
  };

  it('go when their candidate has not been visible for 30 days', async () => {
    for (const key of [gone, stays]) await core.api.app.setPreference({ key, value: draft });
    server.leaseDays = { until: 7, wipe: 30 };
    server.feed.remove(CARD, testId(1, 3));
    await core.api.sync.start();
    await eventually(async () => expect((await overview()).candidates).toBe(CANDIDATES - 1));
    // The first of these starts finds that he is gone; the sixth comes 30 days later.
    for (let time = 1; time <= 5; time += 1) {
      await restartAfterSixDays();
      expect(await core.api.app.preferences()).toMatchObject({ [gone]: draft, [stays]: draft });
    }
    await restartAfterSixDays();
    expect(await core.api.app.preferences()).toEqual({ [stays]: draft });
  });

  it('are not judged by a cache that is not complete', async () => {
    await core.api.app.setPreference({ key: gone, value: draft });
    await server.away();
    await core.api.sync.rebuild();
    expect(await core.api.app.preferences()).toEqual({ [gone]: draft });
  });
});
