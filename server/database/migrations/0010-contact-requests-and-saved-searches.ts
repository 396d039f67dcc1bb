import type { Migration } from '../migration.ts';

/**
 * Contact requests (features HW-CON, BX-08) and saved searches with what their users do with them (BX-06).
 *
 * A request belongs to who asked, also when the candidate is out of his sight, and holds no contact data. A search belongs
 * to its owner, and to his organisation when he shares it. A mark or a judgement is never visible without its search, and a
 * judgement not without its candidate either. A deleted search keeps its id and its time only, so that an older edit cannot
 * bring it back; the marks and judgements of a search stay in their tables and are hidden, for a deletion that is undone.
 */
export const contactRequestsAndSavedSearches: Migration = {
  name: '0010-contact-requests-and-saved-searches',
  sql: `
-- for those who asked for a candidate whom they reach through an account manager (HW-CON-03)
alter table app_user add column phone text not null default '';

create table contact_request (
  id uuid primary key,
  candidate_id uuid not null references candidate(id) on delete cascade,
  requester_id uuid not null references app_user(id) on delete cascade,
  vacancy_id uuid references vacancy(id) on delete set null,
  route_at_request text not null check (route_at_request in ('DIRECT', 'VIA_ACCOUNT_MANAGER')),
  requested_at timestamptz not null,
  outcome text not null check (
    outcome in ('OPEN', 'SPOKEN', 'APPOINTMENT', 'NO_ANSWER', 'HIRED', 'NOT_SUITABLE', 'WITHDRAWN')),
  outcome_at timestamptz,
  note text not null);
create index contact_request_requester on contact_request (requester_id, requested_at);
create index contact_request_candidate on contact_request (candidate_id);
create index contact_request_vacancy on contact_request (vacancy_id) where vacancy_id is not null;

create table saved_search (
  id uuid primary key,
  owner_id uuid not null references app_user(id) on delete cascade,
  -- always that of the owner: a search moves with him, see search_follows_people
  organization_id uuid not null references organization(id),
  is_live boolean not null,
  name text,
  -- CandidateQuerySchema, validated at every write
  query jsonb,
  scope text not null check (scope in ('PRIVATE', 'ORGANIZATION')),
  -- effective time and device of the newest edit or deletion (sync §2.19)
  changed_at timestamptz not null,
  changed_device uuid not null,
  check (is_live = (name is not null) and is_live = (query is not null)));
create index saved_search_owner on saved_search (owner_id);
create index saved_search_deleted on saved_search (changed_at) where not is_live;

-- one line per user and search for ever; the newest edit wins as a whole
create table search_mark (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  search_id uuid not null references saved_search(id) on delete cascade,
  pinned boolean not null,
  watch text not null check (watch in ('OFF', 'APP', 'EMAIL_DAILY', 'EMAIL_WEEKLY')),
  last_seen_at timestamptz,
  effective_at timestamptz not null,
  device_id uuid not null,
  unique (user_id, search_id));
create index search_mark_search on search_mark (search_id);

-- one line per user, search and candidate for ever: taking back is remembered with its moment
create table judgement (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  search_id uuid not null references saved_search(id) on delete cascade,
  candidate_id uuid not null references candidate(id) on delete cascade,
  value text check (value in ('INTERESTING', 'NO', 'LATER')),
  effective_at timestamptz not null,
  device_id uuid not null,
  unique (user_id, search_id, candidate_id));
create index judgement_search on judgement (search_id);
create index judgement_candidate on judgement (candidate_id);

-- who can see which search now
create view search_viewer(search_id, user_id) as
  select s.id, u.id from saved_search s
  join app_user u on u.id = s.owner_id or (s.scope = 'ORGANIZATION' and u.organization_id = s.organization_id)
  where s.is_live;

create or replace view sync_desired(coll, row_id, skey) as
  select 1::smallint, id, 'reg:' || region_code || ':cand' from candidate where visible_to_employers
  union all select 2::smallint, id, 'reg:' || region_code || ':am' from candidate
  union all select 3::smallint, d.id, 'reg:' || c.region_code || ':cand'
            from candidate_document d join candidate c on c.id = d.candidate_id
            where c.visible_to_employers and d.shareable
  union all select 3::smallint, d.id, 'reg:' || c.region_code || ':am'
            from candidate_document d join candidate c on c.id = d.candidate_id
  union all select 4::smallint, id, 'reg:' || region_code || ':am' from vacancy
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
            where j.value is not null;

-- transitively closed: what hangs on a conflict, a mark or a judgement is nothing
create or replace view sync_dependents(pcoll, prow, coll, row_id) as
  select 1::smallint, candidate_id, 3::smallint, id from candidate_document
  union all select 1::smallint, candidate_id, 13::smallint, id from note
  union all select 1::smallint, n.candidate_id, 14::smallint, x.id from note_conflict x join note n on n.id = x.note_id
  union all select 13::smallint, note_id, 14::smallint, id from note_conflict
  union all select 17::smallint, search_id, 18::smallint, id from search_mark
  union all select 17::smallint, search_id, 19::smallint, id from judgement
  union all select 1::smallint, candidate_id, 19::smallint, id from judgement;

-- Who changes organisation takes his searches along as private ones, as his notes (0007), and leaves the shared ones of
-- his old colleagues: what he did with those goes out of his sight with them. Not in sync_dependents, because every other
-- change of a user would derive all his judgements again. A search carries the name of its owner.
create function search_follows_people() returns trigger language plpgsql as $$
begin
  if new.organization_id <> old.organization_id then
    update saved_search set organization_id = new.organization_id, scope = 'PRIVATE',
      changed_at = case when scope = 'PRIVATE' or not is_live then changed_at
                        else greatest(changed_at, date_trunc('milliseconds', now())) end
    where owner_id = new.id;
    insert into sync_dirty
    select pg_current_xact_id(), 18, id, false from search_mark where user_id = new.id
    union all select pg_current_xact_id(), 19, id, false from judgement where user_id = new.id
    on conflict do nothing;
    insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  end if;
  if new.full_name <> old.full_name then
    insert into sync_dirty
    select pg_current_xact_id(), 17, id, true from saved_search where owner_id = new.id
    on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
    insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger search_follows_people after update of organization_id, full_name on app_user
  for each row execute function search_follows_people();

create trigger sync_mark after insert or update or delete on contact_request
  for each row execute function sync_mark('16');
create trigger sync_mark after insert or update or delete on saved_search for each row execute function sync_mark('17');
create trigger sync_mark after insert or update or delete on search_mark for each row execute function sync_mark('18');
create trigger sync_mark after insert or update or delete on judgement for each row execute function sync_mark('19');
create trigger sync_no_truncate before truncate on contact_request
  for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on saved_search for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on search_mark for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on judgement for each statement execute function sync_no_truncate();
`,
};
