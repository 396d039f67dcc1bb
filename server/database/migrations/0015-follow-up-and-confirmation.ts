import type { Migration } from '../migration.ts';

/**
 * Following up contact requests (BX-08) and asking candidates whether their profile is still right (BX-07). Nothing here
 * travels by sync: devices derive the reminders from the request, and a confirmation is a change of the candidate.
 */
export const followUpAndConfirmation: Migration = {
  name: '0015-follow-up-and-confirmation',
  sql: `
create index contact_request_open on contact_request (id) where outcome = 'OPEN';
create index contact_request_period on contact_request (requested_at);

-- a reminder that was given, or overtaken by a later one: never a second time
create table contact_reminder (
  request_id uuid not null references contact_request(id) on delete cascade,
  working_days smallint not null,
  noted_at timestamptz not null,
  primary key (request_id, working_days));

create table confirmation_request (
  id uuid primary key,
  candidate_id uuid not null references candidate(id) on delete cascade,
  asked_by uuid references app_user(id) on delete set null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  -- SHA-256 of the token in the link; the token itself is only in the mail
  token_hash bytea not null unique,
  answer text check (answer in ('CONFIRMED', 'CHANGED')),
  answered_at timestamptz,
  check ((answer is null) = (answered_at is null)));
create index confirmation_request_candidate on confirmation_request (candidate_id, asked_at);
create index confirmation_request_asker on confirmation_request (asked_by, asked_at);
`,
};
