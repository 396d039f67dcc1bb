import type { Migration } from '../migration.ts';

/**
 * Append-only audit trail, sealed into a hash chain (security §5.11). Transactions finish out of order, so only what is
 * older than the snapshot horizon is sealed. Holds ids, never names or addresses.
 */
export const auditTrail: Migration = {
  name: '0006-audit-trail',
  sql: `
create table audit_event (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  actor text not null, action text not null, object text, result text not null, origin text, detail jsonb);
create table audit_seal (n bigint primary key, seq bigint not null unique, hash bytea not null);
create function audit_digest(prev bytea, e audit_event) returns bytea language sql stable as $$
  select sha256(prev || convert_to(jsonb_build_array(e.seq, e.xid::text, extract(epoch from e.at)::numeric(20,6)::text,
         e.actor, e.action, e.object, e.result, e.origin, e.detail)::text, 'UTF8')) $$;
create function audit_seal_new() returns int language plpgsql as $$
declare e audit_event; h bytea; k bigint; c int := 0; lim xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
  perform pg_advisory_xact_lock(7710);
  select n, hash into k, h from audit_seal order by n desc limit 1;
  h := coalesce(h, sha256('start'::bytea)); k := coalesce(k, 0);
  for e in select a.* from audit_event a left join audit_seal s on s.seq = a.seq
           where s.seq is null and a.xid < lim order by a.xid, a.seq loop
    h := audit_digest(h, e); k := k + 1; c := c + 1;
    insert into audit_seal values (k, e.seq, h);
  end loop;
  return c;
end $$;
create function audit_first_broken() returns bigint language plpgsql as $$
declare r record; h bytea := sha256('start'::bytea); k bigint := 0;
begin
  for r in select s.n, s.hash, a as ev, a.seq is null as gone from audit_seal s left join audit_event a on a.seq = s.seq order by s.n loop
    k := k + 1;
    if r.gone or r.n <> k then return r.n; end if;
    h := audit_digest(h, r.ev);
    if h <> r.hash then return r.n; end if;
  end loop;
  return null;
end $$;
create function audit_no_change() returns trigger language plpgsql as $$ begin raise exception 'audit trail is append-only'; end $$;
create trigger audit_event_ro before update or delete on audit_event for each row execute function audit_no_change();
create trigger audit_seal_ro before update or delete on audit_seal for each row execute function audit_no_change();
create index audit_event_action on audit_event (action, at);
`,
};
