import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import knex, { type Knex } from 'knex';
import type { TestProject } from 'vitest/node';
import { migrate } from '../database/migrations.ts';
import { startPostgresCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File with a migrated PGlite database, to start copies from. */
    readonly pgliteSnapshot: string;
    /** Administrator's address of a PostgreSQL server with the database `hallowerk_template`, or null. */
    readonly postgresUrl: string | null;
  }
}

export const TEMPLATE_DATABASE = 'hallowerk_template';

/** Makes one migrated database of each kind; test files copy them, which takes a fraction of the time. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'hallowerk-server-test-'));
  const snapshot = join(directory, 'pglite.tar');
  await writePgliteSnapshot(snapshot);
  const given = process.env['TEST_DATABASE_URL'];
  const cluster = given === undefined ? await startPostgresCluster() : null;
  const url = given ?? cluster?.url ?? null;
  if (url === null) {
    console.warn('PostgreSQL: skipped, no server binaries on this machine and no TEST_DATABASE_URL');
  } else {
    await makeTemplate(url);
  }
  project.provide('pgliteSnapshot', snapshot);
  project.provide('postgresUrl', url);
  return async () => {
    cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

async function writePgliteSnapshot(path: string): Promise<void> {
  const pglite = await PGlite.create('memory://');
  const db = knex({
    client: 'pg',
    connection: () => createPgConfig(pglite) as unknown as Knex.PgConnectionConfig,
    pool: { min: 1, max: 1 },
  });
  await migrate(db);
  await db.destroy();
  const dump = await pglite.dumpDataDir('none');
  writeFileSync(path, Buffer.from(await dump.arrayBuffer()));
  await pglite.close();
}

async function makeTemplate(url: string): Promise<void> {
  const admin = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  await admin.raw(`drop database if exists ${TEMPLATE_DATABASE}`);
  await admin.raw(`create database ${TEMPLATE_DATABASE}`);
  await admin.destroy();
  const address = new URL(url);
  address.pathname = `/${TEMPLATE_DATABASE}`;
  const db = knex({ client: 'pg', connection: address.href, pool: { min: 0, max: 1 } });
  await migrate(db);
  await db.destroy();
}
