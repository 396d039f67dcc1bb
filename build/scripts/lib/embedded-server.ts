import path from 'node:path';
import { startChild, type Child } from './child.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { say } from './say.ts';
import type { Warden } from './warden.ts';

export interface EmbeddedServer {
  readonly url: string;
  readonly child: Child;
}

export interface EmbeddedServerOptions {
  readonly profile: string;
  readonly candidates: number;
  readonly seed: number;
}

/** Runs `work` as soon as the child exists, so that an interruption during a long generation can stop it. */
export type OnChild = (child: Child) => void;

/**
 * The municipality server on its embedded database in `<profile>/demo-server`, with a demo region. The first start
 * generates the region and says how far it is. Rejects when the server ends before it is ready.
 */
export async function startEmbeddedServer(
  options: EmbeddedServerOptions,
  warden: Warden,
  onChild: OnChild,
): Promise<EmbeddedServer> {
  const ready = Promise.withResolvers<string>();
  const script = (name: string): string => path.join(PROJECT_ROOT, name);
  const child = await startChild(
    {
      command: process.execPath,
      args: [
        script('build/scripts/lib/tethered.ts'),
        script('server/main.ts'),
        '--json-ready',
        '--demo',
        ...['--port', '0'],
        ...['--data-directory', path.join(options.profile, 'demo-server')],
        ...['--candidates', String(options.candidates), '--seed', String(options.seed)],
      ],
      env: serverEnvironment(),
      stderr: 'inherit',
      endsWithStdin: true,
      onLine: (line) => readLine(line, ready.resolve),
    },
    warden,
  );
  onChild(child);
  void child.exited.then((code) => ready.reject(new Error(`De demoserver is gestopt (code ${code ?? 'onbekend'}).`)));
  return { url: await ready.promise, child };
}

/** A database or a setting of the machine must not become the demo's. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, DATA_DIRECTORY: _directory, PORT: _port, HOST: _host, ...rest } = process.env;
  return { LOG_LEVEL: 'warn', ...rest };
}

function readLine(line: string, onReady: (url: string) => void): void {
  const message = parse(line);
  if (message === null) return;
  const { progress, ready, url } = message as {
    progress?: { done: number; total: number };
    ready?: boolean;
    url?: string;
  };
  if (progress !== undefined) showProgress(progress);
  if (ready === true && typeof url === 'string') onReady(new URL(url).origin);
}

function showProgress({ done, total }: { done: number; total: number }): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\rDemoregio: ${done} van ${total} kandidaten${done === total ? '\n' : ''}`);
  else if (done === total || done % 1000 === 0) say(`Demoregio: ${done} van ${total} kandidaten`);
}

function parse(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    // Its log lines come over stderr; anything else on stdout is not for us.
    return null;
  }
}
