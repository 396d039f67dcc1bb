import { readdirSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuiltRun } from './built-program.ts';
import { runCoreInWorker } from './core-in-worker.ts';
import type * as FakeElectron from './fake-electron.ts';

/**
 * `node run-built.ts ROOT PROFILE`: the built main process in plain Node with the fake in Electron's place, and the
 * built core in a worker thread; tells as JSON on stdout what happened.
 */
const [root, profile] = process.argv.slice(2) as [string, string];
const fakeUrl = pathToFileURL(path.join(import.meta.dirname, 'fake-electron.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fakeUrl, shortCircuit: true } : next(specifier, context),
});

const { app, becomeReady, fake } = (await import(fakeUrl)) as typeof FakeElectron;
fake.appPath = root;
Object.defineProperty(process, 'resourcesPath', { value: profile });
process.argv = ['electron', '.', '--profile', profile, '--server', 'http://127.0.0.1:9'];
await import(pathToFileURL(path.join(root, 'out/main/main.js')).href);
becomeReady();

await until(() => fake.windows[0]?.visible === true && fake.windows[0].webContents.posted.length > 0);
const { options, webContents } = fake.windows[0]!;
const child = fake.processes[0]!;
const coreSaid: unknown[] = [];
child.on('message', (message: unknown) => coreSaid.push(message));
runCoreInWorker(child);
const pages = await askForPages();
await until(() => coreSaid.some(isReady));
const { session: _session, ...preferences } = options.webPreferences!;
const facts = {
  windows: fake.windows.length,
  preferences: preferences as Record<string, unknown>,
  url: webContents.url,
  status: webContents.status,
  core: child.modulePath,
  platformAnswers: child.received.filter(({ message }) => isPlatformAnswer(message)).length,
  ports: webContents.posted.length,
};
app.quit();
await until(() => fake.exitCode !== null);
const run: BuiltRun = { ...facts, ...pages, exitCode: fake.exitCode };
process.stdout.write(`${JSON.stringify(run)}\n`, () => process.exit(0));

async function askForPages(): Promise<Pick<BuiltRun, 'policy' | 'assets' | 'outside'>> {
  const answer = webContents.session.schemes.get('app')!;
  const ask = async (url: string): Promise<Response> => answer(new Request(url));
  const index = await ask('app://hallowerk/index.html');
  const named = readdirSync(path.join(root, 'out/renderer/assets')).map((name) => `assets/${name}`);
  const assets = named.map(async (url) => {
    const response = await ask(`app://hallowerk/${url}`);
    return { url, status: response.status, type: response.headers.get('content-type') ?? '' };
  });
  return {
    policy: index.headers.get('content-security-policy') ?? '',
    assets: await Promise.all(assets),
    outside: (await ask('app://hallowerk/..%2fmain/main.js')).status,
  };
}

function isReady(message: unknown): boolean {
  return (message as { type?: string }).type === 'ready';
}

function isPlatformAnswer(message: unknown): boolean {
  const { bridge, outcome } = message as { bridge?: string; outcome?: { ok: boolean } };
  return bridge === 'platform' && outcome?.ok === true;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
