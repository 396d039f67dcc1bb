import type { Migration } from '../migration.ts';

/**
 * Files of candidates (PP-DAT-13): what a profile names as photo or media, and the contents of documents. A content that
 * several files have is stored once. Nothing here is synced: files are read one by one, online.
 *
 * A file goes with what names it: with the candidate, with the row of the document (same id), and when a profile stops
 * naming it (features §5.11: immediately when the person deletes it). A content goes with its last file.
 */
export const candidateFiles: Migration = {
  name: '0013-candidate-files',
  sql: `
create table candidate_file_content (
  sha256 bytea primary key check (length(sha256) = 32),
  size int not null check (size = length(content)),
  content bytea not null);
-- images, films and PDF are compressed already, and a part of a film is read without the rest
alter table candidate_file_content alter column content set storage external;

create table candidate_file (
  id uuid primary key,
  candidate_id uuid not null references candidate(id) on delete cascade,
  purpose text not null check (purpose in ('PHOTO', 'MEDIA', 'DOCUMENT')),
  media_type text not null,
  size int not null,
  sha256 bytea not null references candidate_file_content(sha256),
  stored_at timestamptz not null default now());
create index candidate_file_candidate on candidate_file (candidate_id);
create index candidate_file_content_of on candidate_file (sha256);

-- The lock first: the statement after it sees a file that somebody stored with this content in the meantime.
create function candidate_file_gone() returns trigger language plpgsql as $$
begin
  perform 1 from candidate_file_content where sha256 = old.sha256 for update;
  delete from candidate_file_content c where c.sha256 = old.sha256
    and not exists (select 1 from candidate_file f where f.sha256 = c.sha256);
  return null;
end $$;
create trigger candidate_file_gone after delete on candidate_file
  for each row execute function candidate_file_gone();

create function candidate_document_file_gone() returns trigger language plpgsql as $$
begin
  delete from candidate_file where id = old.id and candidate_id = old.candidate_id and purpose = 'DOCUMENT';
  return null;
end $$;
create trigger candidate_document_file_gone after delete on candidate_document
  for each row execute function candidate_document_file_gone();

create function candidate_profile_files(profile jsonb) returns setof text language sql immutable as $$
  select profile->>'photoId' where profile->>'photoId' is not null
  union all select m->>'url' from jsonb_array_elements(profile->'media') m where m->>'kind' in ('PHOTO', 'VIDEO')
$$;

create function candidate_profile_file_gone() returns trigger language plpgsql as $$
begin
  delete from candidate_file where candidate_id = new.id and purpose in ('PHOTO', 'MEDIA')
    and id::text in (select candidate_profile_files(old.profile) except select candidate_profile_files(new.profile));
  return null;
end $$;
create trigger candidate_profile_file_gone after update of profile on candidate for each row
  when ((old.profile->'photoId', old.profile->'media') is distinct from (new.profile->'photoId', new.profile->'media'))
  execute function candidate_profile_file_gone();
`,
};
