import type { Migration } from '../migration.ts';

/**
 * Mails that wait to be sent, and alerts by e-mail of watched searches (BX-06). Nothing of this is synchronised; outbox/mail-queue.ts and candidates/search-alerts.ts work with it.
 *
 * `candidate_news` says since which position of the commit clock there is news of somebody: a new or changed profile for
 * all who see him, and for employers also that he became visible. Another telephone number is no news. A watched search
 * remembers the position up to which it was weighed, so that nothing is missed or weighed twice, whatever the clocks say.
 * An alert is one version of one candidate for one user and search, for ever: it is never raised a second time.
 */
export const searchAlerts: Migration = {
  name: '0014-search-alerts',
  sql: `
-- written in the transaction that makes them necessary; emptied when they are sent
create table mail_queue (
  id uuid primary key,
  kind text not null,
  key text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  attempts int not null default 0,
  next_try_at timestamptz not null,
  sent_at timestamptz,
  unique (kind, key));
create index mail_queue_waiting on mail_queue (next_try_at) where sent_at is null;

create table candidate_news (
  candidate_id uuid primary key references candidate(id) on delete cascade,
  -- as they were when last looked at
  region_code text not null,
  visible_to_employers boolean not null,
  modified_at text not null,
  staff_pos bigint not null,
  staff_at timestamptz not null,
  employer_pos bigint not null,
  employer_at timestamptz not null);
create index candidate_news_staff on candidate_news (region_code, staff_pos);
create index candidate_news_employer on candidate_news (region_code, employer_pos);

-- one row: entries up to this position are in candidate_news
create table candidate_news_clock (is_only boolean primary key default true check (is_only), pos bigint not null);
insert into candidate_news_clock(pos) select head from sync_clock where realm = 1;
insert into candidate_news
  select id, region_code, visible_to_employers, profile->>'lastModifiedAt', 0, updated_at, 0, updated_at from candidate;

-- a mark that is watched by e-mail
create table search_watch (
  mark_id uuid primary key references search_mark(id) on delete cascade,
  -- news up to this position was weighed
  pos bigint not null,
  -- the moment of sending that was dealt with last
  slot timestamptz not null);

-- a mail of alerts, written before it is sent and tried again until it is
create table search_digest (
  id uuid primary key,
  mark_id uuid not null references search_mark(id) on delete cascade,
  created_at timestamptz not null,
  attempts int not null default 0,
  next_try_at timestamptz not null,
  sent_at timestamptz);
create index search_digest_mark on search_digest (mark_id);
create index search_digest_waiting on search_digest (next_try_at) where sent_at is null;

create table search_alert (
  mark_id uuid not null references search_mark(id) on delete cascade,
  candidate_id uuid not null references candidate(id) on delete cascade,
  -- lastModifiedAt: the version of the candidate
  modified_at text not null,
  raised_at timestamptz not null,
  -- null while no mail holds it
  digest_id uuid references search_digest(id) on delete set null,
  sent_at timestamptz,
  primary key (mark_id, candidate_id, modified_at));
create index search_alert_candidate on search_alert (candidate_id);
create index search_alert_digest on search_alert (digest_id) where digest_id is not null;
create index search_alert_waiting on search_alert (mark_id) where sent_at is null;

-- In the transaction that switches the watch on, so that not one change after it is missed.
create function search_watch_follows_mark() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.watch = old.watch then return null; end if;
  end if;
  if new.watch in ('EMAIL_DAILY', 'EMAIL_WEEKLY') then
    insert into search_watch(mark_id, pos, slot)
    select new.id, head, new.effective_at from sync_clock where realm = 1
    on conflict (mark_id) do update set slot = excluded.slot;
  else
    delete from search_watch where mark_id = new.id;
    delete from search_alert where mark_id = new.id and sent_at is null;
    delete from search_digest where mark_id = new.id and sent_at is null;
  end if;
  return null;
end $$;
create trigger search_watch_follows_mark after insert or update of watch on search_mark
  for each row execute function search_watch_follows_mark();
insert into search_watch(mark_id, pos, slot)
  select m.id, c.head, now() from search_mark m, sync_clock c
  where c.realm = 1 and m.watch in ('EMAIL_DAILY', 'EMAIL_WEEKLY');
`,
};
