import type { Migration } from '../migration.ts';

/**
 * Vacancies that organisations publish on the internet (features HW-VIN, §5.4), where they are looked for, and what each
 * look found. A page remembers what it needs for a conditional request; `run_id` and `todo` say how far a run is, so that
 * it goes on where it was when its node dies.
 */
export const crawledVacancies: Migration = {
  name: '0028-crawled-vacancies',
  sql: `
create table crawl_source (
  id uuid primary key,
  organization_id uuid not null references organization(id) on delete cascade,
  kind text not null check (kind in ('SITE', 'GREENHOUSE', 'RECRUITEE', 'ASHBY')),
  name text not null,
  url text not null,
  paused boolean not null default false,
  -- the administrator wants a run now
  asked_at timestamptz,
  -- when the last nightly or asked run began
  begun_at timestamptz,
  revision int not null default 0,
  created_at timestamptz not null,
  unique (organization_id, url));
create trigger count_revision before update of name, kind, url, paused, organization_id on crawl_source
  for each row execute function count_revision();

create table crawl_run (
  id uuid primary key,
  source_id uuid not null references crawl_source(id) on delete cascade,
  state text not null check (state in ('RUNNING', 'DONE', 'LIMITED', 'CANCELLED', 'FAILED')),
  reason text,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- a node that works on it says so; long ago: it died, and another takes over
  beat_at timestamptz not null,
  cancel_asked boolean not null default false,
  -- its pages are listed; what is missing from the list may only count when the list was whole
  listed boolean not null default false,
  list_whole boolean not null default true,
  pages int not null default 0,
  visited int not null default 0,
  unchanged int not null default 0,
  found int not null default 0,
  changed int not null default 0,
  gone int not null default 0);
create index crawl_run_source on crawl_run (source_id, started_at desc);
create unique index crawl_run_one on crawl_run (source_id) where state = 'RUNNING';

create table crawl_page (
  source_id uuid not null references crawl_source(id) on delete cascade,
  url text not null check (length(url) <= 1000),
  etag text,
  last_modified text,
  -- what the site map said at the last visit, and says now
  map_time text,
  new_map_time text,
  visited_at timestamptz,
  run_id uuid,
  todo boolean not null default false,
  -- runs in a row in which the site did not list it
  missing int not null default 0,
  primary key (source_id, url));
create index crawl_page_todo on crawl_page (source_id, url) where todo;

create table crawl_skip (
  run_id uuid not null references crawl_run(id) on delete cascade,
  reason text not null,
  pages int not null,
  examples text[] not null,
  primary key (run_id, reason));

create table crawled_vacancy (
  id uuid primary key,
  organization_id uuid not null references organization(id) on delete cascade,
  region_code text not null references region(code),
  -- what one job has in common wherever it was found: title, place (ours, or as it was called), number of the organisation
  title_key text not null,
  place_key text not null,
  identifier text,
  -- CrawledContentSchema, validated at every write
  content jsonb not null,
  source_url text not null,
  found_at timestamptz not null,
  last_seen_at timestamptz not null,
  gone_at timestamptz,
  linked_vacancy_id uuid references vacancy(id) on delete set null);
create index crawled_vacancy_job on crawled_vacancy (organization_id, title_key);
create index crawled_vacancy_link on crawled_vacancy (linked_vacancy_id) where linked_vacancy_id is not null;

-- a job can stand on several pages, and several jobs on one
create table crawl_sighting (
  source_id uuid not null,
  url text not null,
  crawled_vacancy_id uuid not null references crawled_vacancy(id) on delete cascade,
  seen_at timestamptz not null,
  primary key (source_id, url, crawled_vacancy_id),
  foreign key (source_id, url) references crawl_page (source_id, url) on delete cascade);
create index crawl_sighting_vacancy on crawl_sighting (crawled_vacancy_id);

create or replace view sync_desired(coll, row_id, skey) as
  select 1::smallint, id, 'reg:' || region_code || ':cand' from candidate where visible_to_employers
  union all select 2::smallint, id, 'reg:' || region_code || ':am' from candidate
  union all select 3::smallint, d.id, 'reg:' || c.region_code || ':cand'
            from candidate_document d join candidate c on c.id = d.candidate_id
            where c.visible_to_employers and d.shareable
  union all select 3::smallint, d.id, 'reg:' || c.region_code || ':am'
            from candidate_document d join candidate c on c.id = d.candidate_id
  union all select 4::smallint, id, 'reg:' || region_code || ':am' from vacancy
  union all select 4::smallint, id, 'org:' || organization_id from vacancy where organization_id is not null
  union all select 5::smallint, id, 'usr:' || user_id from favourite where is_set
  union all select 7::smallint, id, 'usr:' || id from app_user
  union all select 9::smallint, id, 'pub' from occupation
  union all select 10::smallint, id, 'pub' from place
  union all select 11::smallint, id, 'pub' from reference_item
  union all select 12::smallint, id, 'pub' from showcase
  union all select 13::smallint, n.id, 'usr:' || n.author_id || '/reg:' || c.region_code || ':cand'
            from note n join candidate c on c.id = n.candidate_id
            where n.deleted_at is null and c.visible_to_employers
  union all select 13::smallint, n.id, 'usr:' || n.author_id || '/reg:' || c.region_code || ':am'
            from note n join candidate c on c.id = n.candidate_id
            where n.deleted_at is null
  union all select 13::smallint, n.id, 'org:' || n.organization_id || '/reg:' || c.region_code || ':cand'
            from note n join candidate c on c.id = n.candidate_id
            where n.deleted_at is null and n.scope = 'ORGANIZATION' and c.visible_to_employers
  union all select 13::smallint, n.id, 'org:' || n.organization_id || '/reg:' || c.region_code || ':am'
            from note n join candidate c on c.id = n.candidate_id
            where n.deleted_at is null and n.scope = 'ORGANIZATION'
  union all select 14::smallint, x.id, 'usr:' || n.author_id || '/reg:' || c.region_code || ':cand'
            from note_conflict x join note n on n.id = x.note_id join candidate c on c.id = n.candidate_id
            where x.resolved_at is null and n.deleted_at is null and c.visible_to_employers
  union all select 14::smallint, x.id, 'usr:' || n.author_id || '/reg:' || c.region_code || ':am'
            from note_conflict x join note n on n.id = x.note_id join candidate c on c.id = n.candidate_id
            where x.resolved_at is null and n.deleted_at is null
  union all select 15::smallint, id, 'usr:' || user_id from setting
  union all select 16::smallint, id, 'usr:' || requester_id from contact_request
  union all select 17::smallint, id, 'usr:' || owner_id from saved_search where is_live
  union all select 17::smallint, id, 'org:' || organization_id from saved_search
            where is_live and scope = 'ORGANIZATION'
  union all select 18::smallint, m.id, 'usr:' || m.user_id
            from search_mark m join search_viewer v on v.search_id = m.search_id and v.user_id = m.user_id
  union all select 19::smallint, j.id, 'usr:' || j.user_id || '/reg:' || c.region_code || ':cand'
            from judgement j join candidate c on c.id = j.candidate_id
            join search_viewer v on v.search_id = j.search_id and v.user_id = j.user_id
            where j.value is not null and c.visible_to_employers
  union all select 19::smallint, j.id, 'usr:' || j.user_id || '/reg:' || c.region_code || ':am'
            from judgement j join candidate c on c.id = j.candidate_id
            join search_viewer v on v.search_id = j.search_id and v.user_id = j.user_id
            where j.value is not null
  union all select 20::smallint, p.id, 'reg:' || v.region_code || ':am'
            from proposal p join vacancy v on v.id = p.vacancy_id
  union all select 20::smallint, p.id, 'org:' || v.organization_id
            from proposal p join vacancy v on v.id = p.vacancy_id where v.organization_id is not null
  union all select 21::smallint, p.id, 'org:' || v.organization_id || '/reg:' || c.region_code || ':cand'
            from proposal p join vacancy v on v.id = p.vacancy_id join candidate c on c.id = p.candidate_id
            where c.visible_to_employers and v.organization_id is not null
  union all select 21::smallint, p.id, 'org:' || p.proposer_organization_id || '/reg:' || c.region_code || ':cand'
            from proposal p join vacancy v on v.id = p.vacancy_id join candidate c on c.id = p.candidate_id
            where c.visible_to_employers and p.proposer_organization_id is distinct from v.organization_id
  union all select 21::smallint, p.id, 'org:' || p.proposer_organization_id || '/reg:' || c.region_code || ':am'
            from proposal p join candidate c on c.id = p.candidate_id
  union all select 21::smallint, p.id, 'reg:' || c.region_code || ':am'
            from proposal p join vacancy v on v.id = p.vacancy_id join candidate c on c.id = p.candidate_id
            where c.region_code = v.region_code
  union all select 22::smallint, id, 'usr:' || author_id from vacancy_conflict where resolved_at is null
  union all select 23::smallint, u.id, 'org:' || u.organization_id from app_user u
            where u.state = 'ACTIVE'
              and u.role in ('EMPLOYER', 'EMPLOYER_VACANCY_MANAGER', 'ACCOUNT_MANAGER', 'EXECUTOR')
  union all select 23::smallint, u.id, 'reg:' || m.region_code || ':am'
            from app_user u join municipality m on m.id = u.municipality_id
            where u.state = 'ACTIVE' and u.role in ('EMPLOYER', 'EMPLOYER_VACANCY_MANAGER')
  union all select 23::smallint, u.id, 'reg:' || r.region_code || ':am'
            from app_user u join user_region r on r.user_id = u.id
            where u.state = 'ACTIVE' and u.role in ('ACCOUNT_MANAGER', 'EXECUTOR') and r.relation = 'own'
  union all select 23::smallint, u.id, 'org:' || o.id
            from organization o join app_user u on u.id = o.account_manager_id
            where u.state = 'ACTIVE' and u.role in ('ACCOUNT_MANAGER', 'EXECUTOR') and o.id <> u.organization_id
  union all select 24::smallint, id, 'org:' || organization_id from crawled_vacancy
  union all select 24::smallint, id, 'reg:' || region_code || ':am' from crawled_vacancy;

create function crawled_follow_organization() returns trigger language plpgsql as $$
begin
  if new.name <> old.name then
    insert into sync_dirty
    select pg_current_xact_id(), 24, id, true from crawled_vacancy where organization_id = new.id
    on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
    insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger crawled_follow_organization after update of name on organization
  for each row execute function crawled_follow_organization();
create trigger sync_mark after insert or update or delete on crawled_vacancy
  for each row execute function sync_mark('24');
create trigger sync_no_truncate before truncate on crawled_vacancy
  for each statement execute function sync_no_truncate();
`,
};
