import type { Migration } from '../migration.ts';

/**
 * What a municipal administrator manages (features §5.2, HW-EXP-07): facts of his municipality, its region and showcases,
 * who serves which employer. `revision` counts the changes of a row, whoever made them: an administrator says which one he
 * saw. Lease periods of the municipality shorten those of the server and never lengthen them (security §8.2).
 */
export const municipalAdministration: Migration = {
  name: '0021-municipal-administration',
  sql: `
create function count_revision() returns trigger language plpgsql as $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;

alter table region add column revision int not null default 0;
alter table municipality
  add column oin text check (oin ~ '^[0-9]{20}$'),
  add column privacy_url text not null default '',
  add column erasure_procedure_url text not null default '',
  add column lease_days int not null default 7 check (lease_days between 1 and 7),
  add column wipe_days int not null default 30 check (wipe_days between 1 and 30),
  add column revision int not null default 0,
  add constraint municipality_wipe_after_lease check (wipe_days >= lease_days);
alter table organization
  add column kvk text check (kvk ~ '^[0-9]{8}$'),
  add column website text not null default '',
  -- who serves this employer (HW-HOME-06, HW-CON-03); null: nobody in particular
  add column account_manager_id uuid references app_user(id) on delete set null,
  add column revision int not null default 0;
create index organization_municipality on organization (municipality_id);
create index organization_account_manager on organization (account_manager_id) where account_manager_id is not null;
-- null: of the product, shared by the regions it names
alter table showcase
  add column municipality_id uuid references municipality(id),
  add column revision int not null default 0;

create trigger count_revision before update on region for each row execute function count_revision();
create trigger count_revision before update on municipality for each row execute function count_revision();
create trigger count_revision before update on organization for each row execute function count_revision();
create trigger count_revision before update on showcase for each row execute function count_revision();
`,
};
