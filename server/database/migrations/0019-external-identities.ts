import type { Migration } from '../migration.ts';

/**
 * Accounts elsewhere that somebody signs in with (HW-SEC-04, HW-SECS-03). Who somebody is there is known by tenant and
 * subject only: addresses and names change hands.
 */
export const externalIdentities: Migration = {
  name: '0019-external-identities',
  sql: `
create table external_identity (
  id uuid primary key,
  user_id uuid not null unique references app_user(id) on delete cascade,
  tenant_id text not null,
  -- the object id of the person in that tenant
  subject text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  unique (tenant_id, subject));

-- a sign-in at Microsoft that was begun; with a user when it is to link that user
create table microsoft_challenge (
  nonce_hash bytea primary key,
  user_id uuid references app_user(id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz);
create index microsoft_challenge_expiry on microsoft_challenge (expires_at);
`,
};
