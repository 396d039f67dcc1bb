import path from 'node:path';
import { createServer, mergeConfig, type InlineConfig, type ViteDevServer } from 'vite';
import config from '../../electron.vite.config.ts';
import { lockProfile } from '#hosts/instance-lock.ts';
import { startLoopbackProcess } from './lib/app-process.ts';
import { openInBrowser } from './lib/browser-app.ts';
import type { Child } from './lib/child.ts';
import { startEmbeddedServer } from './lib/embedded-server.ts';
import { freePort } from './lib/free-port.ts';
import { PROJECT_ROOT } from './lib/project-root.ts';
import { say } from './lib/say.ts';
import { readStartOptions, UsageError } from './lib/start-options.ts';
import { startWarden } from './lib/warden.ts';

/**
 * `npm run dev`: as `npm start` in a browser, with the renderer served and reloaded by Vite. Takes the same flags; keeps
 * its profile in `.cache/dev` unless told otherwise. A change in core, db or server needs a new start.
 */
async function main(): Promise<void> {
  const flags = process.argv.slice(2);
  const ownProfile = flags.some((flag) => flag.startsWith('--profile'));
  const options = readStartOptions(
    ownProfile ? flags : [...flags, '--profile', path.join(PROJECT_ROOT, '.cache', 'dev')],
  );
  const lock = lockProfile(options.profile, 'start.lock');
  const warden = startWarden();
  const children: Child[] = [];
  let vite: ViteDevServer | null = null;
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    for (const child of children) await child.stop();
    await vite?.close();
    lock.release();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  try {
    const server =
      options.server ?? (await startEmbeddedServer(options, warden, (child) => children.unshift(child))).url;
    const port = await freePort();
    vite = await startVite(port);
    const devServer = `http://127.0.0.1:${port}`;
    const app = await startLoopbackProcess({ profile: options.profile, server, port: options.port, devServer }, warden);
    children.unshift(app.child);
    void app.child.exited.then((code) => end(code ?? 1));
    const browser = options.open ? await openInBrowser(app.url, options.profile, warden) : null;
    if (browser !== null) children.unshift(browser);
    const url = browser === null ? app.url : await app.anotherUrl();
    say(`HalloWerk in ontwikkeling: ${url}`);
    process.stdout.write(`${JSON.stringify({ ready: true, url, server, mode: 'loopback' })}\n`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    await end(1);
  }
}

/** The renderer as electron-vite would serve it, on a port that its page is told to use for reloads. */
async function startVite(port: number): Promise<ViteDevServer> {
  const root = path.join(PROJECT_ROOT, 'renderer');
  const own: InlineConfig = {
    configFile: false,
    root,
    // The configured one is relative to the project, and Vite looks for it from here.
    build: { rollupOptions: { input: { index: path.join(root, 'index.html') } } },
    server: { host: '127.0.0.1', port, strictPort: true, hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port } },
  };
  const renderer = (config as { renderer?: InlineConfig }).renderer ?? {};
  const vite = await createServer(mergeConfig(renderer, own) as InlineConfig);
  return vite.listen();
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof UsageError ? 2 : 1);
});
