import type { Knex } from 'knex';
import { withTransaction } from '../../server/database/transaction.ts';

/** Tables that a history fills. What a transaction marks lives as long as that transaction; migrations are not data. */
const LEFT_ALONE = ['schema_migration', 'sync_dirty', 'sync_tx'];

interface Table {
  readonly name: string;
  /** Columns that are stored, not generated. */
  readonly columns: string;
}

/** The whole content of a server database as one thing: emptied, copied aside, put back. Knows no table by name. */
export class ServerBackup {
  readonly #knex: Knex;
  readonly #tables: readonly Table[];

  private constructor(knex: Knex, tables: readonly Table[]) {
    this.#knex = knex;
    this.#tables = tables;
  }

  static async prepare(knex: Knex): Promise<ServerBackup> {
    const result: { rows: Table[] } = await knex.raw(
      `select c.table_name as name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
         and not c.table_name = any(?)
       group by c.table_name order by c.table_name`,
      [LEFT_ALONE],
    );
    const copies = result.rows.map(({ name }) => `create table backup.${name} (like public.${name});`);
    await knex.raw(`create schema backup; ${copies.join(' ')}
      create table backup.scope_sequence (last bigint not null, used boolean not null)`);
    return new ServerBackup(knex, result.rows);
  }

  /** Leaves the database as migrated. */
  empty(): Promise<void> {
    return this.#run([
      ...this.#tables.map(({ name }) => `delete from public.${name};`),
      'insert into sync_clock (realm, epoch, head) values (1, 1, 1::bigint << 42);',
      `select setval(pg_get_serial_sequence('sync_scope', 'id'), 1, false);`,
    ]);
  }

  take(): Promise<void> {
    return this.#run([
      ...this.#tables.map(({ name, columns }) => {
        const copy = `insert into backup.${name} (${columns}) select ${columns} from public.${name};`;
        return `delete from backup.${name}; ${copy}`;
      }),
      'delete from backup.scope_sequence;',
      'insert into backup.scope_sequence select last_value, is_called from sync_scope_id_seq;',
    ]);
  }

  /**
   * As after a real restore: also numbers of scopes go back, and are given out again for other scopes. The new epoch is
   * higher than any before, which is the operator's part of the procedure when one backup is restored twice.
   */
  async restore(): Promise<void> {
    const { epoch } = await this.#knex('sync_clock').first('epoch');
    return this.#run([
      ...this.#tables.map(({ name, columns }) => {
        const copy = `insert into public.${name} (${columns}) overriding system value select ${columns} from backup.${name};`;
        return `delete from public.${name}; ${copy}`;
      }),
      `select setval(pg_get_serial_sequence('sync_scope', 'id'), last, used) from backup.scope_sequence;`,
      `update sync_clock set epoch = greatest(epoch, ${Number(epoch)});`,
      'select sync_new_epoch();',
    ]);
  }

  /** Without triggers, foreign keys and the commit clock: this is the database's own doing, not the server's. */
  async #run(statements: readonly string[]): Promise<void> {
    await withTransaction(this.#knex, async (trx) => {
      await trx.raw(`set local session_replication_role = replica; ${statements.join('\n')}`);
    });
  }
}
