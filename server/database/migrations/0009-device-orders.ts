import type { Migration } from '../migration.ts';

/**
 * Orders to devices (sync §2.20). The rules stand in triggers, so that they hold for every way in which the state of a
 * device or a user can change: a device that is not active has an order with a nonce of its own and no living session,
 * and a user who is blocked or removed has no active device.
 */
export const deviceOrders: Migration = {
  name: '0009-device-orders',
  sql: `
alter table sync_device
  add column order_nonce uuid,
  add column order_issued_at timestamptz,
  -- USER: because the user was blocked or removed; ends with that. DECISION: an administrator chose this device.
  add column order_cause text check (order_cause in ('DECISION', 'USER'));

create function sync_device_order() returns trigger language plpgsql as $$
begin
  if new.state = 'active' then
    new.order_nonce := null; new.order_issued_at := null; new.order_cause := null;
    new.wipe_ordered_at := null; new.wipe_confirmed_at := null;
  elsif tg_op = 'INSERT' or new.state <> old.state or old.order_nonce is null then
    new.order_nonce := gen_random_uuid();
    -- whole milliseconds: the moment is signed in the form that JavaScript gives it
    new.order_issued_at := date_trunc('milliseconds', now());
    new.order_cause := coalesce(new.order_cause, 'DECISION');
    new.wipe_ordered_at := case when new.state = 'revoked' then now() end;
    new.wipe_confirmed_at := null;
  end if;
  return new;
end $$;
create trigger sync_device_order before insert or update of state on sync_device
  for each row execute function sync_device_order();
update sync_device set state = state where state <> 'active';
alter table sync_device
  add constraint sync_device_has_order check (
    (state = 'active') = (order_nonce is null) and (order_nonce is null) = (order_issued_at is null)
    and (order_nonce is null) = (order_cause is null)),
  add constraint sync_device_wiped check (
    (state = 'revoked') = (wipe_ordered_at is not null) and (wipe_confirmed_at is null or state = 'revoked'));

create function sync_device_ends() returns trigger language plpgsql as $$
begin
  update session set revoked_at = now(), revoked_why = 'device ' || new.state
  where  user_id = new.user_id and device_id = new.id and revoked_at is null;
  return null;
end $$;
create trigger sync_device_ends after update of state on sync_device
  for each row when (new.state <> 'active') execute function sync_device_ends();

create function app_user_ends() returns trigger language plpgsql as $$
declare wanted text := case new.state when 'REMOVED' then 'revoked' when 'BLOCKED' then 'locked' when 'ACTIVE' then 'active' end;
begin
  -- first all of them, so that the update below sees what a decision that was under way made of them
  perform 1 from sync_device where user_id = new.id order by id for update;
  with changed as (
    update sync_device set state = wanted, order_cause = 'USER'
    where  user_id = new.id and state <> wanted
      and  case wanted when 'revoked' then true
                       when 'locked' then state = 'active'
                       else state = 'locked' and order_cause = 'USER' end
    returning id)
  insert into audit_event (actor, action, object, result, detail)
  select 'system', 'CHANGE', 'device:' || id, 'ok',
         jsonb_build_object('decision', case wanted when 'revoked' then 'WIPE' when 'locked' then 'LOCK' else 'RELEASE' end,
                            'cause', 'user ' || lower(new.state))
  from   changed;
  if new.state <> 'ACTIVE' then
    update session set revoked_at = now(), revoked_why = 'user ' || lower(new.state)
    where  user_id = new.id and revoked_at is null;
  end if;
  return null;
end $$;
create trigger app_user_ends after update of state on app_user
  for each row when (new.state is distinct from old.state) execute function app_user_ends();

-- users who were blocked or removed before this migration
update sync_device d
set    state = case u.state when 'REMOVED' then 'revoked' else 'locked' end, order_cause = 'USER'
from   app_user u
where  u.id = d.user_id and d.state <> 'revoked'
  and  (u.state = 'REMOVED' or (u.state = 'BLOCKED' and d.state = 'active'));
`,
};
