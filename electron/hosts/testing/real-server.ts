import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface RealServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The municipality server as a process of its own, on its embedded database with a demo region. */
export async function startRealServer(options: { directory: string; candidates: number }): Promise<RealServer> {
  const args = [
    path.join(ROOT, 'server', 'main.ts'),
    ...['--json-ready', '--demo', '--port', '0'],
    ...['--data-directory', options.directory, '--candidates', String(options.candidates)],
  ];
  const { DATABASE_URL: _url, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    env: { ...env, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { ready?: boolean; url?: string };
      if (said.ready === true && said.url !== undefined) resolve(said.url);
    });
    void exited.then(() => reject(new Error('The server ended before it was ready')));
  });
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
