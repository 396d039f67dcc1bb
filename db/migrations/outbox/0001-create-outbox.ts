import type { LocalMigration } from '../migration-source.ts';

/** Sync §2.12. `outbox.status` is the server's answer to a push; the line stays until a pull acknowledges it. */
const STATEMENTS = [
  `create table ident (
     one integer primary key check (one = 1),
     device text,
     user text,
     epoch_ok integer)`,
  `create table outbox (
     n integer primary key autoincrement,
     uid text not null unique,
     kind text not null,
     ver integer not null,
     args text not null,
     deps text not null,
     edit_ts text not null,
     offset_ms integer not null,
     status text,
     code text,
     answered_at text)`,
  `create table result (
     uid text primary key,
     n integer not null,
     kind text not null,
     ver integer not null,
     args text not null,
     deps text not null,
     edit_ts text not null,
     offset_ms integer not null,
     status text not null,
     code text,
     at text not null,
     shown integer not null default 0)`,
  `create table preference (key text primary key, value text not null)`,
];

export const createOutbox: LocalMigration = {
  name: '0001-create-outbox',
  async up(knex) {
    for (const statement of STATEMENTS) await knex.raw(statement);
  },
};
