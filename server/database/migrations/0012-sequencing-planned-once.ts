import type { Migration } from '../migration.ts';

/**
 * The sequencing of 0011, planned once a connection instead of at every commit: planning the visibility view took four
 * fifths of a small transaction, twice, and grows with each collection. Everything comes from arrays, and every table has
 * an index on what is asked of it, so that a plan made without looking at the arrays is the right one for few rows;
 * sequential scans are priced out, because a connection may make its plans while the tables are empty. Many rows at once
 * (an import) are still planned for their number. The view is read once, into arrays. What is derived is the same.
 */
export const sequencingPlannedOnce: Migration = {
  name: '0012-sequencing-planned-once',
  sql: `
create or replace function sync_sequence() returns trigger
language plpgsql set jit = off set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  many constant int := 50;
  h bigint; t xid8 := pg_current_xact_id();
  ids uuid[]; colls smallint[]; contents boolean[];
  want_ids uuid[]; want_colls smallint[]; want_keys text[];
begin
  -- from this statement on no other writer can commit, and every later statement sees all earlier commits
  update sync_clock set head = head + 1 where realm = 1 returning head into h;

  select array_agg(row_id), array_agg(coll) into ids, colls from sync_dirty where tx = t;
  if cardinality(ids) > many then
    perform set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true);
  end if;
  insert into sync_dirty
    select distinct t, p.coll, p.row_id, false
    from (select * from sync_dependents where prow = any(ids)) p
    join unnest(colls, ids) d(coll, row_id) on d.coll = p.pcoll and d.row_id = p.prow
  on conflict do nothing;
  select array_agg(row_id), array_agg(coll), array_agg(content) into ids, colls, contents from sync_dirty where tx = t;

  select array_agg(w.coll), array_agg(w.row_id), array_agg(w.skey) into want_colls, want_ids, want_keys
    from (select * from sync_desired where row_id = any(ids)) w
    join unnest(colls, ids) d(coll, row_id) on d.coll = w.coll and d.row_id = w.row_id;

  insert into sync_scope(key)
    select distinct k.key from unnest(want_keys) k(key)
    where not exists (select 1 from sync_scope s where s.key = k.key)
  on conflict do nothing;

  with d as materialized (select * from unnest(colls, ids, contents) d(coll, row_id, content)),
  cur as materialized (
    select e.* from d join sync_entry e on e.coll = d.coll and e.row_id = d.row_id),
  prev as (select coll, row_id, max(rev) rev from cur group by 1, 2),
  want as materialized (
    select w.coll, w.row_id, s.id scope_id,
           case when d.content or p.rev is null then h else p.rev end rev
    from unnest(want_colls, want_ids, want_keys) w(coll, row_id, skey)
    join d on d.coll = w.coll and d.row_id = w.row_id
    join sync_scope s on s.key = w.skey
    left join prev p on p.coll = d.coll and p.row_id = d.row_id),
  chg as materialized (
    select coll, row_id, scope_id, w.rev is not null as live, coalesce(w.rev, c.rev) rev,
           coalesce(c.live, false) old_live, c.rev old_rev
    from want w full join cur c using (coll, row_id, scope_id)
    where (w.rev is not null and (c.rev is null or not c.live or c.rev <> w.rev))
       or (w.rev is null and c.live)),
  up as (
    insert into sync_entry(coll, row_id, scope_id, pos, rev, live)
    select coll, row_id, scope_id, h, rev, live from chg
    on conflict (coll, row_id, scope_id)
    do update set pos = excluded.pos, rev = excluded.rev, live = excluded.live
    returning 1),
  agg as (
    select scope_id, sum(live::int - old_live::int) n,
           bit_xor(case when live     then h64(coll, row_id, rev)     else 0 end
                 # case when old_live then h64(coll, row_id, old_rev) else 0 end) x
    from chg group by 1)
  update sync_scope s set head = h, cnt = cnt + a.n, digest = digest # a.x
  from agg a where a.scope_id = s.id;

  delete from sync_dirty where tx = t;
  delete from sync_tx where tx = t;
  return null;
end $$;
`,
};
