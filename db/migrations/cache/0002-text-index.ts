import type { LocalMigration } from '../migration-source.ts';

/**
 * The text index of our own (decision 0011) in place of FTS5, and a mark for each candidate that says which of its entries
 * count. What is stored does not have them, so the cache begins again: everything in it comes from the server.
 */
const STATEMENTS = [
  `drop table candidate_fts`,
  `drop view candidate_facet`,
  `drop table facet_block`,
  ...['row', 'member', 'scope', 'acked', 'overlay', 'facet_option', 'meta'].map((table) => `delete from ${table}`),
  // See search/facet-blocks.ts.
  `create table facet_block (
     id integer primary key,
     heads text not null,
     options blob not null,
     texts blob not null)`,
  // The same with a row for each candidate, for comparing and examining caches.
  `create view candidate_facet (id, lat, lon, modified_day, opts) as
     select h.value ->> 0, h.value ->> 1, h.value ->> 2, h.value ->> 3,
            substr(b.options, 2 * (h.value ->> 4) + 1, 2 * (h.value ->> 5))
     from facet_block b, json_each(b.heads) h`,
  // Words, and pairs of words side by side.
  `create table text_term (id integer primary key, term text not null unique)`,
  // See search/text-segments.ts.
  `create table text_segment (
     id integer primary key,
     first integer not null,
     last integer not null,
     bytes integer not null,
     target integer,
     moved integer)`,
  `create table text_block (id integer primary key, data blob not null)`,
];

export const createTextIndex: LocalMigration = {
  name: '0002-text-index',
  async up(knex) {
    for (const statement of STATEMENTS) await knex.raw(statement);
  },
};
