import type { Migration } from '../migration.ts';

/**
 * Notes, texts that lost from another edit, and the settings that follow a user (features HW-NOTE, sync §2.2 and §2.11).
 *
 * A note is never visible beyond its candidate: its scopes are `<owner>/<scope of the candidate>`, so that it leaves and
 * enters a cache together with him. `deleted_at` stands only while the deletion beats both fields (candidates/notes.ts),
 * so live is: not deleted. The text of a deleted note stays, because a newer edit brings it back.
 */
export const notesAndSettings: Migration = {
  name: '0007-notes-and-settings',
  sql: `
create table note (
  id uuid primary key,
  candidate_id uuid not null references candidate(id) on delete cascade,
  author_id uuid not null references app_user(id) on delete cascade,
  -- always that of the author: a note moves with him, see note_follows_author
  organization_id uuid not null references organization(id),
  text text not null,
  scope text not null check (scope in ('PRIVATE', 'ORGANIZATION')),
  created_at timestamptz not null,
  -- effective time and device of the newest edit of each field (sync §2.19)
  text_at timestamptz not null,
  text_device uuid not null,
  scope_at timestamptz not null,
  scope_device uuid not null,
  deleted_at timestamptz,
  deleted_device uuid,
  check ((deleted_at is null) = (deleted_device is null)),
  check (deleted_at is null or deleted_at >= greatest(text_at, scope_at)));
create index note_candidate on note (candidate_id, author_id);
create index note_author on note (author_id);
create index note_deleted on note (deleted_at) where deleted_at is not null;

create table note_conflict (
  id uuid primary key,
  note_id uuid not null references note(id) on delete cascade,
  other_text text not null,
  other_at timestamptz not null,
  other_device uuid not null,
  created_at timestamptz not null,
  resolved_at timestamptz);
create index note_conflict_note on note_conflict (note_id);

create table setting (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  key text not null,
  value jsonb not null,
  effective_at timestamptz not null,
  device_id uuid not null,
  unique (user_id, key));

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
  union all select 15::smallint, id, 'usr:' || user_id from setting;

-- transitively closed: a conflict follows its note, and both follow the candidate
create or replace view sync_dependents(pcoll, prow, coll, row_id) as
  select 1::smallint, candidate_id, 3::smallint, id from candidate_document
  union all select 1::smallint, candidate_id, 13::smallint, id from note
  union all select 1::smallint, n.candidate_id, 14::smallint, x.id from note_conflict x join note n on n.id = x.note_id
  union all select 13::smallint, note_id, 14::smallint, id from note_conflict;

-- A note carries the name of its author. Who changes organisation takes his notes along as private ones: what he shared
-- with his old colleagues was theirs to read, and what he writes from now on is not, nor is the old text for the new ones.
create function note_follows_author() returns trigger language plpgsql as $$
begin
  if new.organization_id <> old.organization_id then
    update note set organization_id = new.organization_id, scope = 'PRIVATE',
      scope_at = case when scope = 'PRIVATE' or deleted_at is not null then scope_at
                      else greatest(scope_at, date_trunc('milliseconds', now())) end
    where author_id = new.id;
  end if;
  if new.full_name <> old.full_name then
    insert into sync_dirty
    select pg_current_xact_id(), 13, n.id, true from note n where n.author_id = new.id
    on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
    insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger note_follows_author after update of organization_id, full_name on app_user
  for each row execute function note_follows_author();

create trigger sync_mark after insert or update or delete on note for each row execute function sync_mark('13');
create trigger sync_mark after insert or update or delete on note_conflict
  for each row execute function sync_mark('14');
create trigger sync_mark after insert or update or delete on setting for each row execute function sync_mark('15');
create trigger sync_no_truncate before truncate on note for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on note_conflict for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on setting for each statement execute function sync_no_truncate();
`,
};
