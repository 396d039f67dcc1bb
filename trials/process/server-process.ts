import type { Knex } from 'knex';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../server/database/knex.ts';
import { startProgram, type Program } from './child-program.ts';

export interface ServerProcess {
  /** Changes with every start. */
  url(): string;
  /** SIGKILL. Start it again with `start`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Lets `work` look into a copy of the database, taken while the server stands still. */
  inspect<T>(work: (knex: Knex) => Promise<T>): Promise<T>;
  /** Runs `server/main.ts NAME` on the data of the stopped server; gives its exit code. */
  command(name: string): Promise<number | null>;
}

export interface ServerProcessOptions {
  readonly directory: string;
  readonly candidates: number;
  /** Told after every start, with the new address. */
  readonly onStarted: (url: string) => void;
}

/** The municipality server as a process of its own, on its embedded database in `directory`, with a demo region. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { directory } = options;
  let program: Program | null = null;
  let url = '';

  async function start(): Promise<void> {
    program = startProgram({
      script: path.join('server', 'main.ts'),
      args: [
        ...['--json-ready', '--demo', '--port', '0'],
        ...['--data-directory', directory, '--candidates', String(options.candidates)],
      ],
    });
    url = (await program.ready).url;
    options.onStarted(url);
  }
  const stop = async (): Promise<void> => void (await program?.stop());

  await start();
  return {
    url: () => url,
    start,
    stop,
    kill: async () => program?.kill(),
    pause: () => program?.pause(),
    resume: () => program?.resume(),
    async inspect(work) {
      const copy = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-inspected-'));
      try {
        program?.pause();
        cpSync(path.join(directory, 'pgdata'), path.join(copy, 'pgdata'), { recursive: true });
        program?.resume();
        const database = await openDatabase({ kind: 'embedded', directory: copy });
        return await work(database.knex).finally(() => database.close());
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    },
    async command(name) {
      return startProgram({
        script: path.join('server', 'main.ts'),
        args: [name],
        env: { DATA_DIRECTORY: directory, DEMO: '1' },
      }).exited;
    },
  };
}
