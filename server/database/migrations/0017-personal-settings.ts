import type { Migration } from '../migration.ts';

/**
 * What users manage about themselves (HW-SET, HW-MAIL). Nothing here travels by sync: a photo is fetched when it is shown,
 * and which e-mails somebody wants matters to the server alone. The privacy choices are synced settings (0007).
 */
export const personalSettings: Migration = {
  name: '0017-personal-settings',
  sql: `
-- drawn anew by the server: a square WebP without metadata
create table user_photo (
  user_id uuid primary key references app_user(id) on delete cascade,
  content bytea not null,
  changed_at timestamptz not null);

-- what a user chose himself; without a row the default of the catalogue holds
create table notification_preference (
  user_id uuid not null references app_user(id) on delete cascade,
  code text not null,
  enabled boolean not null,
  frequency text,
  changed_at timestamptz not null,
  primary key (user_id, code));
`,
};
