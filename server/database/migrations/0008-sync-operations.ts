import type { Migration } from '../migration.ts';

/**
 * What running the synchronisation needs: figures a device tells about itself (sync §2.23, numbers only), the log that
 * maps positions to days for pruning (§2.8), and the claims of jobs, so that one node of several runs each.
 */
export const syncOperations: Migration = {
  name: '0008-sync-operations',
  sql: `
alter table sync_device
  add column waiting int not null default 0,
  add column oldest_waiting_s int,
  -- differing digests, summed since the device was registered
  add column mismatches int not null default 0,
  -- when this device last held everything
  add column last_complete_at timestamptz;

-- every position up to head was given out on or before this day
create table sync_position_log (
  day date primary key,
  head bigint not null);

create table server_job (
  name text primary key,
  claimed_at timestamptz not null,
  -- null while it runs, or when the node that claimed it died
  finished_at timestamptz,
  result jsonb);

create index sync_mutation_received on sync_mutation (received_at);
`,
};
