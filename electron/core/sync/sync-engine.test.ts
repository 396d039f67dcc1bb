import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '#db/open-database.ts';
import { MetaStore } from '#db/sync/meta-store.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { PullRequest } from '@hallowerk/contract/sync/pull.ts';
import { deriveKey, userFolder } from '../accounts/device-keys.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { holdClock, type HeldClock } from '../testing/held-clock.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const CARD = COLLECTIONS.candidateCard.number;
const HOUR = 3_600_000;

let server: ContractServer;
let profile: TestProfile;
let clock: HeldClock;
let core: TestCore;

const start = async (): Promise<void> => {
  core = await startTestCore(profile, server.url, clock);
};
const state = () => core.api.sync.state();
const overview = () => core.api.sync.overview();
/** The engine waits for its next round: its steps are the only waits of ten seconds and less. */
const resting = () => eventually(() => expect(clock.waits()[0]).toBeLessThanOrEqual(10_000));
const updated = async () => {
  await eventually(async () => expect(await state()).toMatchObject({ phase: 'idle', complete: true }));
  await resting();
};
const pulls = (): number => server.calls.filter((call) => call === 'POST /v1/sync/pull').length;
const rounds = async () => (await overview()).history.map(({ cause, outcome }) => `${cause} ${outcome}`);
/** Lets time go by in small steps, as it does, with room for what happens in it. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 10_000) {
    clock.pass(Math.min(left, 10_000));
    for (let turn = 0; turn < 4; turn += 1) await SYSTEM_CLOCK.breathe();
  }
}
/** The server answers this to every call of sync. */
function refuse(status: number, code: string, headers: Record<string, string> = {}, more: object = {}): void {
  server.intercept = (request, response) => {
    if (!request.url?.includes('/sync/')) return false;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, { type: 'about:blank', title: code, status, detail: 'Nu niet.', code, ...more });
    return true;
  };
}
async function userDirectory(): Promise<{ directory: string; deviceKey: Buffer }> {
  const session = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string; deviceKey: string };
  const directory = path.join(profile.directory, 'users', userFolder(server.me.id, session.deviceId));
  return { directory, deviceKey: Buffer.from(session.deviceKey, 'base64') };
}

beforeEach(async () => {
  clock = holdClock();
  server = await startContractServer();
  server.now = clock.now;
  for (let n = 1; n <= 3; n += 1) server.feed.put(CARD, testId(1, n), makeCandidate(n));
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

describe('the rounds of sync', () => {
  it('say why they were made and what they did, the newest first', async () => {
    await pass(60_000);
    await eventually(async () => expect(await rounds()).toHaveLength(2));
    await resting();
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await eventually(async () => expect(await rounds()).toHaveLength(3));
    await core.api.sync.start();
    await eventually(async () => expect(await rounds()).toHaveLength(4));
    expect(await rounds()).toEqual(['user ok', 'change ok', 'timer ok', 'start ok']);
    const { history } = await overview();
    expect(history[1]).toMatchObject({ sent: 1, received: 1, at: new Date(clock.now()).toISOString() });
    expect(history[3]).toMatchObject({ sent: 0, received: 3 });
  });

  it('are remembered up to fifty', async () => {
    for (let round = 0; round < 55; round += 1) {
      const before = pulls();
      await core.api.sync.start();
      await eventually(() => expect(pulls()).toBeGreaterThan(before));
      await updated();
    }
    expect((await overview()).history).toHaveLength(50);
  });

  it('tell the server what waits and how long, and which digests differed since the last complete one', async () => {
    server.intercept = (request, response, body) => {
      if (request.url !== '/v1/sync/push') return false;
      const { rid } = body as { rid: string };
      sendJson(response, 200, { v: 1, rid, results: [], server_time: new Date(clock.now()).toISOString() });
      return true;
    };
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await eventually(() =>
      expect(server.feed.reports.at(-1)).toEqual({ waiting: 1, oldestWaitingSeconds: 0, mismatches: 0 }),
    );
    await updated();
    server.feed.digestError = 1n;
    await pass(60_000);
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'error' }));
    expect(server.feed.reports.at(-1)).toEqual({ waiting: 1, oldestWaitingSeconds: 60, mismatches: 1 });
    server.feed.digestError = 0n;
    server.intercept = null;
    await core.api.sync.start();
    await updated();
    expect(server.feed.reports.at(-1)).toEqual({ waiting: 0, oldestWaitingSeconds: null, mismatches: 1 });
    await core.api.sync.start();
    await eventually(() => expect(server.feed.reports.at(-1)?.mismatches).toBe(0));
  });

  it('come soon after the machine woke from a sleep', async () => {
    const before = pulls();
    clock.pass(8 * HOUR);
    await eventually(() => expect(pulls()).toBeGreaterThan(before));
  });
});

