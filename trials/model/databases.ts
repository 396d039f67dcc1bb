import { randomUUID } from 'node:crypto';
import knex from 'knex';
import type { DatabaseConfig } from '../../server/database/knex.ts';
import { startPostgresCluster } from '../../server/testing/postgres-cluster.ts';

export interface TrialDatabase {
  readonly config: DatabaseConfig;
  drop(): Promise<void>;
}

/** An empty database outside the test runner, for the scripts. `null`: no PostgreSQL on this machine. */
export async function openTrialDatabase(kind: 'pglite'): Promise<TrialDatabase>;
export async function openTrialDatabase(kind: 'pglite' | 'postgresql'): Promise<TrialDatabase | null>;
export async function openTrialDatabase(kind: 'pglite' | 'postgresql'): Promise<TrialDatabase | null> {
  if (kind === 'pglite') return { config: { kind: 'embedded', directory: null }, drop: async () => undefined };
  const given = process.env['TEST_DATABASE_URL'];
  const cluster = given === undefined ? await startPostgresCluster() : null;
  const url = given ?? cluster?.url ?? null;
  if (url === null) return null;
  const name = `trial_${randomUUID().replaceAll('-', '')}`;
  const admin = async (sql: string): Promise<void> => {
    const connection = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
    await connection.raw(sql);
    await connection.destroy();
  };
  await admin(`create database ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const config: DatabaseConfig = { kind: 'postgres', url: address.href, poolSize: 20 };
  const drop = async (): Promise<void> => {
    await admin(`drop database ${name} with (force)`);
    cluster?.stop();
  };
  return { config, drop };
}
