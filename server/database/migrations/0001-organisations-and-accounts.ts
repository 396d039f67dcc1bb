import type { Migration } from '../migration.ts';

/** Who there is and how he signs in (features §5.2, security §5.1–5.2). Secrets are hashed or encrypted, never plain. */
export const organisationsAndAccounts: Migration = {
  name: '0001-organisations-and-accounts',
  sql: `
create table region (
  code text primary key,
  name text not null,
  -- takes part in the group of connected regions
  connected boolean not null default false);

create table municipality (
  id uuid primary key,
  name text not null,
  cbs_code text unique,
  region_code text not null references region(code));

create table organization (
  id uuid primary key,
  name text not null,
  types text[] not null default '{}',
  municipality_id uuid references municipality(id),
  created_at timestamptz not null default now());

create table app_user (
  id uuid primary key,
  full_name text not null,
  email text not null,
  role text not null check (role in ('EMPLOYER', 'ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR')),
  organization_id uuid not null references organization(id),
  municipality_id uuid not null references municipality(id),
  state text not null default 'ACTIVE' check (state in ('INVITED', 'SECURING', 'ACTIVE', 'BLOCKED', 'REMOVED')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create unique index app_user_email on app_user (lower(email));

create table user_region (
  user_id uuid not null references app_user(id) on delete cascade,
  region_code text not null references region(code),
  relation text not null check (relation in ('own', 'connected')),
  primary key (user_id, region_code));

create table user_password (
  user_id uuid primary key references app_user(id) on delete cascade,
  hash text not null,
  changed_at timestamptz not null default now());

create table second_factor (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  method text not null check (method in ('TOTP', 'SMS')),
  secret bytea,
  phone text,
  -- last time step of a used TOTP code: each step works once
  last_step bigint,
  created_at timestamptz not null default now(),
  unique (user_id, method),
  check ((method = 'TOTP') = (secret is not null)),
  check ((method = 'SMS') = (phone is not null)));

create table sign_in_challenge (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  wrong_codes int not null default 0,
  codes_sent int not null default 0,
  code_hash bytea,
  code_expires_at timestamptz,
  used_at timestamptz);
create index sign_in_challenge_user on sign_in_challenge (user_id, created_at);

create table sync_device (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  name text not null,
  platform text not null,
  state text not null check (state in ('active', 'locked', 'revoked')),
  -- 32 random bytes, encrypted under the server's key (sync §2.20)
  device_key bytea not null,
  lease_until timestamptz not null,
  created_at timestamptz not null,
  last_seen_at timestamptz,
  app_build text,
  protocol int,
  wipe_ordered_at timestamptz,
  wipe_confirmed_at timestamptz);
create index sync_device_user on sync_device (user_id);

create table session (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  device_id uuid not null references sync_device(id) on delete cascade,
  created_at timestamptz not null,
  idle_until timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  revoked_why text);
create index session_by_user on session (user_id) where revoked_at is null;

-- every refresh token of the family, so that an old one is recognised as reuse
create table session_token (
  hash bytea primary key,
  session_id uuid not null references session(id) on delete cascade,
  issued_at timestamptz not null,
  used_at timestamptz,
  successor bytea,
  grace_used boolean not null default false);
create index session_token_by_session on session_token (session_id);

create table demo_message (
  id uuid primary key,
  channel text not null check (channel in ('MAIL', 'SMS')),
  recipient text not null,
  subject text not null,
  body text not null,
  sent_at timestamptz not null);
create index demo_message_sent on demo_message (sent_at desc);

-- facts about this database itself: completion of the demo region
create table server_fact (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now());
`,
};
