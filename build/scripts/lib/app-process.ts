import path from 'node:path';
import { startChild, type Child } from './child.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { Warden } from './warden.ts';

export interface RunningApp {
  readonly child: Child;
  readonly url: string;
  /** Another address that lets a browser in, once. */
  anotherUrl(): Promise<string>;
}

export interface LoopbackProcessOptions {
  readonly profile: string;
  readonly server: string;
  readonly port: number;
  /** Origin of Vite, in development. */
  readonly devServer?: string;
}

/** Core and renderer for a browser, as a process of their own. Rejects when it ends before it is ready. */
export async function startLoopbackProcess(options: LoopbackProcessOptions, warden: Warden): Promise<RunningApp> {
  let next = Promise.withResolvers<string>();
  const child = await startChild(
    {
      command: process.execPath,
      args: [
        path.join(PROJECT_ROOT, 'electron', 'hosts', 'loopback-main.ts'),
        ...['--profile', options.profile, '--server', options.server, '--port', String(options.port)],
        ...(options.devServer === undefined ? [] : ['--dev-server', options.devServer]),
      ],
      stderr: 'inherit',
      endsWithStdin: true,
      onLine: (line) => next.resolve((JSON.parse(line) as { url: string }).url),
    },
    warden,
  );
  void child.exited.then(() => next.reject(new Error('HalloWerk is gestopt voordat het klaar was.')));
  return {
    child,
    url: await next.promise,
    anotherUrl() {
      next = Promise.withResolvers<string>();
      child.send('ticket');
      return next.promise;
    },
  };
}

/** The Electron program on this profile. Its main process prints one JSON line when its page and core are ready. */
export async function startElectronProcess(
  binary: string,
  options: { profile: string; server: string },
  warden: Warden,
): Promise<{ child: Child; url: string }> {
  const ready = Promise.withResolvers<string>();
  const child = await startChild(
    {
      command: binary,
      args: [PROJECT_ROOT, '--profile', options.profile, '--server', options.server],
      stderr: 'inherit',
      endsWithStdin: false,
      onLine: (line) => {
        if (line.startsWith('{"ready":true')) ready.resolve((JSON.parse(line) as { url: string }).url);
      },
    },
    warden,
  );
  void child.exited.then(() => ready.reject(new Error('HalloWerk is gestopt voordat het klaar was.')));
  return { child, url: await ready.promise };
}
