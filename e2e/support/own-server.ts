import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = path.join(import.meta.dirname, 'server-program.ts');

interface Said {
  readonly ready?: boolean;
  readonly url?: string;
  readonly rows?: Record<string, unknown>[];
  readonly committedAt?: number;
  readonly error?: string;
}

/** A server that a story can take away, bring back at the same address, and change from within. */
export interface OwnServer {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Runs one statement; gives its rows and when it was committed, milliseconds since 1970. */
  sql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[]; committedAt: number }>;
}

export async function startOwnServer(directory: string, candidates: number): Promise<OwnServer> {
  let child: ChildProcess;
  let port = '0';
  let url = '';
  let hear: (said: Said) => void = () => undefined;
  const next = (): Promise<Said> =>
    new Promise((resolve, reject) => {
      hear = resolve;
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
    });

  async function start(): Promise<void> {
    child = spawn(process.execPath, [PROGRAM, directory, port, String(candidates)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: child.stdout! }).on('line', (line) => hear(JSON.parse(line) as Said));
    url = (await next()).url ?? '';
    port = new URL(url).port;
  }

  await start();
  return {
    url,
    start,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    async sql(text, values = []) {
      child.stdin!.write(`${JSON.stringify({ sql: text, values })}\n`);
      const { rows = [], committedAt = 0, error } = await next();
      if (error !== undefined) throw new Error(error);
      return { rows, committedAt };
    },
  };
}
