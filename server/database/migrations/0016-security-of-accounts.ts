import type { Migration } from '../migration.ts';

/**
 * Passwords, second factors and what guards them (HW-PWD, HW-SECS, HF-AUTH; security A04–A08, §5.4–5.5). Nothing here
 * travels by sync. Tokens and codes are hashed, addresses that nobody may know are keyed hashes.
 */
export const securityOfAccounts: Migration = {
  name: '0016-security-of-accounts',
  sql: `
-- what an organisation asks on top of the platform; no row is the platform's own policy
create table password_policy (
  organization_id uuid primary key references organization(id) on delete cascade,
  min_length int not null default 8 check (min_length between 1 and 128),
  need_upper boolean not null default true,
  need_lower boolean not null default true,
  need_letter boolean not null default true,
  need_digit boolean not null default true,
  need_special boolean not null default true,
  history_count int not null default 0 check (history_count between 0 and 24),
  max_age_days int not null default 9999 check (max_age_days between 1 and 9999));

create table password_history (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  hash text not null,
  replaced_at timestamptz not null);
create index password_history_user on password_history (user_id, replaced_at desc);

-- a factor that is not proven yet; at most one of a method a user
create table second_factor_setup (
  id uuid primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  method text not null check (method in ('TOTP', 'SMS')),
  secret bytea,
  phone text,
  code_hash bytea,
  code_expires_at timestamptz,
  wrong_codes int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((method = 'TOTP') = (secret is not null)),
  check ((method = 'SMS') = (phone is not null)));
create index second_factor_setup_user on second_factor_setup (user_id, created_at);

create table recovery_code (
  hash bytea primary key,
  user_id uuid not null references app_user(id) on delete cascade,
  created_at timestamptz not null,
  used_at timestamptz);
create index recovery_code_user on recovery_code (user_id);

-- what a device shows to be recognised before anybody signed in on it; a new one at every sign-in
alter table sync_device add column proof_hash bytea;

create table trusted_device (
  device_id uuid primary key references sync_device(id) on delete cascade,
  user_id uuid not null references app_user(id) on delete cascade,
  trusted_until timestamptz not null);
create index trusted_device_user on trusted_device (user_id);

-- password and code were given again until shortly before then
alter table session add column confirmed_until timestamptz;

-- also requests for addresses without an account, so that those cost the same
create table password_reset (
  id uuid primary key,
  user_id uuid references app_user(id) on delete cascade,
  address_hash bytea not null,
  network text not null,
  token_hash bytea not null unique,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  voided_at timestamptz);
create index password_reset_user on password_reset (user_id) where used_at is null and voided_at is null;
create index password_reset_address on password_reset (address_hash, requested_at);
create index password_reset_network on password_reset (network, requested_at);

-- wrong passwords in a row, by keyed hash of the address or of the device they came from
create table sign_in_delay (
  key bytea primary key,
  failures int not null,
  failed_at timestamptz not null,
  delayed_until timestamptz not null);
`,
};
