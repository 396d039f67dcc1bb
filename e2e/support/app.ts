import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly server: string;
  readonly mode: 'electron' | 'loopback';
}

export interface RunningApp extends Ready {
  readonly child: ChildProcess;
  /** Everything the start script said to a person. */
  readonly said: () => string;
  /** Asks it to end as Ctrl-C does and gives the exit code. */
  stop(): Promise<number | null>;
}

/** A folder for one run, removed by `dispose`. */
export function temporaryProfile(): { directory: string; dispose(): void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'hallowerk-e2e-'));
  return { directory, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Runs `npm start`'s script as a user would, with `--no-open`, and waits for its one JSON line. */
export async function startApp(
  profile: string,
  extra: readonly string[] = [],
  /** Beside what is set already, for the app and its embedded server. */
  env: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const child = spawn(
    process.execPath,
    ['build/scripts/start.ts', '--no-open', '--port', '0', '--profile', profile, ...extra],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = await Promise.race([
    firstLine(child),
    exited.then(([code]) => {
      throw new Error(`The app ended with code ${code} before it was ready:\n${said}`);
    }),
  ]);
  return {
    ...ready,
    child,
    said: () => said,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGINT');
      return (await exited)[0];
    },
  };
}

async function firstLine(child: ChildProcess): Promise<Ready> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as Ready;
  return new Promise(() => undefined);
}
