import type { Migration } from '../migration.ts';

/**
 * Several accounts behind one login (HW-SET-03), and changes of an e-mail address. An account is one membership; who
 * signs in proves a login. Nothing here travels by sync. Tokens are hashed; mails hold the only readable ones.
 */
export const loginsAndAddresses: Migration = {
  name: '0024-logins-and-addresses',
  sql: `
-- null: this row holds the credentials (password, factors, codes, accounts elsewhere); else those are of the row it names
alter table app_user
  add column login_user_id uuid references app_user(id),
  add constraint app_user_login_is_another check (login_user_id <> id);
create index app_user_login on app_user (login_user_id) where login_user_id is not null;
-- the accounts of one login carry the same address
drop index app_user_email;
create unique index app_user_email on app_user (lower(email)) where login_user_id is null;

-- never a chain, and never two places for the credentials of one person
create function app_user_login_holds() returns trigger language plpgsql as $$
begin
  perform 1 from app_user where id = new.login_user_id and login_user_id is null for share;
  if not found then
    raise exception 'a login must hold its own credentials' using errcode = 'check_violation';
  end if;
  if exists (select 1 from app_user where login_user_id = new.id)
     or exists (select 1 from user_password where user_id = new.id)
     or exists (select 1 from second_factor where user_id = new.id)
     or exists (select 1 from external_identity where user_id = new.id) then
    raise exception 'an account with credentials of its own cannot use another login' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger app_user_login_holds before insert or update of login_user_id on app_user
  for each row when (new.login_user_id is not null) execute function app_user_login_holds();

create function credentials_of_login() returns trigger language plpgsql as $$
begin
  perform 1 from app_user where id = new.user_id and login_user_id is null for key share;
  if not found then
    raise exception 'credentials belong to the row that holds the login' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger user_password_of_login before insert or update of user_id on user_password
  for each row execute function credentials_of_login();
create trigger second_factor_of_login before insert or update of user_id on second_factor
  for each row execute function credentials_of_login();
create trigger external_identity_of_login before insert or update of user_id on external_identity
  for each row execute function credentials_of_login();

create table email_change (
  id uuid primary key,
  -- the row that holds the login
  user_id uuid not null references app_user(id) on delete cascade,
  old_email text not null,
  new_email text not null,
  token_hash bytea not null unique,
  cancel_hash bytea not null unique,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  cancel_until timestamptz not null,
  confirmed_at timestamptz,
  -- cancelled by the old address, or followed by another request
  voided_at timestamptz);
create index email_change_user on email_change (user_id, requested_at);
create index email_change_end on email_change (cancel_until);
`,
};
