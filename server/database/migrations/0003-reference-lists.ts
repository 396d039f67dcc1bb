import type { Migration } from '../migration.ts';

/** The lists that every user has in his cache: scope `pub`. */
export const referenceLists: Migration = {
  name: '0003-reference-lists',
  sql: `
create table occupation (
  id uuid primary key,
  code text not null,
  name text not null,
  synonyms text[] not null,
  group_code text,
  related jsonb not null,
  description text not null,
  source text not null check (source in ('PRODUCT', 'ESCO')));
create index occupation_code on occupation (source, code);

create table place (
  id uuid primary key,
  kind text not null check (kind in ('PLACE', 'MUNICIPALITY', 'PC4')),
  code text not null,
  name text not null,
  municipality text not null,
  province text not null,
  lat double precision not null,
  lon double precision not null,
  population int);
create index place_code on place (kind, code);

create table reference_item (
  id uuid primary key,
  kind text not null,
  code text not null,
  name text not null,
  parent_code text,
  unique (kind, code));

create table showcase (
  id uuid primary key,
  name text not null,
  region_codes text[] not null,
  filter_categories text[] not null);
`,
};
