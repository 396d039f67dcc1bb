import type { Migration } from '../migration.ts';

/**
 * Custom roles (features §5.2, HR-ROLE-03) and the other built-in ones. `app_user.role` stays the built-in role that a
 * custom one is based on; the foreign key sees to it. A change of rights or name marks collection 7 of all who have it.
 */
export const rolesAndRights: Migration = {
  name: '0020-roles-and-rights',
  sql: `
create function is_role(code text) returns boolean language sql immutable as $$
  select code in ('EMPLOYER', 'EMPLOYER_VACANCY_MANAGER', 'ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR',
                  'EXECUTOR', 'SUPER_ADMIN', 'ATS_ADMINISTRATOR', 'RECRUITER', 'ATS_USER', 'REVIEWER',
                  'CLIENT_APPROVER', 'CLIENT_SIGNER', 'CLIENT_FINANCE', 'CLIENT_ADMINISTRATOR', 'BACK_OFFICE',
                  'SUPPLIER') $$;

create table custom_role (
  id uuid primary key,
  municipality_id uuid not null references municipality(id),
  -- null: of the municipality itself
  organization_id uuid references organization(id) on delete cascade,
  name text not null check (length(name) between 1 and 80),
  based_on text not null check (is_role(based_on)),
  -- [{area, action, scope}]
  rights jsonb not null check (jsonb_typeof(rights) = 'array'),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, based_on));
create unique index custom_role_name on custom_role
  (municipality_id, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'), lower(name));

alter table app_user
  drop constraint app_user_role_check,
  add constraint app_user_role_check check (is_role(role)),
  add column custom_role_id uuid,
  add constraint app_user_custom_role foreign key (custom_role_id, role) references custom_role (id, based_on);
create index app_user_by_custom_role on app_user (custom_role_id) where custom_role_id is not null;
create index app_user_by_municipality on app_user (municipality_id, role);
alter table invitation
  drop constraint invitation_role_check,
  add constraint invitation_role_check check (is_role(role));

create function sync_mark_role_members() returns trigger language plpgsql as $$
begin
  insert into sync_dirty
  select pg_current_xact_id(), 7, u.id, true from app_user u where u.custom_role_id = new.id
  on conflict (tx, coll, row_id) do update set content = true where not sync_dirty.content;
  insert into sync_tx values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create trigger sync_mark after update of name, rights on custom_role
  for each row execute function sync_mark_role_members();
create trigger sync_no_truncate before truncate on custom_role for each statement execute function sync_no_truncate();
`,
};
