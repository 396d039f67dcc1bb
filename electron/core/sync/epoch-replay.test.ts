import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { PullRequest } from '@hallowerk/contract/sync/pull.ts';
import { userFolder } from '../accounts/device-keys.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Failpoint } from '../failpoint.ts';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';
import { openUserFiles } from '../user-files.ts';

const CARD = COLLECTIONS.candidateCard.number;

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;

const start = async (failpoint?: Failpoint): Promise<void> => {
  core = await startTestCore(profile, server.url, undefined, failpoint);
};
const favour = (n: number, on = true) => core.api.candidates.setFavourite({ id: testId(1, n), on });
/** Everything is here, nothing waits, and no answer is missing. */
const settled = (favourites: readonly number[]) =>
  eventually(async () => {
    expect(await core.api.sync.state()).toMatchObject({ phase: 'idle', complete: true, waiting: 0 });
    expect((await core.api.sync.overview()).waiting).toEqual([]);
    const page = await core.api.candidates.favourites({ offset: 0, limit: 20, sort: 'name-asc' });
    expect(page.items.filter(({ pending }) => pending)).toEqual([]);
    expect(server.feed.favourites().sort()).toEqual(favourites.map((n) => testId(1, n)).sort());
    expect(page.total).toBe(favourites.length);
  });
const offline = () => eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'offline' }));

beforeEach(async () => {
  server = await startContractServer();
  for (let n = 1; n <= 5; n += 1) server.feed.put(CARD, testId(1, n), makeCandidate(n));
  profile = await makeProfile();
  await start();
  await signIn(core.api);
  await settled([]);
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

describe('a server that was restored from a backup', () => {
  it('gets again what it had accepted and lost, before anything newer (C3)', async () => {
    await favour(1);
    await settled([1]);
    const restore = server.feed.backup();
    await favour(2);
    await settled([1, 2]);
    await server.away();
    await favour(3);
    await offline();
    restore();
    const before = server.feed.executed.length;
    await server.listen();
    await core.api.sync.start();
    await settled([1, 2, 3]);
    expect(server.feed.executed.slice(before)).toHaveLength(2);
    expect(server.feed.executed[before]).toBe(server.feed.executed[1]);
  });

  it('is asked about answers that were not seen to come back as well (C3)', async () => {
    const restore = server.feed.backup();
    server.intercept = (request, response) => {
      const isPullWithAnswer = request.url === '/v1/sync/pull' && server.feed.executed.length > 0;
      if (isPullWithAnswer) response.destroy();
      return isPullWithAnswer;
    };
    await favour(1);
    await eventually(async () =>
      expect((await core.api.sync.overview()).waiting).toMatchObject([{ state: 'sent', candidateId: testId(1, 1) }]),
    );
    await offline();
    restore();
    server.intercept = null;
    await core.api.sync.start();
    await settled([1]);
    expect(server.feed.executed).toHaveLength(2);
  });

  it('executes nothing twice that it still knows (S6)', async () => {
    await favour(1);
    await favour(2);
    await favour(1, false);
    await settled([2]);
    const restore = server.feed.backup();
    restore();
    await core.api.sync.start();
    await eventually(() =>
      expect(server.calls.filter((call) => call === 'POST /v1/sync/pull').length).toBeGreaterThan(4),
    );
    await settled([2]);
    expect(server.feed.executed).toHaveLength(3);
  });

  it('is asked in batches that it takes, and gets everything back (C3)', async () => {
    const restore = server.feed.backup();
    const uids: string[] = [];
    for (let round = 0; round < 45; round += 1) for (let n = 1; n <= 5; n += 1) await favour(n, round % 2 === 0);
    await settled([1, 2, 3, 4, 5]);
    uids.push(...server.feed.executed);
    expect(uids).toHaveLength(225);
    const asked: number[] = [];
    server.intercept = (request, _response, body) => {
      if (request.url === '/v1/sync/pull') asked.push((body as PullRequest).pending.length);
      return false;
    };
    restore();
    await core.api.sync.start();
    await eventually(() => expect(server.feed.executed).toHaveLength(450));
    await settled([1, 2, 3, 4, 5]);
    expect(server.feed.executed.slice(225)).toEqual(uids);
    expect(asked).toEqual(expect.arrayContaining([200, 25]));
    expect(Math.max(...asked)).toBe(200);
  }, 30_000);

  it.each(['replay: a batch is answered', 'replay: everything is answered', 'replay: epoch is stored'])(
    'gets everything when the program stops at "%s" (C3)',
    async (point) => {
      const restore = server.feed.backup();
      await favour(1);
      await favour(2);
      await settled([1, 2]);
      await core.close();
      await server.away();
      let stops = 0;
      await start((name) => {
        if (name !== point) return;
        stops += 1;
        throw new Error('stop');
      });
      await favour(3);
      restore();
      const before = server.feed.executed.length;
      await server.listen();
      await core.api.sync.start();
      await eventually(() => expect(stops).toBeGreaterThan(0));
      await core.close();
      expect(server.feed.executed.length).toBe(before);
      await start();
      await settled([1, 2, 3]);
      expect(server.feed.executed.slice(before)).toHaveLength(3);
      expect(server.feed.executed.slice(before, before + 2)).toEqual(server.feed.executed.slice(0, 2));
    },
  );

  it('is asked again from the beginning when it is restored once more meanwhile', async () => {
    const restore = server.feed.backup();
    await favour(1);
    await settled([1]);
    restore();
    let again = 1;
    server.intercept = (request, _response, body) => {
      const asks = request.url === '/v1/sync/pull' && (body as PullRequest).pending.length > 0;
      if (asks && again > 0) {
        again -= 1;
        server.feed.epoch += 1;
      }
      return false;
    };
    await core.api.sync.start();
    await eventually(() => expect(server.feed.executed).toHaveLength(2));
    await settled([1]);
    expect(again).toBe(0);
  });
});

describe('the epoch of the server', () => {
  it('is kept from the first contact on, before anything is sent', async () => {
    await core.close();
    const session = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string; deviceKey: string };
    const directory = path.join(profile.directory, 'users', userFolder(server.me.id, session.deviceId));
    const deviceKey = Buffer.from(session.deviceKey, 'base64');
    const files = await openUserFiles({ directory, deviceKey, clock: SYSTEM_CLOCK, logger: pino({ level: 'silent' }) });
    expect(files.outbox.identity()).toMatchObject({ epochOk: 1, userId: server.me.id });
    await files.close();
    expect(server.calls).not.toContain('POST /v1/sync/push');
  });
});

describe('an answer of the past', () => {
  it('is refused whole, and the next one goes on from where it was (C4)', async () => {
    const cursors: unknown[] = [];
    let lies = 1;
    server.intercept = (request, response, body) => {
      if (request.url !== '/v1/sync/pull') return false;
      cursors.push((body as PullRequest).cursor);
      if (lies === 0) return false;
      lies -= 1;
      const id = testId(1, 9);
      const row = makeCandidate(9);
      const answer = server.feed.pull(body);
      const scope = answer.scopes[0]?.s ?? 0;
      sendJson(response, 200, {
        ...answer,
        head: 1,
        ops: [[scope, CARD, id, 1, 1]],
        rows: { [CARD]: { [id]: row } },
        cursor: randomUUID(),
      });
      return true;
    };
    await core.api.sync.start();
    await eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'error' }));
    await core.api.sync.start();
    await settled([]);
    await expect(core.api.candidates.get({ id: testId(1, 9) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(new Set(cursors).size).toBe(1);
  });
});
