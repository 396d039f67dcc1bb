import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLOCK_SHIFT = pathToFileURL(path.join(import.meta.dirname, 'clock-shift.ts')).href;
/** Dozens of starts of the same two programs: what one compiled, the next takes. */
const COMPILED = path.join(ROOT, '.cache', 'trials-compiled');
/** A program that has not started by then will not. */
const START_LIMIT_MS = 60_000;

export interface ProgramOptions {
  /** Script below the root, and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How much later (negative: earlier) it believes to be, milliseconds. */
  readonly clockShiftMs?: number;
}

/** A program of the product as a process of its own, which says on stdout when it is ready. */
export interface Program {
  readonly child: ChildProcess;
  /** The line with `ready: true`. Rejects, with what it said on stderr, when it ends before. */
  readonly ready: Promise<{ readonly url: string }>;
  readonly exited: Promise<number | null>;
  /** What it said on stderr. */
  complaints(): string;
  /** SIGKILL, which nobody can catch. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when that does not help. Gives the exit code. */
  stop(): Promise<number | null>;
  /** Freezes it as a sleeping machine does. */
  pause(): void;
  resume(): void;
}

export function startProgram({ script, args, env = {}, clockShiftMs = 0 }: ProgramOptions): Program {
  const { DATABASE_URL: _url, DATA_DIRECTORY: _directory, ...inherited } = process.env;
  const shift = clockShiftMs === 0 ? [] : ['--import', CLOCK_SHIFT];
  const child = spawn(process.execPath, [...shift, path.join(ROOT, script), ...args], {
    cwd: ROOT,
    env: {
      ...inherited,
      LOG_LEVEL: 'warn',
      ...env,
      TRIALS_CLOCK_SHIFT_MS: String(clockShiftMs),
      NODE_COMPILE_CACHE: COMPILED,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  // A killed program takes its pipe along.
  child.stdin.on('error', () => undefined);
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  return {
    child,
    ready: firstReady(child, exited, () => complaints),
    exited,
    complaints: () => complaints,
    async kill() {
      signal('SIGKILL');
      await exited;
    },
    async stop() {
      signal('SIGCONT');
      signal('SIGTERM');
      const limit = new AbortController();
      void delay(20_000, undefined, { signal: limit.signal }).then(
        () => signal('SIGKILL'),
        () => undefined,
      );
      const code = await exited;
      limit.abort();
      return code;
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
  };
}

function firstReady(
  child: ChildProcess,
  exited: Promise<number | null>,
  complaints: () => string,
): Promise<{ url: string }> {
  const ready = new Promise<{ url: string }>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = JSON.parse(line) as { ready?: boolean; url?: string };
      if (said.ready === true && said.url !== undefined) resolve({ url: said.url });
    });
    void exited.then((code) =>
      reject(new Error(`The program ended with ${code} before it was ready: ${complaints()}`)),
    );
    AbortSignal.timeout(START_LIMIT_MS).addEventListener('abort', () =>
      reject(new Error('The program does not start')),
    );
  });
  // Who expects it to end looks at `exited` instead.
  ready.catch(() => undefined);
  return ready;
}
