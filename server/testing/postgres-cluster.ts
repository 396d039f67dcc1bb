import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresCluster {
  readonly url: string;
  /** A base backup of this moment. */
  backup(): { restore(): Promise<PostgresCluster> };
  stop(): void;
}

const DEBIAN = '/usr/lib/postgresql';

/** Folder with the server binaries, newest version first, or null. */
function binaries(): string | null {
  const folders = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const found = folders.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? null;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/**
 * A throw-away cluster for tests, without fsync, on a port of its own; null when this machine has no PostgreSQL server.
 * PostgreSQL refuses to run as root, so root runs it as the user `postgres`.
 */
export async function startPostgresCluster(): Promise<PostgresCluster | null> {
  const bin = binaries();
  if (bin === null) return null;
  const directory = ownedDirectory();
  const run = runner(bin, directory);
  const data = join(directory, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8');
  return startCluster(bin, directory);
}

/** Where PostgreSQL may write, whoever runs the tests. */
function ownedDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hallowerk-postgres-'));
  chmodSync(directory, 0o700);
  if (isRoot()) {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(directory, id('-u'), id('-g'));
  }
  return directory;
}

const isRoot = (): boolean => process.getuid?.() === 0;

function runner(bin: string, cwd: string) {
  return (program: string, ...args: string[]): void => {
    const command = isRoot() ? ['runuser', '-u', 'postgres', '--', join(bin, program)] : [join(bin, program)];
    execFileSync(command[0]!, [...command.slice(1), ...args], { stdio: 'ignore', cwd });
  };
}

/** Starts what is in `data` of the directory. */
async function startCluster(bin: string, directory: string): Promise<PostgresCluster> {
  const run = runner(bin, directory);
  const data = join(directory, 'data');
  const port = await freePort();
  const options = `-p ${port} -h 127.0.0.1 -k ${directory} -F`;
  run('pg_ctl', '-D', data, '-w', '-l', join(directory, 'log'), '-o', options, 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    backup: () => {
      const copy = ownedDirectory();
      const target = join(copy, 'data');
      runner(bin, copy)(
        'pg_basebackup',
        '-h',
        '127.0.0.1',
        '-p',
        `${port}`,
        '-U',
        'postgres',
        '-D',
        target,
        '-c',
        'fast',
      );
      return {
        restore: () => {
          appendFileSync(join(target, 'postgresql.auto.conf'), "restore_command = 'false'\n");
          // Recovery up to the end of the backup, and then a timeline of its own: what a restore from backup is.
          writeFileSync(join(target, 'recovery.signal'), '');
          return startCluster(bin, copy);
        },
      };
    },
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'fast', 'stop');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
