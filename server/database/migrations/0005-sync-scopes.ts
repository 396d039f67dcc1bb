import type { Migration } from '../migration.ts';

/**
 * Visibility in one place (sync §2.3), reviewed like authorisation code: which scopes each row belongs to, and which rows
 * must be derived again when another changes. Collection numbers are those of `COLLECTIONS` in the contract. Physical
 * capacity and assessments are deliberately in no branch.
 */
export const syncScopes: Migration = {
  name: '0005-sync-scopes',
  sql: `
create view sync_desired(coll, row_id, skey) as
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
  union all select 12::smallint, id, 'pub' from showcase;

create view sync_dependents(pcoll, prow, coll, row_id) as
  select 1::smallint, candidate_id, 3::smallint, id from candidate_document;

-- the row of collection 7 is put together from several tables; these mark it
create function sync_mark_user_region() returns trigger language plpgsql as $$
begin
  insert into sync_dirty
  values (pg_current_xact_id(), 7, case when tg_op = 'DELETE' then old.user_id else new.user_id end, true)
  on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
  insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create function sync_mark_members() returns trigger language plpgsql as $$
begin
  insert into sync_dirty
  select pg_current_xact_id(), 7, u.id, true from app_user u
  where u.organization_id = new.id or u.municipality_id = new.id
  on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
  insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create trigger sync_mark after insert or update or delete on user_region
  for each row execute function sync_mark_user_region();
create trigger sync_mark after update of name on organization for each row execute function sync_mark_members();
create trigger sync_mark after update of name on municipality for each row execute function sync_mark_members();

create trigger sync_mark after insert or update or delete on candidate
  for each row execute function sync_mark('1,2');
create trigger sync_mark after insert or update or delete on candidate_internal
  for each row execute function sync_mark('2');
create trigger sync_mark after insert or update or delete on candidate_document
  for each row execute function sync_mark('3');
create trigger sync_mark after insert or update or delete on vacancy for each row execute function sync_mark('4');
create trigger sync_mark after insert or update or delete on favourite for each row execute function sync_mark('5');
create trigger sync_mark after insert or update or delete on app_user for each row execute function sync_mark('7');
create trigger sync_mark after insert or update or delete on occupation for each row execute function sync_mark('9');
create trigger sync_mark after insert or update or delete on place for each row execute function sync_mark('10');
create trigger sync_mark after insert or update or delete on reference_item
  for each row execute function sync_mark('11');
create trigger sync_mark after insert or update or delete on showcase for each row execute function sync_mark('12');

create trigger sync_no_truncate before truncate on user_region for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on candidate for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on candidate_internal
  for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on candidate_document
  for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on vacancy for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on favourite for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on app_user for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on occupation for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on place for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on reference_item
  for each statement execute function sync_no_truncate();
create trigger sync_no_truncate before truncate on showcase for each statement execute function sync_no_truncate();
`,
};
