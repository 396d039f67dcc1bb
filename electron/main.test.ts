import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtApplication } from './testing/built-renderer.ts';
import type * as FakeElectron from './testing/fake-electron.ts';

type Fake = typeof FakeElectron;

const ID = '0192f0c1-7d3a-7abc-8def-0123456789ab';
const WATCHED = ['uncaughtException', 'unhandledRejection'] as const;
let profile: string;
let electron: Fake;
let said: string[];

beforeEach(async () => {
  profile = mkdtempSync(path.join(tmpdir(), 'hallowerk-main-'));
  vi.resetModules();
  electron = await import('./testing/fake-electron.ts');
  electron.fake.appPath = builtApplication();
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('HALLOWERK_SERVER_URL', 'http://127.0.0.1:3000');
  Object.defineProperty(process, 'resourcesPath', { value: profile, configurable: true });
});

const argv = process.argv;
const listeners = WATCHED.map((event) => process.listeners(event as 'uncaughtException'));
afterEach(() => {
  process.argv = argv;
  vi.unstubAllEnvs();
  rmSync(profile, { recursive: true, force: true });
  // The program watches for errors of its whole process; here that process is the test runner's.
  WATCHED.forEach((event, index) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!listeners[index]!.includes(listener)) process.off(event, listener);
    }
  });
});

/** Runs the real main.ts; unless `ready` is false, up to the moment that its window shows. */
async function run(args: readonly string[] = [], ready = true): Promise<Fake['fake']> {
  process.argv = ['electron', '.', '--profile', profile, ...args];
  await import('./main.ts');
  if (!ready) return electron.fake;
  electron.becomeReady();
  await vi.waitFor(() => expect(electron.fake.windows[0]?.visible).toBe(true));
  return electron.fake;
}

function coreSays(message: unknown): void {
  electron.fake.processes.at(-1)!.emit('message', message);
}

describe('the start', () => {
  it('registers its scheme and the sandbox, moves to its profile and takes the lock, all before ready', async () => {
    const fake = await run([], false);
    expect(fake.calls).toEqual([
      'protocol.registerSchemesAsPrivileged',
      'app.enableSandbox',
      'app.setPath userData',
      'app.setPath sessionData',
      'app.requestSingleInstanceLock',
    ]);
    expect(fake.privileged).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(fake.paths.get('userData')).toBe(profile);
  });

  it('opens one locked-down window on app://, in a session that is kept in memory', async () => {
    const fake = await run();
    expect(fake.windows).toHaveLength(1);
    const { options, webContents } = fake.windows[0]!;
    expect(options).toMatchObject({ width: 1440, height: 900, minWidth: 390, minHeight: 600, show: false });
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      preload: path.join(fake.appPath, 'out', 'preload', 'preload.cjs'),
    });
    expect([...fake.sessions.keys()]).toEqual(['hallowerk']);
    expect(fake.calls).toContain('cache false');
    expect([webContents.url, webContents.status]).toEqual(['app://hallowerk/index.html', 200]);
    expect(webContents.windowOpen).not.toBeNull();
    expect(webContents.prevents('will-navigate', 'https://example.nl/')).toBe(true);
    expect(webContents.asksForWindow('https://example.nl/')).toBe('deny');
    for (const guarded of [webContents.session, electron.session.defaultSession]) {
      expect(await guarded.permits('media')).toBe(false);
    }
  });

  it('starts core with the profile and the server, and hands the page its port', async () => {
    const fake = await run(['--server', 'http://127.0.0.1:4000']);
    expect(fake.processes).toHaveLength(1);
    expect(fake.processes[0]!.modulePath).toBe(path.join(fake.appPath, 'out', 'main', 'core.js'));
    expect(fake.processes[0]!.received.map(({ message }) => message)).toEqual([
      {
        type: 'start',
        profileDirectory: profile,
        serverUrl: 'http://127.0.0.1:4000/',
        facts: { mode: 'electron', appVersion: '0.1.0', canSavePdf: true },
      },
      { type: 'renderer' },
    ]);
    expect(fake.windows[0]!.webContents.posted.map(({ channel }) => channel)).toEqual(['hallowerk-port']);
  });

  it('prints one line for a script once core is ready, and none in a packaged program', async () => {
    await run();
    expect(said).toEqual([]);
    coreSays({ type: 'ready' });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(JSON.parse(said[0]!)).toEqual({
      ready: true,
      url: 'app://hallowerk/index.html',
      server: 'http://127.0.0.1:3000/',
      mode: 'electron',
    });
  });

  it('takes server and name from the file of the municipality', async () => {
    vi.stubEnv('HALLOWERK_SERVER_URL', undefined);
    writeFileSync(path.join(profile, 'hallowerk.json'), '{"server":"https://werk.example.nl","productName":"Werk"}');
    const fake = await run();
    const start = fake.processes[0]!.received[0]!.message;
    expect(start).toMatchObject({ serverUrl: 'https://werk.example.nl', productName: 'Werk' });
  });

  it('says in Dutch that no server was set up, and ends', async () => {
    vi.stubEnv('HALLOWERK_SERVER_URL', undefined);
    const fake = await run([], false);
    electron.becomeReady();
    await vi.waitFor(() => expect(fake.exitCode).toBe(1));
    expect(fake.messages).toEqual([
      'HalloWerk is gestopt: Er is nog geen server ingesteld. Vraag je beheerder om hallowerk.json.',
    ]);
    expect(fake.processes).toEqual([]);
  });

  it('refuses switches that open a packaged program up, and leaves them to developers otherwise', async () => {
    electron.fake.packaged = true;
    const fake = await run(['--remote-debugging-port=9222'], false);
    expect(fake.exitCode).toBe(2);
    expect(fake.calls).not.toContain('app.requestSingleInstanceLock');
  });

  it('gives a packaged window no developer tools', async () => {
    electron.fake.packaged = true;
    const fake = await run();
    expect(fake.windows[0]!.options.webPreferences).toMatchObject({ devTools: false });
    expect(JSON.stringify(fake.menu)).not.toContain('toggleDevTools');
  });
});

