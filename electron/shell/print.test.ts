import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Session } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { builtApplication, temporaryFolder } from '../testing/built-renderer.ts';
import { app, becomeReady, fake, FakeSession, type BrowserWindow } from '../testing/fake-electron.ts';
import { serveApp } from './app-protocol.ts';
import { openPrintView, savePdf } from './print.ts';

becomeReady();
const request = { route: '/print/candidates/1f0a', suggestedName: 'Profiel: A/B.pdf' };

function parts(timeLimitMs?: number) {
  const session = new FakeSession() as unknown as Session;
  serveApp(session.protocol, path.join(builtApplication(), 'out', 'renderer'));
  const kind = { session, preload: '/preload.cjs', devTools: false };
  return { kind, parent: () => null, ...(timeLimitMs && { timeLimitMs }) };
}

/** Every window that exists from now on, also after it has gone. */
function watchWindows(): BrowserWindow[] {
  const seen: BrowserWindow[] = [];
  app.on('web-contents-created', () => seen.push(fake.windows.at(-1)!));
  return seen;
}

beforeEach(() => {
  fake.pageAnswer = async () => true;
  fake.saveTo = null;
  fake.saveDialogs.length = 0;
  app.removeAllListeners('web-contents-created');
});

describe('saving as PDF', () => {
  it('writes the print view as tagged A4 where the user wants it, from a hidden sandboxed window that goes', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'profiel.pdf');
    writeFileSync(fake.saveTo, 'an older file');
    const seen = watchWindows();
    expect(await savePdf(parts(), request)).toEqual({ saved: true, fileName: 'profiel.pdf' });
    expect(readFileSync(fake.saveTo, 'utf8')).toBe('%PDF-1.7 fake');
    expect(readdirSync(path.dirname(fake.saveTo))).toEqual(['profiel.pdf']);
    expect(fake.saveDialogs[0]!.defaultPath).toBe(path.join(app.getPath('documents'), 'Profiel A B.pdf'));
    const window = seen[0]!;
    expect(window.options).toMatchObject({ show: false, webPreferences: { sandbox: true, contextIsolation: true } });
    expect(window.visible).toBe(false);
    expect(window.webContents.url).toBe('app://hallowerk/index.html#/print/candidates/1f0a');
    expect(window.webContents.printed).toEqual([
      {
        printBackground: true,
        pageSize: 'A4',
        preferCSSPageSize: true,
        generateTaggedPDF: true,
        generateDocumentOutline: true,
      },
    ]);
    expect(fake.windows).toEqual([]);
  });

  it('does nothing when the user cancels', async () => {
    const seen = watchWindows();
    expect(await savePdf(parts(), request)).toEqual({ saved: false });
    expect(seen).toEqual([]);
  });

  it('gives up on a view that is not complete in time, and its window goes', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'profiel.pdf');
    fake.pageAnswer = () => new Promise(() => undefined);
    await expect(savePdf(parts(20), request)).rejects.toThrow('not complete in time');
    expect(fake.windows).toEqual([]);
    expect(readdirSync(path.dirname(fake.saveTo))).toEqual([]);
  });

  it('stops when nobody waits for it any more, and its window goes', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'profiel.pdf');
    const stop = new AbortController();
    fake.pageAnswer = () => {
      stop.abort();
      return new Promise(() => undefined);
    };
    await expect(savePdf(parts(), request, stop.signal)).rejects.toThrow(/abort/i);
    await expect(savePdf(parts(), request, stop.signal)).rejects.toThrow(/abort/i);
    expect(fake.windows).toEqual([]);
    expect(readdirSync(path.dirname(fake.saveTo))).toEqual([]);
  });

  it('gives a long view the time it asks for', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'profiel.pdf');
    fake.pageAnswer = () => new Promise(() => undefined);
    await expect(savePdf(parts(600_000), { ...request, timeLimitMs: 20 })).rejects.toThrow('not complete in time');
  });

  it('leaves no half file and no window when the place cannot be written', async () => {
    const folder = temporaryFolder();
    fake.saveTo = path.join(folder, 'gone', 'profiel.pdf');
    await expect(savePdf(parts(), request)).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
    expect(fake.windows).toEqual([]);
  });

  it('refuses a route that is not a print view before it asks anything', async () => {
    for (const route of ['/candidates', '/print/../candidates', '//evil/print/1?x']) {
      await expect(savePdf(parts(), { ...request, route })).rejects.toThrow(TypeError);
    }
    expect(fake.saveDialogs).toEqual([]);
  });
});

describe('a print view', () => {
  it('opens in a locked window of its own', async () => {
    const window = openPrintView(parts().kind, '/print/candidates/1f0a') as unknown as BrowserWindow;
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    await expect.poll(() => window.visible).toBe(true);
    expect(window.webContents.status).toBe(200);
    window.destroy();
  });
});
