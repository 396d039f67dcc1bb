import type { LocalMigration } from '../migration-source.ts';

/**
 * Sync §2.12, with an integer key for rows: `row.pk` is also the rowid of the text index and the id of the facet row.
 * `scope.digest` is a signed 64-bit number; `gen` is the generation of mark and sweep (see sync/scope-store.ts).
 * The text index stores no text, only words (search §3).
 */
const STATEMENTS = [
  `create table meta (k text primary key, v text) without rowid`,
  `create table row (
     pk integer primary key,
     coll integer not null,
     id text not null,
     rev integer not null,
     d text not null,
     unique (coll, id))`,
  `create table scope (
     id integer primary key,
     key text not null,
     gen integer not null,
     last_gen integer not null,
     cnt integer not null,
     digest integer not null,
     state text not null check (state in ('filling', 'live', 'lost')),
     sweep text not null check (sweep in ('none', 'when-done', 'now')))`,
  `create table member (
     scope integer not null,
     pk integer not null,
     gen integer not null,
     primary key (scope, pk)) without rowid`,
  `create index member_row on member (pk)`,
  `create table acked (uid text primary key, status text not null, code text) without rowid`,
  `create table overlay (
     n integer primary key,
     uid text not null unique,
     coll integer not null,
     id text not null,
     patch text,
     gone integer not null)`,
  `create index overlay_row on overlay (coll, id)`,
  `create table facet_option (
     id integer primary key,
     category text not null,
     code text not null,
     label text not null,
     unique (category, code))`,
  // See search/facet-blocks.ts.
  `create table facet_block (
     id integer primary key,
     heads text not null,
     options blob not null)`,
  // The same with a row for each candidate, for comparing and examining caches.
  `create view candidate_facet (id, lat, lon, modified_day, opts) as
     select h.value ->> 0, h.value ->> 1, h.value ->> 2, h.value ->> 3,
            substr(b.options, 2 * (h.value ->> 4) + 1, 2 * (h.value ->> 5))
     from facet_block b, json_each(b.heads) h`,
  `create virtual table candidate_fts using fts5 (
     name, headline, skills, work, education, about,
     tokenize = "unicode61 remove_diacritics 2", content = '', contentless_delete = 1)`,
  // The index is merged in slices of our own (search/text-merge.ts), sixteen segments at a time: by itself SQLite merges
  // four at a time inside commits, which costs more in all, and long pauses.
  `insert into candidate_fts (candidate_fts, rank) values ('automerge', 0)`,
  `insert into candidate_fts (candidate_fts, rank) values ('crisismerge', 500)`,
  `insert into candidate_fts (candidate_fts, rank) values ('usermerge', 16)`,
];

export const createCache: LocalMigration = {
  name: '0001-cache',
  async up(knex) {
    for (const statement of STATEMENTS) await knex.raw(statement);
  },
};
