import type { Migration } from '../migration.ts';

/**
 * Invitations, what people agreed to, and the accounts that are being set up (features §5.2, security §5.3). Nothing here
 * travels by sync. Tokens are hashed; the mail holds the only readable one.
 */
export const invitations: Migration = {
  name: '0018-invitations',
  sql: `
create table terms_version (
  version int primary key,
  published_on date not null,
  -- [{title, text}], Dutch
  sections jsonb not null);

create table terms_acceptance (
  user_id uuid not null references app_user(id) on delete cascade,
  version int not null references terms_version(version),
  accepted_at timestamptz not null,
  primary key (user_id, version));

create table invitation (
  id uuid primary key,
  kind text not null check (kind in ('EMPLOYER', 'ATS_USER', 'CLIENT_PORTAL')),
  -- EXPIRED follows from expires_at
  state text not null check (state in ('DRAFT', 'SENT', 'OPENED', 'ACCEPTED', 'REVOKED')),
  email text not null,
  full_name text not null,
  role text not null check (role in ('EMPLOYER', 'ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR')),
  municipality_id uuid not null references municipality(id),
  -- an existing organisation, or the name of the one that acceptance makes
  organization_id uuid references organization(id) on delete cascade,
  organization_name text not null default '',
  mobile text,
  personal_message text not null default '',
  inviter_id uuid references app_user(id) on delete set null,
  -- made on the console for the first administrator: there is no inviter whose right could end
  installation boolean not null default false,
  token_hash bytea unique,
  created_at timestamptz not null,
  sent_at timestamptz,
  -- of the link; after acceptance of setting up without a password
  expires_at timestamptz,
  accepted_at timestamptz,
  user_id uuid references app_user(id) on delete set null,
  wrong_passwords int not null default 0,
  ticket_hash bytea unique,
  ticket_expires_at timestamptz,
  check ((organization_id is null) <> (organization_name = '')),
  check ((state = 'DRAFT') = (token_hash is null)),
  check ((kind = 'CLIENT_PORTAL') = (mobile is not null)));
create index invitation_municipality on invitation (municipality_id, created_at desc);
create index invitation_inviter on invitation (inviter_id, sent_at);
create index invitation_user on invitation (user_id);

insert into terms_version (version, published_on, sections) values (1, '2026-11-01', $terms$[
  {"title": "Waarvoor je HalloWerk gebruikt", "text": "Je gebruikt HalloWerk alleen om mensen aan werk te helpen: om kandidaten te zoeken, met hen in contact te komen en afspraken te maken. Voor iets anders gebruik je de gegevens niet."},
  {"title": "Gegevens van kandidaten", "text": "Je geeft gegevens van kandidaten niet door aan anderen, behalve aan collega's die ze voor dezelfde vacature nodig hebben. Je bewaart ze niet langer dan nodig. Wat je afdrukt of exporteert, bescherm je net zo goed."},
  {"title": "Je account", "text": "Je account is alleen voor jou. Je deelt je wachtwoord en je codes met niemand. Denk je dat iemand anders bij je account kan? Meld dat dan direct bij je gemeente."},
  {"title": "Wat we vastleggen", "text": "We leggen vast wie welke gegevens bekijkt, opvraagt, afdrukt en wijzigt. Zo kan je gemeente kandidaten vertellen wie hun gegevens heeft gezien."},
  {"title": "Als je stopt", "text": "Heb je HalloWerk niet meer nodig? Laat het je gemeente weten. Zij sluit je account en dan worden de gegevens op je apparaten gewist."}
]$terms$);
`,
};
