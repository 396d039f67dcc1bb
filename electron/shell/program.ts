import path from 'node:path';
import { app, type BrowserWindow, dialog, session } from 'electron';
import type { Platform } from '#core/platform.ts';
import { APP_URL, serveApp } from './app-protocol.ts';
import { readConfiguration } from './configuration.ts';
import { CoreProcess } from './core-process.ts';
import { focusWindow, openMainWindow, showPage } from './main-window.ts';
import { openPrintView, savePdf } from './print.ts';
import { saveFile } from './save-file.ts';
import { openSecrets } from './secrets.ts';
import { openExternal } from './security/external-links.ts';
import { guardContents } from './security/navigation-guard.ts';
import { guardSession } from './security/permissions.ts';
import type { WindowKind } from './security/window-options.ts';
import type { StartOptions } from './start-options.ts';
import { tellScript } from './tell.ts';

/** A start that cannot go on; `message` is Dutch and can be shown. */
export class CannotStartError extends Error {
  override readonly name = 'CannotStartError';
}

/** The running program: one core and at most one main window. */
export interface Program {
  /** Brings the main window to the front, and to a page of it when a route is given. */
  show(route: string | null): void;
}

/**
 * Puts the parts together: guarded session, core, guarded pages, main window. Only after `ready`. `firstRoute` is asked
 * when the window opens: a link may come in until then.
 *
 * @throws {CannotStartError} when nobody set up a server.
 */
export async function startProgram(options: StartOptions, firstRoute: () => string | null): Promise<Program> {
  const profileDirectory = app.getPath('userData');
  const configuration = readConfiguration([profileDirectory, process.resourcesPath]);
  const serverUrl = options.serverUrl ?? configuration.server;
  if (!serverUrl) throw new CannotStartError('Er is nog geen server ingesteld. Vraag je beheerder om hallowerk.json.');

  const kind = guardedKind();
  const main: { window: BrowserWindow | null } = { window: null };
  const { productName } = configuration;
  const coreReady = Promise.withResolvers<void>();
  const core = new CoreProcess({
    modulePath: builtFile('main', 'core.js'),
    platform: await electronPlatform(kind, profileDirectory, () => main.window),
    start: { profileDirectory, serverUrl, productName },
    onReady: coreReady.resolve,
    onFailed: (message) => void offerRestart(message),
  });
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, (route) => openPrintView(kind, route));
    core.attach(contents);
  });
  stopCoreAtEnd(core);

  const open = (route: string | null): BrowserWindow => {
    const window = openMainWindow(kind, path.join(profileDirectory, 'window.json'));
    main.window = window;
    window.once('closed', () => (main.window = null));
    showPage(window, pageAddress(route));
    return window;
  };
  const pageReady = Promise.withResolvers<void>();
  open(firstRoute()).webContents.once('did-finish-load', () => pageReady.resolve());
  void Promise.all([coreReady.promise, pageReady.promise]).then(() => tellReady(serverUrl));
  return {
    show: (route) => {
      if (main.window && route) showPage(main.window, pageAddress(route));
      focusWindow(main.window ?? open(route));
    },
  };
}

/** Pages live in a session in memory: nothing of them reaches the disk (E18). The default session is shut as well. */
function guardedKind(): WindowKind {
  const pages = session.fromPartition('hallowerk', { cache: false });
  guardSession(pages);
  guardSession(session.defaultSession);
  serveApp(pages.protocol, builtFile('renderer'));
  return { session: pages, preload: builtFile('preload', 'preload.cjs'), devTools: !app.isPackaged };
}

async function electronPlatform(
  kind: WindowKind,
  profileDirectory: string,
  parent: () => BrowserWindow | null,
): Promise<Platform> {
  return {
    mode: 'electron',
    appVersion: app.getVersion(),
    secrets: await openSecrets(path.join(profileDirectory, 'secrets')),
    canSavePdf: true,
    openExternal: async (url) => {
      if (!(await openExternal(url))) throw new RangeError('This address does not open outside');
    },
    savePdf: (request, signal) => savePdf({ kind, parent }, request, signal),
    saveFile: (request, signal) => saveFile(parent(), request, signal),
  };
}

/** The program ends after core has: a write that was accepted is on disk. */
function stopCoreAtEnd(core: CoreProcess): void {
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void core.stop().then(() => {
      stopped = true;
      app.quit();
    });
  });
}

async function offerRestart(message: string): Promise<void> {
  const buttons = ['Opnieuw starten', 'Afsluiten'];
  const { response } = await dialog.showMessageBox({ type: 'error', message, buttons, defaultId: 0, cancelId: 1 });
  if (response === 0) app.relaunch();
  app.quit();
}

/** For a script that started us; an installed program has nobody reading its output. */
function tellReady(serverUrl: string): void {
  if (!app.isPackaged) tellScript({ ready: true, url: APP_URL, server: serverUrl, mode: 'electron' });
}

function pageAddress(route: string | null): string {
  return route === null ? APP_URL : `${APP_URL}#${route}`;
}

function builtFile(...parts: readonly string[]): string {
  return path.join(app.getAppPath(), 'out', ...parts);
}
