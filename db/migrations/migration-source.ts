import type { Knex } from 'knex';

/** `name` is for ever: it stands in the files of users. Numbered, so that the order is the alphabetical one. */
export interface LocalMigration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
}

/** Migrations as a static list: a bundled program has no folder to read them from. */
export class StaticMigrationSource {
  readonly #migrations: readonly LocalMigration[];

  constructor(migrations: readonly LocalMigration[]) {
    this.#migrations = migrations;
  }

  async getMigrations(): Promise<LocalMigration[]> {
    return [...this.#migrations];
  }

  getMigrationName(migration: LocalMigration): string {
    return migration.name;
  }

  async getMigration(migration: LocalMigration): Promise<Knex.Migration> {
    return {
      up: (knex) => migration.up(knex),
      // A local file is never taken back a version: the cache is rebuilt, the outbox only ever grows.
      down: async () => {
        throw new Error(`Migration ${migration.name} cannot be undone`);
      },
    };
  }
}
