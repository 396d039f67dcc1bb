import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

export interface PostgresCluster {
  readonly version: string;
  readonly connectionString: string;
  stop(): void;
}

/** Folder with `initdb` and `pg_ctl`, or null where no PostgreSQL server is installed. */
export function findPostgres(): string | null {
  const given = process.env['POSTGRES_BIN'];
  if (given !== undefined) return existsSync(path.join(given, 'initdb')) ? given : null;
  if (!existsSync(DEBIAN)) return null;
  const newest = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))[0];
  const bin = newest === undefined ? null : path.join(DEBIAN, newest, 'bin');
  return bin !== null && existsSync(path.join(bin, 'initdb')) ? bin : null;
}

/** A cluster of our own on a free port of 127.0.0.1, gone after `stop`. No fsync: it is thrown away anyway. */
export async function startPostgres(bin: string): Promise<PostgresCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'hallowerk-bench-pg-'));
  const data = path.join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  const asOwner = ownerOf(directory, data);
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(asOwner.command ?? path.join(bin, program), [...asOwner.prefix(path.join(bin, program)), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: directory,
    });
  const port = await freePort();
  try {
    run('initdb', ['-D', data, '-A', 'trust', '-U', 'bench', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']);
    const settings = `-p ${port} -h 127.0.0.1 -k ${data} -F -c shared_buffers=512MB -c work_mem=64MB -c jit=off`;
    run('pg_ctl', ['-D', data, '-w', '-l', path.join(data, 'log'), '-o', settings, 'start']);
    const version = run('postgres', ['--version']).trim();
    return {
      version,
      connectionString: `postgres://bench@127.0.0.1:${port}/postgres`,
      stop() {
        run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error('The throw-away PostgreSQL could not be started', { cause: error });
  }
}

/** PostgreSQL refuses to run as root; then it runs as the user that Debian made for it. */
function ownerOf(...directories: readonly string[]) {
  if (process.getuid?.() !== 0) return { command: null, prefix: () => [] as string[] };
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  for (const directory of directories) chownSync(directory, id('-u'), id('-g'));
  return { command: 'runuser', prefix: (program: string) => ['-u', 'postgres', '--', program] };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
