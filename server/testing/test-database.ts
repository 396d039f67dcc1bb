import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import knex from 'knex';
import { inject } from 'vitest';
import type { DatabaseConfig } from '../database/knex.ts';
import { TEMPLATE_DATABASE } from './global-setup.ts';

export type DatabaseKind = 'pglite' | 'postgresql';

/** PGlite always; PostgreSQL where it is on the machine. For `describe.each`. */
export function databaseKinds(): readonly DatabaseKind[] {
  return inject('postgresUrl') === null ? ['pglite'] : ['pglite', 'postgresql'];
}

export interface TestDatabase {
  readonly config: DatabaseConfig;
  /** After everything that used it was closed. */
  drop(): Promise<void>;
}

/** A fresh, migrated database. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'pglite') {
    const snapshot = new Blob([readFileSync(inject('pgliteSnapshot'))]);
    return { config: { kind: 'embedded', directory: null, snapshot }, drop: async () => undefined };
  }
  const url = inject('postgresUrl');
  if (url === null) throw new Error('PostgreSQL is not available');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = async (sql: string): Promise<void> => {
    const connection = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
    await connection.raw(sql);
    await connection.destroy();
  };
  await admin(`create database ${name} template ${TEMPLATE_DATABASE}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return {
    config: { kind: 'postgres', url: address.href, poolSize: 20 },
    drop: () => admin(`drop database ${name} with (force)`),
  };
}
