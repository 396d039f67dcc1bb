import type { Migration } from '../migration.ts';

/**
 * Vacancies of HalloWerk with their states and rights, proposals, and who is who around them (features §5.4, §5.10).
 *
 * A proposal is two collections of one table: 20 says that somebody was proposed, for everybody who sees the vacancy, and 21
 * says who, in scopes of the candidate. When the candidate is out of the sight of an employer the first stays, as a neutral
 * row, and the second leaves. A vacancy is seen by its organisation and by the staff of its region.
 */
export const vacanciesAndProposals: Migration = {
  name: '0025-vacancies-and-proposals',
  sql: `
alter table vacancy
  add column organization_id uuid references organization(id),
  add column status text not null default 'ACTIVE' check (status in ('DRAFT', 'ACTIVE', 'ARCHIVED')),
  add column visible_to_candidates boolean not null default false,
  add column published_at timestamptz,
  add column created_by uuid references app_user(id) on delete set null,
  add column created_by_role text check (created_by_role in ('ACCOUNT_MANAGER', 'EMPLOYER')),
  -- group of fields -> the edit that it holds (VacancyRevisionsSchema)
  add column revisions jsonb not null default '{}',
  add constraint vacancy_archived_is_hidden check (status <> 'ARCHIVED' or not visible_to_candidates);
create index vacancy_organization on vacancy (organization_id) where organization_id is not null;
create index vacancy_created_by on vacancy (created_by) where created_by is not null;

create table vacancy_conflict (
  id uuid primary key,
  vacancy_id uuid not null references vacancy(id) on delete cascade,
  author_id uuid not null references app_user(id) on delete cascade,
  field_group text not null,
  -- the fields of the group that lost
  other jsonb not null,
  -- of the edit that lost: a later edit on top of it takes its place
  revision uuid not null,
  created_at timestamptz not null,
  resolved_at timestamptz);
create index vacancy_conflict_vacancy on vacancy_conflict (vacancy_id);
create index vacancy_conflict_author on vacancy_conflict (author_id);

create table proposal (
  id uuid primary key,
  vacancy_id uuid not null references vacancy(id) on delete cascade,
  candidate_id uuid not null references candidate(id) on delete cascade,
  proposed_by uuid references app_user(id) on delete set null,
  -- of the proposer when he proposed: his colleagues see whom (§5.10)
  proposer_organization_id uuid not null references organization(id),
  proposed_at timestamptz not null,
  motivation text not null,
  explanation jsonb not null,
  state text not null check (
    state in ('PROPOSED', 'VIEWED', 'CONTACT_REQUESTED', 'IN_TALKS', 'HIRED', 'DECLINED', 'WITHDRAWN')),
  changed_at timestamptz not null);
create unique index proposal_open on proposal (vacancy_id, candidate_id)
  where state in ('PROPOSED', 'VIEWED', 'CONTACT_REQUESTED', 'IN_TALKS');
create index proposal_candidate on proposal (candidate_id);
create index proposal_vacancy on proposal (vacancy_id);
create index proposal_proposer on proposal (proposed_by);

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
            where u.state = 'ACTIVE' and u.role in ('ACCOUNT_MANAGER', 'EXECUTOR') and o.id <> u.organization_id;

-- transitively closed: what hangs on a conflict, a mark, a judgement or a proposal is nothing
create or replace view sync_dependents(pcoll, prow, coll, row_id) as
  select 1::smallint, candidate_id, 3::smallint, id from candidate_document
  union all select 1::smallint, candidate_id, 13::smallint, id from note
  union all select 1::smallint, n.candidate_id, 14::smallint, x.id from note_conflict x join note n on n.id = x.note_id
  union all select 13::smallint, note_id, 14::smallint, id from note_conflict
  union all select 17::smallint, search_id, 18::smallint, id from search_mark
  union all select 17::smallint, search_id, 19::smallint, id from judgement
  union all select 1::smallint, candidate_id, 19::smallint, id from judgement
  union all select 1::smallint, candidate_id, 21::smallint, id from proposal
  union all select 4::smallint, vacancy_id, 20::smallint, id from proposal
  union all select 4::smallint, vacancy_id, 21::smallint, id from proposal;

-- Names of people and organisations stand in rows of others; who serves whom in those of the people.
create function vacancies_follow_people() returns trigger language plpgsql as $$
begin
  if new.full_name <> old.full_name then
    insert into sync_dirty
    select pg_current_xact_id(), 4, id, true from vacancy where created_by = new.id
    union all select pg_current_xact_id(), 20, id, true from proposal where proposed_by = new.id
    on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
    insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger vacancies_follow_people after update of full_name on app_user
  for each row execute function vacancies_follow_people();

create function vacancies_follow_organization() returns trigger language plpgsql as $$
begin
  if new.name <> old.name then
    insert into sync_dirty
    select pg_current_xact_id(), 4, id, true from vacancy where organization_id = new.id
    on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
  end if;
  insert into sync_dirty
  select pg_current_xact_id(), 23, u.id, true from app_user u
  where u.organization_id = new.id or u.id = new.account_manager_id or u.id = old.account_manager_id
  on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
  insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create trigger vacancies_follow_organization after update of name, account_manager_id on organization
  for each row execute function vacancies_follow_organization();

create function person_follows_region() returns trigger language plpgsql as $$
begin
  insert into sync_dirty
  values (pg_current_xact_id(), 23, case when tg_op = 'DELETE' then old.user_id else new.user_id end, false)
  on conflict do nothing;
  insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create trigger person_follows_region after insert or update or delete on user_region
  for each row execute function person_follows_region();
create trigger person_mark after insert or update or delete on app_user for each row execute function sync_mark('23');

create trigger sync_mark after insert or update or delete on proposal for each row execute function sync_mark('20');
create trigger sync_mark_candidate after insert or delete on proposal for each row execute function sync_mark('21');
create trigger sync_mark after insert or update or delete on vacancy_conflict
  for each row execute function sync_mark('22');
create trigger sync_no_truncate before truncate on proposal for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on vacancy_conflict
  for each statement execute function sync_no_truncate();

-- who was there before this migration
select sync_touch(23::smallint, coalesce(array_agg(id), '{}')) from app_user;
`,
};