describe('pokes', () => {
  let streams: ServerResponse[];
  const listening = async (): Promise<void> => {
    streams = [];
    server.intercept = (request, response) => {
      if (!request.url?.startsWith('/v1/sync/poke')) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
      streams.push(response);
      return true;
    };
    await core.api.sync.start();
    await eventually(async () => expect((await overview()).live).toBe(true));
    await updated();
  };
  const poke = (): void => streams.forEach((stream) => stream.write('event: poke\ndata: {"type":"poke","h":9}\n\n'));

  it('bring what changed at once, without waiting for the minute', async () => {
    await listening();
    server.feed.put(CARD, testId(1, 4), makeCandidate(4));
    poke();
    await eventually(async () => expect((await overview()).candidates).toBe(4));
    expect((await rounds())[0]).toBe('poke ok');
  });

  it('become one more round when they come while one is under way', async () => {
    await listening();
    let gate: () => void = () => {};
    const held = new Promise<void>((resolve) => (gate = resolve));
    const before = pulls();
    server.intercept = async (request) => {
      if (request.url === '/v1/sync/pull' && pulls() === before + 1) await held;
      return false;
    };
    poke();
    await eventually(() => expect(pulls()).toBe(before + 1));
    for (let n = 0; n < 20; n += 1) poke();
    await SYSTEM_CLOCK.breathe();
    gate();
    await eventually(() => expect(pulls()).toBe(before + 2));
    await updated();
    await eventually(async () => expect((await rounds()).slice(0, 2)).toEqual(['poke ok', 'poke ok']));
    expect(pulls()).toBe(before + 2);
  });

  it('are told to be missing when the line breaks, and the minute brings the changes', async () => {
    await listening();
    server.intercept = null;
    streams.forEach((stream) => stream.destroy());
    await eventually(async () => expect((await overview()).live).toBe(false));
    server.feed.put(CARD, testId(1, 4), makeCandidate(4));
    await pass(60_000);
    await eventually(async () => expect((await overview()).candidates).toBe(4));
  });
});

describe('a server that does not serve', () => {
  it('gets an hour of rest when this version is too old, and keeps everything readable and writable (§2.18)', async () => {
    refuse(426, 'protocol');
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'update-required', complete: true }));
    expect((await state()).message).toContain('Installeer de nieuwe versie');
    await resting();
    const before = server.calls.length;
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await expect(core.api.candidates.get({ id: testId(1, 1) })).resolves.toMatchObject({ favourite: true });
    await pass(HOUR - 60_000);
    expect(server.calls.length).toBe(before);
    expect(await state()).toMatchObject({ phase: 'update-required', waiting: 1 });
    server.intercept = null;
    await pass(70_000);
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'idle', waiting: 0, message: null }));
    expect(await rounds()).toEqual(['timer ok', 'user update-required', 'start ok']);
    expect(server.feed.favourites()).toEqual([testId(1, 1)]);
  });

  it('is asked again at once when the user wants it, also when too old', async () => {
    refuse(426, 'protocol');
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'update-required' }));
    server.intercept = null;
    await core.api.sync.start();
    await updated();
  });

  it.each([
    ['1.2.0', 'Deze versie van HalloWerk is te oud om bij te werken. Installeer versie 1.2.0 of nieuwer.'],
    ['1.10.0', 'Deze versie van HalloWerk is te oud om bij te werken. Installeer versie 1.10.0 of nieuwer.'],
    ['1.0.0', 'Deze versie van HalloWerk past niet meer bij de server. Installeer de nieuwe versie.'],
    ['0.9.0', 'Deze versie van HalloWerk past niet meer bij de server. Installeer de nieuwe versie.'],
  ])('that works with %s and newer says so to who has 1.0.0, when that helps', async (minBuild, message) => {
    refuse(426, 'protocol', {}, { minBuild });
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'update-required', message }));
  });

  it.each([
    [429, 'too_many', 'druk'],
    [503, 'busy', 'druk'],
    [503, 'restoring', 'hersteld'],
  ])('is left alone for as long as it asks (%i %s), whatever the user changes', async (status, code, word) => {
    refuse(status, code, { 'retry-after': '120' });
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'error' }));
    expect((await state()).message).toContain(word);
    await resting();
    server.intercept = null;
    const before = server.calls.length;
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    await pass(110_000);
    expect(server.calls.length).toBe(before);
    await pass(20_000);
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'idle', waiting: 0 }));
  });
});

