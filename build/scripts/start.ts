import { ALREADY_OPEN_MESSAGE, lockProfile, ProfileInUseError } from '#hosts/instance-lock.ts';
import { startElectronProcess, startLoopbackProcess } from './lib/app-process.ts';
import { openInBrowser } from './lib/browser-app.ts';
import { ensureBuilt } from './lib/built-output.ts';
import type { Child } from './lib/child.ts';
import { startEmbeddedServer } from './lib/embedded-server.ts';
import { findElectron } from './lib/find-electron.ts';
import { say } from './lib/say.ts';
import { readStartOptions, UsageError, type StartOptions } from './lib/start-options.ts';
import { startWarden, type Warden } from './lib/warden.ts';

/** A browser that ends sooner than this did not open; later, the user closed its window. */
const OPENED_MS = 4_000;

/**
 * `npm start`: the app on an embedded demo server, in Electron where its binary is there, else in an installed browser.
 * Prints one JSON line on stdout when ready; everything for people goes to stderr. Ends everything it started, in order.
 */
async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2));
  const lock = lockProfile(options.profile, 'start.lock');
  const warden = startWarden();
  // In the order in which they have to end: what uses comes before what is used.
  const children: Child[] = [];
  const ending = endOnSignal(async () => {
    for (const child of children) await child.stop();
    lock.release();
  });
  try {
    await ensureBuilt();
    const server =
      options.server ?? (await startEmbeddedServer(options, warden, (child) => children.unshift(child))).url;
    await startApp(options, server, { warden, add: (child) => children.unshift(child), end: ending.end });
  } catch (error) {
    if (!ending.begun()) {
      say(error instanceof Error ? error.message : String(error));
      await ending.end(1);
    }
  }
}

interface Starter {
  readonly warden: Warden;
  readonly add: (child: Child) => void;
  readonly end: (code: number) => Promise<void>;
}

async function startApp(options: StartOptions, server: string, starter: Starter): Promise<void> {
  const binary = findElectron();
  if (binary !== null && options.open) {
    const { child, url } = await startElectronProcess(binary, { profile: options.profile, server }, starter.warden);
    starter.add(child);
    void child.exited.then(() => starter.end(0));
    tellReady({ url, server, mode: 'electron' });
    return;
  }
  const app = await startLoopbackProcess({ profile: options.profile, server, port: options.port }, starter.warden);
  starter.add(app.child);
  void app.child.exited.then((code) => starter.end(code === 0 ? 0 : 1));
  if (!options.open) return tellReady({ url: app.url, server, mode: 'loopback' });
  say('Electron is hier niet geïnstalleerd; HalloWerk opent in een browser.');
  await openWindow(options, app.url, app.anotherUrl, starter);
  tellReady({ url: await app.anotherUrl(), server, mode: 'loopback' });
}

async function openWindow(
  options: StartOptions,
  url: string,
  anotherUrl: () => Promise<string>,
  starter: Starter,
): Promise<void> {
  const browser = await openInBrowser(url, options.profile, starter.warden);
  if (browser === null) {
    say(`Open dit adres in een browser: ${url}`);
    say(
      'Installeer Chromium, Google Chrome of Microsoft Edge, dan opent HalloWerk voortaan vanzelf een eigen venster.',
    );
    return;
  }
  starter.add(browser);
  const openedAt = Date.now();
  void browser.exited.then(async (code) => {
    if (code === 0 || Date.now() - openedAt > OPENED_MS) return starter.end(0);
    say(`De browser kon niet starten. Open dit adres zelf in een browser: ${await anotherUrl()}`);
  });
}

function tellReady(ready: { url: string; server: string; mode: 'electron' | 'loopback' }): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...ready })}\n`);
}

/** Runs `work` once, at the first of Ctrl-C, SIGTERM, a closed terminal or `end`, and exits. */
function endOnSignal(work: () => Promise<void>): { end: (code: number) => Promise<void>; begun: () => boolean } {
  let ending: Promise<void> | null = null;
  const end = (code: number): Promise<void> => {
    ending ??= work().then(() => process.exit(code));
    return ending;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  return { end, begun: () => ending !== null };
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    say(error.message);
    process.exit(2);
  }
  say(error instanceof ProfileInUseError ? ALREADY_OPEN_MESSAGE : String(error));
  process.exit(1);
});
