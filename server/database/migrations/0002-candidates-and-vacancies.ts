import type { Migration } from '../migration.ts';

/**
 * Candidates (features §5.3). What only the own municipality may see stands in tables of its own, so that a projection
 * has to name it to leak it; physical capacity is in no sync scope at all (security §8).
 */
export const candidatesAndVacancies: Migration = {
  name: '0002-candidates-and-vacancies',
  sql: `
create table candidate (
  id uuid primary key,
  region_code text not null references region(code),
  visible_to_employers boolean not null,
  email text not null,
  phone text not null,
  postcode text not null,
  -- CandidateProfileSchema, validated at every write
  profile jsonb not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create index candidate_region on candidate (region_code, visible_to_employers);

-- the id of these tables is the id of the candidate
create table candidate_internal (
  id uuid primary key references candidate(id) on delete cascade,
  client_number text not null,
  gender text not null,
  birth_date date,
  municipality text not null,
  support_model text not null,
  case_manager_name text not null,
  tozo boolean not null);

create table candidate_capacity (
  id uuid primary key references candidate(id) on delete cascade,
  items jsonb not null);

create table candidate_assessment (
  id uuid primary key references candidate(id) on delete cascade,
  items jsonb not null);

create table candidate_document (
  id uuid primary key,
  candidate_id uuid not null references candidate(id) on delete cascade,
  kind text not null,
  name text not null,
  media_type text not null,
  size_bytes bigint not null,
  shareable boolean not null);
create index candidate_document_candidate on candidate_document (candidate_id);

create table candidate_origin (
  id uuid primary key references candidate(id) on delete cascade,
  kind text not null,
  reference text not null,
  document jsonb not null,
  unique (kind, reference));

create table vacancy (
  id uuid primary key,
  region_code text not null references region(code),
  -- VacancySchema, validated at every write
  content jsonb not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create index vacancy_region on vacancy (region_code);

create table vacancy_origin (
  id uuid primary key references vacancy(id) on delete cascade,
  kind text not null,
  reference text not null,
  document jsonb not null,
  unique (kind, reference));

-- one line per pair for ever: a removal is remembered with its moment, so that an older edit cannot undo it (sync §2.11)
create table favourite (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  candidate_id uuid not null references candidate(id) on delete cascade,
  is_set boolean not null,
  created_at timestamptz not null,
  effective_at timestamptz not null,
  device_id uuid not null,
  unique (user_id, candidate_id));
create index favourite_candidate on favourite (candidate_id);
`,
};
