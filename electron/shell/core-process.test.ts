import { MessageChannel } from 'node:worker_threads';
import type { WebContents } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Platform } from '#core/platform.ts';
import { createPlatformClient } from '#hosts/platform-bridge.ts';
import { becomeReady, fake, FakeWebContents, type FakeUtilityProcess } from '../testing/fake-electron.ts';
import { CoreProcess } from './core-process.ts';

becomeReady();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  fake.processes.length = 0;
});
afterEach(() => vi.useRealTimers());

const platform: Platform = {
  mode: 'electron',
  appVersion: '1.2.3',
  canSavePdf: true,
  secrets: { get: async () => Buffer.from('abc'), set: async () => undefined, delete: async () => undefined },
  openExternal: async () => {
    throw new RangeError('no');
  },
  savePdf: async () => ({ saved: true, fileName: 'x.pdf' }),
  saveFile: async () => ({ saved: false }),
};

function startCore() {
  const told: string[] = [];
  const core = new CoreProcess({
    modulePath: '/app/out/main/core.js',
    platform,
    start: { profileDirectory: '/profile', serverUrl: 'http://127.0.0.1:3000' },
    onReady: () => told.push('ready'),
    onFailed: (message) => told.push(message),
  });
  return { core, told, child: () => fake.processes.at(-1)! };
}

function page(core: CoreProcess, url: string): FakeWebContents {
  const contents = new FakeWebContents(undefined);
  contents.url = url;
  core.attach(contents as unknown as WebContents);
  return contents;
}

function types(child: FakeUtilityProcess): unknown[] {
  return child.received.map(({ message }) => (message as { type: string }).type);
}

describe('the core process', () => {
  it('starts with the profile, the server and the facts of the platform, and tells when it is ready', () => {
    const { child, told } = startCore();
    expect(child().modulePath).toBe('/app/out/main/core.js');
    expect(child().options.env).toMatchObject({ NODE_OPTIONS: '' });
    expect(child().received[0]!.message).toEqual({
      type: 'start',
      profileDirectory: '/profile',
      serverUrl: 'http://127.0.0.1:3000',
      facts: { mode: 'electron', appVersion: '1.2.3', canSavePdf: true },
    });
    child().emit('message', { type: 'ready' });
    expect(told).toEqual(['ready']);
  });

  it('shares one channel with a page after every load of that page', () => {
    const { core, child } = startCore();
    const contents = page(core, 'app://hallowerk/index.html');
    contents.emit('did-finish-load');
    contents.emit('did-finish-load');
    expect(types(child())).toEqual(['start', 'renderer', 'renderer']);
    expect(contents.posted.map(({ channel, ports }) => [channel, ports.length])).toEqual([
      ['hallowerk-port', 1],
      ['hallowerk-port', 1],
    ]);
    expect(contents.posted[0]!.ports[0]).not.toBe(contents.posted[1]!.ports[0]);
    expect(child().received[1]!.ports).toHaveLength(1);
  });

  it('never gives a port to a page that is not ours', () => {
    const { core, child } = startCore();
    for (const url of ['https://example.nl/', 'app://hallowerk.evil/', 'about:blank', '']) {
      const contents = page(core, url);
      contents.emit('did-finish-load');
      expect(contents.posted).toEqual([]);
    }
    expect(types(child())).toEqual(['start']);
  });

  it('starts again after a crash and gives the open pages new ports', async () => {
    const { core, child } = startCore();
    const open = page(core, 'app://hallowerk/index.html');
    const closed = page(core, 'app://hallowerk/index.html');
    closed.emit('destroyed');
    child().end(11);
    expect(fake.processes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(fake.processes).toHaveLength(2);
    expect(types(child())).toEqual(['start', 'renderer']);
    expect([open.posted.length, closed.posted.length]).toEqual([1, 0]);
  });

  it('waits longer after every crash and gives up after the fifth in a row', async () => {
    const { child, told } = startCore();
    for (const delay of [250, 1000, 4000, 15_000]) {
      const before = fake.processes.length;
      child().end(11);
      await vi.advanceTimersByTimeAsync(delay - 1);
      expect(fake.processes).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(fake.processes).toHaveLength(before + 1);
    }
    child().end(11);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.processes).toHaveLength(5);
    expect(told).toEqual(['HalloWerk is een paar keer achter elkaar gestopt.']);
  });

  it('forgets earlier crashes once core has lived for a minute', async () => {
    const { child, told } = startCore();
    for (let time = 0; time < 8; time++) {
      await vi.advanceTimersByTimeAsync(60_001);
      child().end(11);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(fake.processes).toHaveLength(9);
    expect(told).toEqual([]);
  });

  it('does not start again when core itself says that it cannot run', async () => {
    const { child, told } = startCore();
    child().emit('message', { type: 'failed', reason: 'profile-in-use', message: 'Al geopend.' });
    child().end(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual(['Al geopend.']);
    expect(fake.processes).toHaveLength(1);
  });

  it('asks core to stop and waits for it', async () => {
    const { core, child } = startCore();
    let stopped = false;
    const stopping = core.stop().then(() => (stopped = true));
    expect(types(child())).toEqual(['start', 'stop']);
    await vi.advanceTimersByTimeAsync(4000);
    expect([stopped, child().killed]).toEqual([false, false]);
    child().end(0);
    await stopping;
    expect(fake.processes).toHaveLength(1);
  });

  it('ends a core that does not stop within five seconds', async () => {
    const { core, child } = startCore();
    const stopping = core.stop();
    await vi.advanceTimersByTimeAsync(5000);
    await stopping;
    expect(child().killed).toBe(true);
  });

  it('stops at once when core is already gone, also while it waits to start again', async () => {
    const { core, child } = startCore();
    child().end(11);
    await core.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.processes).toHaveLength(1);
  });

  it('answers what core asks of the platform', async () => {
    vi.useRealTimers();
    const { child } = startCore();
    const client = connectClient(child());
    expect(await client.secrets.get('device-key')).toEqual(Buffer.from('abc'));
    expect(await client.savePdf({ route: '/print/x', suggestedName: 'x.pdf' })).toEqual({
      saved: true,
      fileName: 'x.pdf',
    });
    await expect(client.openExternal('http://werk.nl/')).rejects.toThrow('RangeError');
  });
});

/** Core's end of the bridge on this fake process, through a real channel, as messages are cloned. */
function connectClient(child: FakeUtilityProcess): Platform {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (message) => child.emit('message', message));
  const answered = child.received.push.bind(child.received);
  child.received.push = (...sent) => {
    for (const { message } of sent) port2.postMessage(message);
    return answered(...sent);
  };
  port1.unref();
  port2.unref();
  return createPlatformClient(
    {
      postMessage: (message) => port1.postMessage(message),
      onMessage: (listener) => void port1.on('message', listener),
    },
    { mode: 'electron', appVersion: '1.2.3', canSavePdf: true },
  );
}
