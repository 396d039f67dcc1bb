import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Session, WebContents } from 'electron';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { becomeReady, fake, FakeSession, FakeWebContents } from '../../testing/fake-electron.ts';
import { externalUrl, openExternal } from './external-links.ts';
import { guardContents, printRoute, printUrl } from './navigation-guard.ts';
import { guardSession } from './permissions.ts';
import { windowOptions } from './window-options.ts';

becomeReady();
beforeEach(() => void (fake.opened.length = 0));

const LOCKED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
};
const OUTSIDE = [
  'https://example.nl/',
  'http://127.0.0.1:8080/',
  'app://hallowerk.evil/',
  'app://user:word@hallowerk/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<p>',
  'view-source:app://hallowerk/',
  'blob:app://evil/1',
  'about:blank',
];

function guardedContents() {
  const contents = new FakeWebContents(undefined);
  const opened: string[] = [];
  guardContents(contents as unknown as WebContents, (route) => opened.push(route));
  return { contents, opened };
}

describe('window options', () => {
  it('write out every lock, whatever the caller asks for', () => {
    const session = new FakeSession() as unknown as Session;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(LOCKED)), fc.boolean(), fc.boolean(), (key, value, hidden) => {
        const layout = { width: 800, webPreferences: { [key]: value } };
        const options = windowOptions({ session, preload: '/p.cjs', devTools: false, hidden }, layout);
        expect(options.webPreferences).toMatchObject({ ...LOCKED, devTools: false, preload: '/p.cjs' });
        expect(options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
        expect(options.show).toBe(false);
      }),
    );
  });
});

describe('a guarded session', () => {
  it('denies every permission that Electron knows but copying a text, and unknown ones', async () => {
    const types = readFileSync(path.resolve('node_modules/electron/electron.d.ts'), 'utf8');
    const line = /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^,]+),/.exec(
      types,
    )![1]!;
    const names = [...line.matchAll(/'([\w-]+)'/g)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(30);
    const session = new FakeSession();
    guardSession(session as unknown as Session);
    for (const name of [...names, 'something-new']) {
      const copies = name === 'clipboard-sanitized-write';
      const page = { isMainFrame: true, requestingUrl: 'app://hallowerk/index.html' };
      for (const asking of [page, { ...page, isMainFrame: false }, { ...page, requestingUrl: 'https://example.nl/' }]) {
        const allowed = copies && asking === page;
        expect([name, await session.permits(name as never, asking)]).toEqual([name, allowed]);
        const checked = session.asked.check!(null, name as never, 'app://hallowerk', asking);
        expect([name, checked]).toEqual([name, allowed]);
      }
    }
    expect(session.asked.device!({} as never)).toBe(false);
    await expect(new Promise((resolve) => session.asked.display!({} as never, resolve))).resolves.toBeNull();
  });

  it('cancels every request that leaves the program, and every download', async () => {
    const session = new FakeSession();
    guardSession(session as unknown as Session);
    const outside = [
      'https://example.nl/x.js',
      'http://127.0.0.1/',
      'ws://127.0.0.1/',
      'file:///etc/passwd',
      'ftp://x/',
      'x',
    ];
    for (const url of outside) expect([url, await session.cancels(url)]).toEqual([url, true]);
    for (const url of ['app://hallowerk/index.html', 'blob:app://hallowerk/1', 'data:image/png;base64,']) {
      expect([url, await session.cancels(url)]).toEqual([url, false]);
    }
    let prevented = 0;
    session.emit('will-download', { preventDefault: () => (prevented += 1) });
    expect(prevented).toBe(1);
  });
});

describe('a guarded page', () => {
  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s leads to our own pages only', (event) => {
    const { contents } = guardedContents();
    for (const url of OUTSIDE) expect([url, contents.prevents(event, url)]).toEqual([url, true]);
    expect(contents.prevents(event, 'app://hallowerk/index.html#/candidates')).toBe(false);
  });

  it('gets no webview', () => {
    expect(guardedContents().contents.prevents('will-attach-webview', '')).toBe(true);
  });

  it('opens no window: a web link goes to the browser, anything else nowhere', async () => {
    const { contents, opened } = guardedContents();
    for (const url of [...OUTSIDE, 'app://hallowerk/index.html#/candidates'])
      expect(contents.asksForWindow(url)).toBe('deny');
    await Promise.resolve();
    expect(fake.opened).toEqual(['https://example.nl/']);
    expect(opened).toEqual([]);
  });

  it('gets a print view in a window of the program itself', () => {
    const { contents, opened } = guardedContents();
    expect(contents.asksForWindow('app://hallowerk/index.html#/print/candidates/1f0a')).toBe('deny');
    expect(opened).toEqual(['/print/candidates/1f0a']);
    expect(fake.opened).toEqual([]);
  });
});

describe('print routes', () => {
  it('are the routes with a print step, on our own address', () => {
    expect(printRoute('app://hallowerk/index.html#/candidates/1f0a/print')).toBe('/candidates/1f0a/print');
    for (const url of [
      'app://hallowerk/index.html#/printer/1',
      'app://hallowerk/index.html#/print/../candidates',
      'app://hallowerk/index.html#/print/%2e%2e',
      'app://evil/index.html#/print/candidates/1',
      'https://example.nl/#/print/1',
    ]) {
      expect([url, printRoute(url)]).toEqual([url, null]);
    }
    expect(() => printUrl('/candidates')).toThrow(TypeError);
  });
});

describe('external links', () => {
  it('are https, mailto and tel', () => {
    expect(externalUrl('https://werk.nl/vacature?id=1')).toBe('https://werk.nl/vacature?id=1');
    expect(externalUrl('mailto:info@example.nl')).toBe('mailto:info@example.nl');
    expect(externalUrl('tel:+31612345678')).toBe('tel:+31612345678');
  });

  it.each([
    'http://werk.nl/',
    'HTTP://werk.nl/',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id',
    'search-ms:query=x',
    'javascript:alert(1)',
    'app://hallowerk/',
    'https://user:word@werk.nl/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://[::1]/',
    ' https://werk.nl/',
    'https://werk.nl/\u0000',
    'https://werk.nl/\nx',
    'https://werk.nl\\@evil.nl/',
    `https://werk.nl/${'a'.repeat(2048)}`,
    '',
  ])('refuse %j', async (url) => {
    expect(externalUrl(url)).toBeNull();
    expect(await openExternal(url)).toBe(false);
    expect(fake.opened).toEqual([]);
  });

  it('never let anything through that is not one of the three schemes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
        ),
        (text) => {
          const url = externalUrl(text);
          if (url !== null) expect(url).toMatch(/^(https:\/\/[^/@]+(\/|$|\?|#)|mailto:|tel:)/);
        },
      ),
    );
  });
});

describe('the shell', () => {
  const shell = path.resolve('electron/shell');
  const sources = readdirSync(shell, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(path.join(shell, name), 'utf8') }));

  it('never overrides a certificate error, opens ipcMain, or weakens the vault', () => {
    expect(sources.length).toBeGreaterThan(10);
    for (const { name, text } of sources) {
      const found =
        /'certificate-error'|setCertificateVerifyProc|rejectUnauthorized|ipcMain|setUsePlainTextEncryption/.exec(text);
      expect([name, found?.[0]]).toEqual([name, undefined]);
    }
  });

  it('opens links outside in one file only', () => {
    const users = sources.filter(({ text }) => text.includes('shell.openExternal')).map(({ name }) => name);
    expect(users).toEqual(['security/external-links.ts']);
  });
});
