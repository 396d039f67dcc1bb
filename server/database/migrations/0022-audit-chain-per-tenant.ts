import type { Migration } from '../migration.ts';

/**
 * A hash chain for each municipality (security §5.11). The database itself says whose a line is, so that every writer,
 * triggers too, does it alike. Lines of before are sealed anew as they are; the one chain of before stays beside it, and
 * still proves them.
 *
 * `audit_head` holds the signed heads, with which a chain that lost its end is noticed; `audit_check` what the last
 * verification found.
 */
export const auditChainPerTenant: Migration = {
  name: '0022-audit-chain-per-tenant',
  sql: `
create function audit_uuid(value text) returns uuid language sql immutable as $$
  select case when value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then value::uuid end $$;

-- the municipality of who did it, else of what it was done to
create function audit_tenant(actor text, object text) returns text language sql stable as $$
  with o as (select split_part(object, ':', 1) as kind, audit_uuid(split_part(object, ':', 2)) as id)
  select coalesce(
    (select u.municipality_id::text from app_user u where u.id = audit_uuid(actor)),
    (select m.id::text from o join municipality m on o.kind = 'municipality' and m.id = o.id),
    (select u.municipality_id::text from o join app_user u on o.kind = 'user' and u.id = o.id),
    (select u.municipality_id::text from o join sync_device d on o.kind = 'device' and d.id = o.id
                                    join app_user u on u.id = d.user_id),
    (select i.municipality_id::text from o join invitation i on o.kind = 'invitation' and i.id = o.id),
    -- a case file names its municipality; two of one name in a region leave it open
    (select min(m.id::text) from o join candidate c on o.kind = 'candidate' and c.id = o.id
                            join candidate_internal n on n.id = c.id
                            join municipality m on m.name = n.municipality and m.region_code = c.region_code
     having count(*) = 1),
    'platform') $$;

lock table audit_event, audit_seal in access exclusive mode;
-- what is not sealed yet goes into the chain of before; behind the lock nobody is writing
do $$
declare e audit_event; h bytea; k bigint;
begin
  select n, hash into k, h from audit_seal order by n desc limit 1;
  h := coalesce(h, sha256('start'::bytea)); k := coalesce(k, 0);
  for e in select a.* from audit_event a left join audit_seal s on s.seq = a.seq where s.seq is null order by a.xid, a.seq loop
    h := audit_digest(h, e); k := k + 1;
    insert into audit_seal values (k, e.seq, h);
  end loop;
end $$;
alter function audit_first_broken() rename to audit_first_broken_before_tenants;

alter table audit_event add column tenant text;
alter table audit_event disable trigger audit_event_ro;
update audit_event set tenant = audit_tenant(actor, object);
alter table audit_event enable trigger audit_event_ro;
alter table audit_event alter column tenant set not null;

create function audit_set_tenant() returns trigger language plpgsql as $$
begin
  new.tenant := coalesce(new.tenant, audit_tenant(new.actor, new.object));
  return new;
end $$;
create trigger audit_event_tenant before insert on audit_event for each row execute function audit_set_tenant();

create table audit_chain (
  tenant text not null,
  n bigint not null,
  seq bigint not null unique,
  hash bytea not null,
  primary key (tenant, n));
create table audit_head (
  tenant text not null,
  n bigint not null,
  hash bytea not null,
  signed_at timestamptz not null,
  signature text not null,
  primary key (tenant, n));
create table audit_check (
  tenant text primary key,
  checked_at timestamptz not null,
  lines bigint not null,
  first_broken bigint,
  fault text);

create function audit_start(tenant text) returns bytea language sql immutable as $$
  select sha256(convert_to('start ' || tenant, 'UTF8')) $$;
create function audit_line_digest(prev bytea, e audit_event) returns bytea language sql stable as $$
  select sha256(prev || convert_to(jsonb_build_array(e.tenant, e.seq, e.xid::text, extract(epoch from e.at)::numeric(20,6)::text,
         e.actor, e.action, e.object, e.result, e.origin, e.detail)::text, 'UTF8')) $$;

-- up to this transaction; null: everything, for who holds the table
create function audit_seal_until(lim xid8) returns int language plpgsql as $$
declare e audit_event; t text; h bytea; k bigint; c int := 0;
begin
  for e in select a.* from audit_event a left join audit_chain s on s.seq = a.seq
           where s.seq is null and (lim is null or a.xid < lim) order by a.tenant, a.xid, a.seq loop
    if t is distinct from e.tenant then
      t := e.tenant; h := null; k := null;
      select s.n, s.hash into k, h from audit_chain s where s.tenant = t order by s.n desc limit 1;
      h := coalesce(h, audit_start(t)); k := coalesce(k, 0);
    end if;
    h := audit_line_digest(h, e); k := k + 1; c := c + 1;
    insert into audit_chain values (t, k, e.seq, h);
  end loop;
  return c;
end $$;
-- the horizon is taken before the lock: who sealed meanwhile sealed less, never something this one skips
create or replace function audit_seal_new() returns int language plpgsql as $$
declare lim xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
  perform pg_advisory_xact_lock(7710);
  return audit_seal_until(lim);
end $$;
create function audit_first_broken(of_tenant text) returns bigint language plpgsql stable as $$
declare r record; h bytea := audit_start(of_tenant); k bigint := 0;
begin
  for r in select s.n, s.hash, a as ev, a.seq is null as gone
           from audit_chain s left join audit_event a on a.seq = s.seq where s.tenant = of_tenant order by s.n loop
    k := k + 1;
    if r.n <> k or r.gone then return k; end if;
    h := audit_line_digest(h, r.ev);
    if h <> r.hash then return k; end if;
  end loop;
  return null;
end $$;

select audit_seal_until(null);

create trigger audit_chain_ro before update or delete on audit_chain for each row execute function audit_no_change();
create trigger audit_head_ro before update or delete on audit_head for each row execute function audit_no_change();
create trigger audit_event_whole before truncate on audit_event for each statement execute function audit_no_change();
create trigger audit_chain_whole before truncate on audit_chain for each statement execute function audit_no_change();
create trigger audit_head_whole before truncate on audit_head for each statement execute function audit_no_change();

create index audit_event_of_tenant on audit_event (tenant, seq desc);
create index audit_event_of_actor on audit_event (actor, seq desc);
create index audit_event_of_object on audit_event (object, seq desc);
`,
};