describe('the clock of the machine', () => {
  it('is said to be wrong from five minutes on, and not any more once it is set right', async () => {
    expect(await state()).toMatchObject({ clockOffMs: null });
    clock.set(clock.now() + HOUR);
    server.now = () => clock.now() - HOUR;
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ clockOffMs: HOUR }));
    server.now = clock.now;
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ clockOffMs: null }));
  });
});

describe('changes that the server refuses', () => {
  const refused = async (status: 'rejected' | 'parked', code: 'limit' | 'invalid' | 'transition' | null) => {
    server.feed.verdict = ({ uid }) => [uid, status, code];
    await core.api.candidates.addNote({ candidateId: testId(1, 2), text: 'Bel maandag', scope: 'PRIVATE' });
    await eventually(async () => expect(await state()).toMatchObject({ phase: 'idle', waiting: 0, attention: 1 }));
    server.feed.verdict = () => null;
    const [line] = (await overview()).refused;
    return line!;
  };

  it('stay with their text until they are put away', async () => {
    const line = await refused('rejected', 'invalid');
    expect(line).toMatchObject({
      kind: 'note.create',
      candidateId: testId(1, 2),
      candidateName: 'Voornaam2 Achternaam2',
      status: 'rejected',
      code: 'invalid',
      text: 'Bel maandag',
      canRetry: false,
    });
    await expect(core.api.sync.retry({ uid: line.uid })).rejects.toMatchObject({ data: { code: 'no_retry' } });
    await core.api.sync.dismiss({ uid: line.uid });
    expect((await overview()).refused).toEqual([]);
    expect(await state()).toMatchObject({ attention: 0 });
  });

  it('are sent again as new ones when that can help', async () => {
    server.feed.verdict = ({ uid }) => [uid, 'rejected', 'limit'];
    await core.api.candidates.setFavourite({ id: testId(1, 2), on: true });
    await eventually(async () => expect(await state()).toMatchObject({ waiting: 0, attention: 1 }));
    server.feed.verdict = () => null;
    const [line] = (await overview()).refused;
    expect(line).toMatchObject({ canRetry: true, text: null });
    clock.pass(1000);
    await core.api.sync.retry({ uid: line!.uid });
    await eventually(async () => expect(await state()).toMatchObject({ waiting: 0, attention: 0, phase: 'idle' }));
    expect(server.feed.favourites()).toEqual([testId(1, 2)]);
    expect(server.feed.executed).not.toContain(line!.uid);
    await expect(core.api.sync.retry({ uid: line!.uid })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are never sent again while somebody looks into them', async () => {
    const line = await refused('parked', null);
    expect(line).toMatchObject({ status: 'parked', canRetry: false });
    await expect(core.api.sync.retry({ uid: line.uid })).rejects.toMatchObject({ data: { code: 'no_retry' } });
  });
});

describe('what the panel shows', () => {
  it('names what waits, what was sent, and the size of it all', async () => {
    await server.away();
    await core.api.candidates.setFavourite({ id: testId(1, 3), on: true });
    const shown = await overview();
    expect(shown).toMatchObject({ candidates: 3, refused: [], conflicts: [], live: false });
    expect(shown.waiting).toMatchObject([
      { kind: 'favourite.set', candidateId: testId(1, 3), candidateName: 'Voornaam3 Achternaam3', state: 'waiting' },
    ]);
    expect(shown.bytes).toBeGreaterThan(100_000);
    expect(shown.leaseUntil).toBe(new Date(clock.now() + 7 * 24 * HOUR).toISOString());
  });

  it('shows both versions of a conflict, counts it, and takes it away when the user has chosen', async () => {
    const at = new Date(clock.now()).toISOString();
    const note = {
      id: testId(13, 1),
      candidateId: testId(1, 2),
      authorId: server.me.id,
      authorName: server.me.fullName,
      text: 'Belt maandag',
      scope: 'PRIVATE',
      createdAt: at,
      textAt: at,
      scopeAt: at,
    };
    const conflict = {
      id: testId(14, 1),
      noteId: note.id,
      candidateId: note.candidateId,
      otherText: 'Belt dinsdag',
      otherAt: at,
      createdAt: at,
    };
    server.feed.put(COLLECTIONS.note.number, note.id, note);
    server.feed.put(COLLECTIONS.noteConflict.number, conflict.id, conflict);
    await core.api.sync.start();
    await eventually(async () => expect(await state()).toMatchObject({ attention: 1 }));
    expect((await overview()).conflicts).toEqual([
      {
        id: conflict.id,
        noteId: note.id,
        candidateId: testId(1, 2),
        candidateName: 'Voornaam2 Achternaam2',
        current: { text: 'Belt maandag', at },
        other: { text: 'Belt dinsdag', at },
      },
    ]);
    await server.away();
    await core.api.sync.resolveConflict({ id: conflict.id, keep: 'other' });
    expect((await overview()).conflicts).toEqual([]);
    expect(await state()).toMatchObject({ attention: 0, waiting: 1 });
  });
});

describe('building the local data again', () => {
  it('shows a first fill, and keeps what waits for sending', async () => {
    await server.away();
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    const rebuilding = core.api.sync.rebuild();
    await expect(core.api.sync.rebuild()).rejects.toMatchObject({ code: 'REFUSED', data: { code: 'rebuilding' } });
    await rebuilding;
    expect(await state()).toMatchObject({ complete: false, waiting: 1 });
    expect((await overview()).candidates).toBe(0);
    await server.listen();
    await core.api.sync.start();
    await updated();
    expect((await overview()).candidates).toBe(3);
    expect(server.feed.favourites()).toEqual([testId(1, 1)]);
  });
});

describe('files that cannot be opened again', () => {
  it('are said to be unreadable, and nothing is taken from them', async () => {
    const { directory } = await userDirectory();
    // A folder in the place of the file: neither to be deleted nor to be opened.
    await rm(path.join(directory, 'cache.db'));
    await mkdir(path.join(directory, 'cache.db', 'folder'), { recursive: true });
    await expect(core.api.sync.rebuild()).rejects.toMatchObject({ code: expect.stringMatching(/REFUSED|INTERNAL/) });
    await eventually(async () =>
      expect(await core.api.accounts.state()).toEqual({ state: 'signed-out', reason: 'files-unreadable' }),
    );
    await expect(core.api.sync.overview()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    await rm(path.join(directory, 'cache.db'), { recursive: true });
    await core.close();
    await start();
    await expect(core.api.accounts.state()).resolves.toMatchObject({ state: 'signed-in' });
    await updated();
  });
});

describe('a cache that is not as this program wants it', () => {
  it('gets only the collections again whose projection changed (§2.18)', async () => {
    await core.close();
    const { directory, deviceKey } = await userDirectory();
    const file = await openCache({ directory, key: deriveKey(deviceKey, 'cache') });
    const meta = new MetaStore(file.connection);
    const versions = JSON.parse(meta.get('versions') ?? '{}') as Record<string, number>;
    meta.set('versions', JSON.stringify({ ...versions, [CARD]: 0 }));
    await file.close();
    const asked: (readonly number[] | undefined)[] = [];
    server.intercept = (request, _response, body) => {
      if (request.url === '/v1/sync/pull') asked.push((body as PullRequest).only);
      return false;
    };
    await start();
    await eventually(() => expect(asked).toEqual([[CARD], undefined]));
    await updated();
    await core.api.sync.start();
    await eventually(() => expect(asked).toEqual([[CARD], undefined, undefined]));
  });

  it('is compared with the server after an end that was none, and a refusal of that is no error', async () => {
    expect(server.calls).not.toContain('POST /v1/sync/verify');
    await core.close();
    const { directory } = await userDirectory();
    await writeFile(path.join(directory, 'cache.open'), '');
    await start();
    await eventually(() => expect(server.calls).toContain('POST /v1/sync/verify'));
    await updated();
    await pass(10 * 60_000);
    expect(server.calls.filter((call) => call === 'POST /v1/sync/verify')).toHaveLength(1);
  });

  it('is left uncompared for ten minutes by a server that changes all the time', async () => {
    const verifications = (): number => server.calls.filter((call) => call === 'POST /v1/sync/verify').length;
    let standsStill = false;
    server.intercept = (request, response, body) => {
      if (request.url !== '/v1/sync/verify') return false;
      const { rid } = body as { rid: string };
      const head = standsStill ? 0 : 1_000_000;
      sendJson(response, 200, {
        v: 1,
        rid,
        server_time: new Date(clock.now()).toISOString(),
        epoch: 1,
        head,
        sums: {},
      });
      return true;
    };
    await core.close();
    const { directory } = await userDirectory();
    await writeFile(path.join(directory, 'cache.open'), '');
    await start();
    await eventually(() => expect(verifications()).toBe(7));
    await updated();
    const before = pulls();
    await pass(9 * 60_000);
    await updated();
    expect(pulls() - before).toBeGreaterThanOrEqual(8);
    expect(verifications()).toBe(7);
    standsStill = true;
    await pass(3 * 60_000);
    await eventually(() => expect(verifications()).toBe(7 + 8));
    await pass(60 * 60_000);
    expect(verifications()).toBe(7 + 8);
  });
});
