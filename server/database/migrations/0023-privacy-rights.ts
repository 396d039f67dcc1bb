import type { Migration } from '../migration.ts';

/**
 * Erasure, the register of erasures, proofs and retention (features §5.8 and §5.11, PP-RET, PP-RGT). Nothing here travels
 * by sync. A request and a proof outlive the person, so neither refers to the table of candidates; after the execution a
 * request holds his id and no text.
 */
export const privacyRights: Migration = {
  name: '0023-privacy-rights',
  sql: `
-- when the service of the municipality ended: the term of the retention counts from here (PP-RET-01)
alter table candidate add column service_ended_at timestamptz;
create index candidate_service_ended on candidate (service_ended_at) where service_ended_at is not null;

-- Whoever is out of service is hidden, also when an import says otherwise (features §5.8, candidate service).
create function candidate_out_of_service() returns trigger language plpgsql as $$
begin
  if new.service_ended_at is not null then new.visible_to_employers := false; end if;
  return new;
end $$;
create trigger candidate_out_of_service before insert or update on candidate
  for each row execute function candidate_out_of_service();

-- what was removed: counts by table, no personal data; hash is SHA-256 of its canonical text
create table erasure_proof (
  id uuid primary key,
  cause text not null check (cause in ('REQUEST', 'RETENTION', 'REGISTER')),
  executed_at timestamptz not null,
  -- id of the user, or 'system'
  executed_by text not null,
  person_hash bytea not null check (length(person_hash) = 32),
  counts jsonb not null,
  hash bytea not null check (length(hash) = 32));
create index erasure_proof_executed on erasure_proof (executed_at desc);

create table erasure_request (
  id uuid primary key,
  -- null two years after the execution: from then on nothing ties the lines of the audit trail to this request
  candidate_id uuid,
  region_code text not null references region(code),
  state text not null check (state in ('RECEIVED', 'IN_REVIEW', 'GRANTED', 'EXECUTED', 'REFUSED')),
  received_at timestamptz not null,
  -- one month later
  due_at timestamptz not null,
  -- how it came in; empty after the execution
  reason text not null,
  requested_by uuid references app_user(id) on delete set null,
  decided_by uuid references app_user(id) on delete set null,
  decided_at timestamptz,
  ground text not null default '',
  executed_at timestamptz,
  proof_id uuid references erasure_proof(id),
  check ((state = 'EXECUTED') = (executed_at is not null)),
  check ((state = 'EXECUTED') = (proof_id is not null)),
  check (state <> 'EXECUTED' or (reason = '' and ground = '')),
  check ((state = 'REFUSED') = (ground <> '')),
  check (candidate_id is not null or state = 'EXECUTED'));
create unique index erasure_request_open on erasure_request (candidate_id)
  where state in ('RECEIVED', 'IN_REVIEW', 'GRANTED');
create index erasure_request_region on erasure_request (region_code, received_at desc);
create index erasure_request_candidate on erasure_request (candidate_id);

-- Who was erased on request, by hash of his id and of where he came from: nobody can be read from it, and somebody who
-- comes again is recognised. It is kept outside the database too, and carried out again after a restore.
create table erasure_register (
  person_hash bytea primary key check (length(person_hash) = 32),
  origin_hash bytea check (length(origin_hash) = 32),
  executed_at timestamptz not null,
  -- since when he may come back, because somebody decided so
  return_allowed_at timestamptz);
create index erasure_register_origin on erasure_register (origin_hash) where origin_hash is not null;

create function erasure_hash(kind text, value text) returns bytea language sql immutable parallel safe as $$
  select sha256(convert_to('hallowerk-erasure|' || kind || '|' || value, 'UTF8')) $$;

-- However somebody comes in: HW001 when he was erased and nobody allowed his return.
create function candidate_stays_erased() returns trigger language plpgsql as $$
declare known bytea;
begin
  if tg_table_name = 'candidate' then
    known := erasure_hash('candidate', new.id::text);
    perform 1 from erasure_register where person_hash = known and return_allowed_at is null;
  else
    known := erasure_hash('origin', to_jsonb(new)->>'kind' || '|' || (to_jsonb(new)->>'reference'));
    perform 1 from erasure_register where origin_hash = known and return_allowed_at is null;
  end if;
  if found then raise exception 'this person was erased' using errcode = 'HW001'; end if;
  return new;
end $$;
create trigger candidate_stays_erased before insert on candidate
  for each row execute function candidate_stays_erased();
create trigger candidate_stays_erased before insert or update of kind, reference on candidate_origin
  for each row execute function candidate_stays_erased();

create table retention_policy (
  scope text primary key,
  action text not null check (action in ('DELETE', 'ANONYMISE')),
  months int not null check (months between 1 and 1200),
  legal_basis text not null,
  -- a longer term that a scheme demands (PP-RET-02)
  override_months int check (override_months between 1 and 1200),
  override_basis text not null default '',
  changed_by uuid references app_user(id) on delete set null,
  changed_at timestamptz,
  check ((override_months is null) = (override_basis = '')));
insert into retention_policy (scope, action, months, legal_basis) values
  ('CANDIDATE', 'DELETE', 120, 'Archiefwet: tien jaar na het einde van de dienstverlening'),
  ('SESSION', 'DELETE', 6, 'Beveiliging: terugzien wie er was ingelogd'),
  ('AUDIT_LINK', 'ANONYMISE', 24, 'Verantwoording: twee jaar na de verwijdering');
`,
};
