import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { app, dialog } from 'electron';
import { ALREADY_OPEN_MESSAGE } from '#hosts/instance-lock.ts';
import { registerAppScheme } from './shell/app-protocol.ts';
import { linkedRoute, registerLinks, routeOfLink } from './shell/deep-links.ts';
import { setMenu } from './shell/menu.ts';
import { CannotStartError, type Program, startProgram } from './shell/program.ts';
import { becomeOnlyInstance } from './shell/single-instance.ts';
import { localProfile, readStartOptions, refusedSwitches, type StartOptions } from './shell/start-options.ts';
import { tell } from './shell/tell.ts';
import { checkForUpdates } from './shell/updates.ts';

let program: Program | null = null;
/** A link that came in before there was a window. */
let waitingRoute: string | null = null;

// Everything before `whenReady` must happen in this tick: Electron waits for this module and no longer.
function begin(): void {
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  registerAppScheme();
  app.enableSandbox();
  if (app.isPackaged && refusedSwitches(process.argv).length > 0) return app.exit(2);
  const options = readStartOptions(process.argv, process.env);
  useProfile(options.profile ?? localProfile(process.platform, process.env, app.name));
  if (!becomeOnlyInstance((argv) => show(linkedRoute(argv)))) {
    tell(ALREADY_OPEN_MESSAGE);
    return app.exit(1);
  }
  waitingRoute = linkedRoute(process.argv);
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(routeOfLink(link));
  });
  app.on('activate', () => show(null));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app
    .whenReady()
    .then(() => start(options))
    .catch(fail);
}

async function start(options: StartOptions): Promise<void> {
  registerLinks();
  setMenu({ platform: process.platform, devTools: !app.isPackaged });
  program = await startProgram(options, () => waitingRoute);
  checkForUpdates().catch((error: Error) => tell(`Could not look for a newer version: ${error.name}`));
}

function show(route: string | null): void {
  if (program) program.show(route);
  else waitingRoute = route ?? waitingRoute;
}

/** Never go on half-started: core keeps what it has on disk, the user starts again (E34). */
function fail(error: unknown): void {
  tell(`The program ended on an error: ${error instanceof Error ? (error.stack ?? error.name) : String(error)}`);
  const reason = error instanceof CannotStartError ? error.message : 'Er ging iets mis. Start HalloWerk opnieuw.';
  dialog.showErrorBox('HalloWerk is gestopt', reason);
  app.exit(1);
}

function useProfile(directory: string | null): void {
  if (directory === null) return;
  const chromium = path.join(directory, 'chromium');
  mkdirSync(chromium, { recursive: true, mode: 0o700 });
  app.setPath('userData', directory);
  app.setPath('sessionData', chromium);
}

begin();