describe('a second start', () => {
  it('on the same profile says that it is open and ends', async () => {
    electron.fake.lockIsFree = false;
    const fake = await run([], false);
    expect(fake.exitCode).toBe(1);
    expect(process.stderr.write).toHaveBeenCalledWith('HalloWerk is al geopend met dit profiel.\n');
  });

  it('brings the first to the front, on the page of its link', async () => {
    const fake = await run();
    const window = fake.windows[0]!;
    window.minimized = true;
    electron.app.emit('second-instance', {}, ['hallowerk', `hallowerk://kandidaten/${ID}`]);
    await vi.waitFor(() => expect(window.webContents.url).toBe(`app://hallowerk/index.html#/candidates/${ID}`));
    expect([window.minimized, window.focused]).toEqual([false, 1]);
    electron.app.emit('second-instance', {}, ['hallowerk', 'hallowerk://kandidaten/../beheer']);
    expect([window.webContents.url.endsWith(ID), window.focused]).toEqual([true, 2]);
  });
});

describe('a link', () => {
  it('that started the program opens its page', async () => {
    const fake = await run([`hallowerk://kandidaten/${ID}`]);
    await vi.waitFor(() => expect(fake.windows[0]!.webContents.url).toMatch(new RegExp(`#/candidates/${ID}$`)));
    expect(fake.linkSchemes).toEqual(['hallowerk']);
  });

  it('from macOS opens its page, also when it comes before the window', async () => {
    const fake = await run([], false);
    electron.app.emit('open-url', new electron.FakeEvent(), 'hallowerk://kandidaten');
    electron.becomeReady();
    await vi.waitFor(() => expect(fake.windows[0]?.webContents.url).toBe('app://hallowerk/index.html#/candidates'));
  });
});

describe('the window', () => {
  it('comes back where it stood, unless that screen is gone', async () => {
    const place = { bounds: { x: 100, y: 50, width: 900, height: 700 }, maximized: true };
    writeFileSync(path.join(profile, 'window.json'), JSON.stringify(place));
    const fake = await run();
    expect(fake.windows[0]!.options).toMatchObject(place.bounds);
    expect(fake.windows[0]!.maximized).toBe(true);
    fake.windows[0]!.close();
    expect(JSON.parse(readFileSync(path.join(profile, 'window.json'), 'utf8'))).toEqual(place);
  });

  it.each([
    ['off screen', '{"bounds":{"x":5000,"y":50,"width":900,"height":700},"maximized":false}'],
    ['too small', '{"bounds":{"x":0,"y":0,"width":10,"height":10},"maximized":false}'],
    ['broken', '{"bounds'],
  ])('opens at its first size when the remembered place is %s', async (_name, text) => {
    writeFileSync(path.join(profile, 'window.json'), text);
    const fake = await run();
    expect(fake.windows[0]!.options).toMatchObject({ width: 1440, height: 900 });
    expect(fake.windows[0]!.options).not.toHaveProperty('x');
  });

  it('loads again when its process crashed, once', async () => {
    const fake = await run();
    const { webContents } = fake.windows[0]!;
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    await vi.waitFor(() => expect(webContents.posted).toHaveLength(2));
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(fake.windows).toEqual([]);
  });
});

describe('the end', () => {
  it('waits until core has stopped', async () => {
    const fake = await run();
    electron.app.quit();
    const core = fake.processes[0]!;
    expect(core.received.at(-1)!.message).toEqual({ type: 'stop' });
    expect(fake.exitCode).toBeNull();
    core.end(0);
    await vi.waitFor(() => expect(fake.exitCode).toBe(0));
    expect(existsSync(path.join(profile, 'window.json'))).toBe(true);
  });

  it('offers a new start when core cannot run', async () => {
    const fake = await run();
    coreSays({ type: 'failed', reason: 'cannot-start', message: 'HalloWerk kan niet starten.' });
    fake.processes[0]!.end(1);
    await vi.waitFor(() => expect(fake.exitCode).toBe(0));
    expect(fake.messages).toEqual(['HalloWerk kan niet starten.']);
    expect(fake.calls).toContain('app.relaunch');
  });

  it('restarts core after a crash and connects the page again', async () => {
    const fake = await run();
    fake.processes[0]!.end(11);
    await vi.waitFor(() => expect(fake.processes).toHaveLength(2));
    expect(fake.windows[0]!.webContents.posted).toHaveLength(2);
    expect(fake.exitCode).toBeNull();
  });
});
