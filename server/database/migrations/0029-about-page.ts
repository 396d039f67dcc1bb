import type { Migration } from '../migration.ts';

/**
 * What 'Over HalloWerk' says in a region (HW-ABT), written by an administrator of one of its municipalities. A region
 * without a row has the texts of the product. Promising occupations are rows: they belong to a region (HW-ABT-04).
 */
export const aboutPage: Migration = {
  name: '0029-about-page',
  sql: `
create table about_page (
  region_code text primary key references region(code),
  blocks jsonb not null,
  film_url text,
  revision int not null default 1
);
create trigger count_revision before update on about_page for each row execute function count_revision();

create table promising_occupation (
  region_code text not null references about_page(region_code),
  place int not null,
  name text not null check (name <> ''),
  reason text not null,
  occupation_id uuid references occupation(id) on delete set null,
  primary key (region_code, place)
);
create index promising_occupation_occupation on promising_occupation (occupation_id) where occupation_id is not null;
`,
};
