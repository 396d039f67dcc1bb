import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Failpoint } from '../failpoint.ts';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { holdClock, TEST_START, type HeldClock } from '../testing/held-clock.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const CARD = COLLECTIONS.candidateCard.number;
const DAY = 86_400_000;

let server: ContractServer;
let profile: TestProfile;
let clock: HeldClock;
let core: TestCore;

const start = async (failpoint?: Failpoint): Promise<void> => {
  core = await startTestCore(profile, server.url, clock, failpoint);
};
const restart = async (failpoint?: Failpoint): Promise<void> => {
  await core.close();
  await start(failpoint);
};
const signedOut = (reason: string) =>
  eventually(async () => expect(await core.api.accounts.state()).toEqual({ state: 'signed-out', reason }));
const updated = () =>
  eventually(async () => expect(await core.api.sync.state()).toMatchObject({ phase: 'idle', complete: true }));
const search = () => core.api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50 });
/** Everything in the profile that belongs to users. */
const userFiles = async (): Promise<string[]> => {
  const names = await readdir(path.join(profile.directory, 'users'), { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes('.'));
};
const markers = async (): Promise<string[]> =>
  (await readdir(profile.directory)).filter((name) => name.startsWith('wipe-pending'));

beforeEach(async () => {
  clock = holdClock();
  server = await startContractServer();
  server.now = clock.now;
  server.leaseDays = { until: 7, wipe: 30 };
  server.feed.put(CARD, testId(1, 1), makeCandidate(1));
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

describe('a device that is locked by an administrator', () => {
  it('closes, keeps its files and answers no query (C9)', async () => {
    const files = await userFiles();
    server.decide('LOCK');
    await core.api.sync.start();
    await signedOut('device-locked');
    await expect(search()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    await eventually(() => expect(profile.secrets.names()).not.toContain('session'));
    expect((await userFiles()).filter((file) => file.endsWith('.db'))).toEqual(
      files.filter((file) => file.endsWith('.db')),
    );
  });

  it('says so after a restart as well, and opens its files again when it is released', async () => {
    server.decide('LOCK');
    await core.api.sync.start();
    await signedOut('device-locked');
    await restart();
    await signedOut('device-locked');
    await expect(signIn(core.api)).rejects.toMatchObject({ code: 'REFUSED', data: { code: 'device_locked' } });
    await signedOut('device-locked');
    server.order = null;
    server.intercept = (request, response) => {
      if (!request.url?.includes('/sync/')) return false;
      response.destroy();
      return true;
    };
    await signIn(core.api);
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });

  it('is locked by an order that comes with the renewal of its token', async () => {
    server.decide('LOCK');
    const { order } = server;
    server.revoke(false);
    server.intercept = (request, response) => {
      if (!request.url?.includes('session-renewals')) return false;
      sendJson(response, 403, {
        type: 'about:blank',
        title: 'x',
        status: 403,
        detail: 'x',
        code: 'device_locked',
        order,
      });
      return true;
    };
    await core.api.sync.start();
    await signedOut('device-locked');
  });
});

describe('a device that is wiped by an administrator', () => {
  it('holds no key and no file afterwards, and confirms it with what was destroyed (C9)', async () => {
    server.intercept = (request, response) => {
      if (!request.url?.includes('/sync/push')) return false;
      response.destroy();
      return true;
    };
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    server.decide('WIPE');
    await core.api.sync.start();
    await signedOut('device-wiped');
    await eventually(() => expect(server.wiped).toEqual([{ device: server.order?.device, destroyed: 1 }]));
    await expect(search()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    expect(await userFiles()).toEqual([]);
    expect(profile.secrets.names()).not.toContain('session');
    await eventually(async () => expect(await markers()).toEqual([]));
    await restart();
    await signedOut('device-wiped');
    expect(server.wiped).toHaveLength(1);
  });

  it('gets another key at the next sign-in', async () => {
    const before = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string; deviceKey: string };
    server.decide('WIPE');
    await core.api.sync.start();
    await signedOut('device-wiped');
    await eventually(() => expect(server.wiped).toHaveLength(1));
    server.order = null;
    await signIn(core.api);
    await updated();
    const after = JSON.parse(String(await profile.secrets.get('session'))) as { deviceId: string; deviceKey: string };
    expect(after.deviceId).not.toBe(before.deviceId);
    expect(after.deviceKey).not.toBe(before.deviceKey);
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });

  it.each([
    'wipe: after marker',
    'wipe: after vault',
    'wipe: after close',
    'wipe: after files',
    'wipe: after record',
    'wipe: before confirmation',
  ])('completes it at the next start when it stops at "%s", before anything opens (C9)', async (point) => {
    await restart((name) => {
      if (name === point) throw new Error('stop');
    });
    await updated();
    server.decide('WIPE');
    await core.api.sync.start();
    await eventually(async () => expect(await markers()).toHaveLength(1));
    await signedOut('device-wiped');
    await core.close();
    expect(server.wiped).toEqual([]);
    const opened: string[] = [];
    server.intercept = (request) => {
      if (request.url?.includes('/sync/')) opened.push(request.url);
      return false;
    };
    await start();
    await signedOut('device-wiped');
    expect(await userFiles()).toEqual([]);
    expect(profile.secrets.names()).not.toContain('session');
    await eventually(() => expect(server.wiped).toHaveLength(1));
    await eventually(async () => expect(await markers()).toEqual([]));
    expect(opened).toEqual([]);
  });

  it('asks for its confirmation at every start until the server took it', async () => {
    server.intercept = (request, response) => {
      if (!request.url?.includes('wipe-confirmations')) return false;
      response.destroy();
      return true;
    };
    server.decide('WIPE');
    await core.api.sync.start();
    await signedOut('device-wiped');
    await eventually(() => expect(server.calls.filter((call) => call.includes('wipe-'))).toHaveLength(1));
    await restart();
    await eventually(() => expect(server.calls.filter((call) => call.includes('wipe-'))).toHaveLength(2));
    expect(await markers()).toHaveLength(1);
    server.intercept = null;
    await restart();
    await eventually(() => expect(server.wiped).toHaveLength(1));
    await eventually(async () => expect(await markers()).toEqual([]));
  });

  it('stops asking when the server knows no such order', async () => {
    server.intercept = (request, response) => {
      if (!request.url?.includes('wipe-confirmations')) return false;
      sendJson(response, 404, { type: 'about:blank', title: 'x', status: 404, detail: 'x', code: 'not_found' });
      return true;
    };
    server.decide('WIPE');
    await core.api.sync.start();
    await signedOut('device-wiped');
    await eventually(async () => expect(await markers()).toEqual([]));
  });

  it('hears of it at a sign-in when its session had ended before (C9)', async () => {
    server.revoke(true);
    await core.api.sync.start();
    await signedOut('session-ended');
    await eventually(() => expect(profile.secrets.names()).toContain('closed'));
    expect(await userFiles()).not.toEqual([]);
    server.decide('WIPE');
    await expect(signIn(core.api)).rejects.toMatchObject({ data: { code: 'device_revoked' } });
    await signedOut('device-wiped');
    expect(await userFiles()).toEqual([]);
    await eventually(() => expect(server.wiped).toHaveLength(1));
    server.order = null;
    await signIn(core.api);
    await updated();
  });

  it('keeps nothing of the person in its marker', async () => {
    server.intercept = (request, response) => {
      if (!request.url?.includes('wipe-confirmations')) return false;
      response.destroy();
      return true;
    };
    server.decide('WIPE');
    await core.api.sync.start();
    await eventually(async () => expect(await markers()).toHaveLength(1));
    const [name = ''] = await markers();
    const text = await readFile(path.join(profile.directory, name), 'utf8');
    expect(text).not.toContain(server.me.email);
    expect(text).not.toContain(server.me.fullName);
  });
});

describe('an order that does not count', () => {
  it.each([
    [
      'with the signature of another server',
      () => {
        server.forges = true;
        server.decide('WIPE');
      },
    ],
    [
      'for another device',
      () => {
        server.decide('WIPE');
        server.order = { ...server.order!, device: testId(9, 1) };
      },
    ],
    [
      'for another user',
      () => {
        server.decide('WIPE');
        server.order = { ...server.order!, user: testId(9, 2) };
      },
    ],
    [
      'made harsher on the way',
      () => {
        server.decide('LOCK');
        server.order = { ...server.order!, action: 'WIPE' };
      },
    ],
  ])('only locks: %s', async (_which, forge) => {
    forge();
    await core.api.sync.start();
    await signedOut('session-ended');
    await expect(search()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    expect(await userFiles()).not.toEqual([]);
    expect(server.wiped).toEqual([]);
    server.order = null;
    await signIn(core.api);
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });

  it('only locks when there is none at all', async () => {
    server.intercept = (request, response) => {
      if (!request.url?.includes('/sync/')) return false;
      sendJson(response, 403, { type: 'about:blank', title: 'x', status: 403, detail: 'x', code: 'device_revoked' });
      return true;
    };
    await core.api.sync.start();
    await signedOut('session-ended');
    expect(await userFiles()).not.toEqual([]);
  });
});

describe('time without contact', () => {
  const away = async (days: number): Promise<void> => {
    await server.away();
    clock.pass(days * DAY);
  };

  it('locks while the program runs, when the lease is over, and keeps the files', async () => {
    await away(7);
    clock.pass(60_000);
    await signedOut('lease-ended');
    await expect(search()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    expect(await userFiles()).not.toEqual([]);
    await eventually(() => expect(profile.secrets.names()).not.toContain('session'));
  });

  it('locks at the start, before anything opens, also after the clock was turned back', async () => {
    await core.close();
    await away(8);
    await start();
    await signedOut('lease-ended');
    await core.close();
    clock.set(TEST_START);
    await start();
    await signedOut('lease-ended');
    expect(await userFiles()).not.toEqual([]);
  });

  it('works again after a sign-in, with everything that was there', async () => {
    await away(8);
    await signedOut('lease-ended');
    await server.listen();
    await signIn(core.api);
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });

  it('counts with the newest time of the server, whatever the clock of the machine says', async () => {
    clock.pass(6 * DAY);
    server.leaseDays = null;
    await core.api.sync.start();
    await updated();
    await eventually(async () =>
      expect(JSON.parse(String(await profile.secrets.get('session')))).toMatchObject({
        newestTime: new Date(clock.now()).toISOString(),
      }),
    );
    await core.close();
    const session = JSON.parse(String(await profile.secrets.get('session'))) as { newestTime: string };
    const later = new Date(TEST_START + 8 * DAY).toISOString();
    await profile.secrets.set('session', Buffer.from(JSON.stringify({ ...session, newestTime: later })));
    clock.set(TEST_START);
    await start();
    await signedOut('lease-ended');
  });

  it('goes on with every contact', async () => {
    for (let day = 0; day < 10; day += 1) {
      clock.pass(DAY);
      server.revoke(false);
      await core.api.sync.start();
      await updated();
      await eventually(async () =>
        expect((await core.api.sync.overview()).leaseUntil).toBe(new Date(clock.now() + 7 * DAY).toISOString()),
      );
    }
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });

  it('destroys keys and files at the first start beyond the hard limit (C9)', async () => {
    await core.close();
    await away(31);
    await start();
    await signedOut('device-wiped');
    expect(await userFiles()).toEqual([]);
    expect(profile.secrets.names()).not.toContain('session');
    expect(await markers()).toEqual([]);
  });

  it('destroys them beyond the hard limit also when they were locked before (C9)', async () => {
    await away(8);
    await signedOut('lease-ended');
    await eventually(() => expect(profile.secrets.names()).toContain('closed'));
    await core.close();
    clock.pass(25 * DAY);
    await start();
    await signedOut('device-wiped');
    expect(await userFiles()).toEqual([]);
  });

  it('destroys them while the program runs when the municipality allows no time between', async () => {
    server.leaseDays = { until: 1, wipe: 1 };
    clock.pass(1000);
    await core.api.sync.start();
    await updated();
    await eventually(async () =>
      expect((await core.api.sync.overview()).leaseUntil).toBe(new Date(clock.now() + DAY).toISOString()),
    );
    await away(2);
    await signedOut('device-wiped');
    await eventually(async () => expect(await userFiles()).toEqual([]));
  });

  it('is not made longer by a forged lease', async () => {
    server.forges = true;
    server.leaseDays = { until: 300, wipe: 400 };
    clock.pass(60_000);
    await core.api.sync.start();
    await updated();
    await away(7);
    clock.pass(60_000);
    await signedOut('lease-ended');
  });
});

describe('a session of an earlier version', () => {
  it('is over, because nothing the server tells it can be checked; its files stay', async () => {
    await core.close();
    const { deviceId, me } = JSON.parse(String(await profile.secrets.get('session'))) as {
      deviceId: string;
      me: unknown;
    };
    await profile.secrets.set(
      'session',
      Buffer.from(JSON.stringify({ version: 1, serverUrl: server.url, deviceId, me })),
    );
    await start();
    await signedOut('session-ended');
    expect(await userFiles()).not.toEqual([]);
    await signIn(core.api);
    await expect(search()).resolves.toMatchObject({ total: 1 });
  });
});
