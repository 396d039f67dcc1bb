/** One exact piece of source, which must occur once, and what stands there when the fault is in. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface SeededBug {
  readonly name: string;
  readonly patches: readonly Patch[];
}

/** Where the sequencing that is in force stands; a later migration that replaces it takes these faults along. */
export const SEQUENCING = 'server/database/migrations/0012-sequencing-planned-once.ts';
const APPLY_PAGE = 'db/sync/apply-page.ts';
const CLOCK = `  update sync_clock set head = head + 1 where realm = 1 returning head into h;

  select array_agg`;

/** The ten of sync §3.7: histories must find each of them. */
export const HISTORY_BUGS: readonly SeededBug[] = [
  {
    name: 'dependants not derived again',
    patches: [{ file: SEQUENCING, find: 'where prow = any(ids)', replace: 'where false' }],
  },
  {
    name: 'pruned cursor not reset',
    patches: [
      {
        file: 'server/sync/pull.service.ts',
        find: 'if (consumedPosition(known) < scope.floor && known.since < scope.floor)',
        replace: 'if (consumedPosition(known) < 0)',
      },
    ],
  },
  {
    name: 'tombstones omitted while a scope fills',
    patches: [
      {
        file: 'server/sync/pull-page.ts',
        find: '      from.since,\n',
        replace: '      from.position < from.since ? 2 ** 52 : from.since,\n',
      },
    ],
  },
  {
    name: 'lost scope keeps rows',
    patches: [
      {
        file: APPLY_PAGE,
        find: `if (!listed) return { ...stored, state: 'lost', sweep: 'now' };`,
        replace: 'if (!listed) return stored;',
      },
    ],
  },
  {
    name: 'cursor stored before rows',
    patches: [
      {
        file: APPLY_PAGE,
        find: `const everything = this.#meta.get('cursor') === null;`,
        replace: `const everything = this.#meta.get('cursor') === null;\n    this.#meta.set('cursor', page.cursor);`,
      },
    ],
  },
  {
    name: 'no idempotency by uid',
    patches: [
      {
        file: 'server/sync/push.service.ts',
        find: 'const stored = known.get(mutation.uid);',
        replace: 'const stored = undefined as MutationResult | undefined;',
      },
      {
        file: 'server/sync/push.service.ts',
        find: 'received_at: batch.now,\n    });',
        replace: `received_at: batch.now,\n    }).onConflict('uid').merge();`,
      },
    ],
  },
  {
    name: 'rev not raised on edit',
    patches: [{ file: SEQUENCING, find: 'case when d.content or p.rev is null', replace: 'case when p.rev is null' }],
  },
  {
    name: 'page cursor skips an undelivered entry',
    patches: [
      {
        file: 'server/sync/pull-page.ts',
        find: 'const last = batch[taken - 1];',
        replace: 'const last = read[taken] ?? batch[taken - 1];',
      },
    ],
  },
  {
    name: 'outbox cleared on push answer',
    patches: [
      {
        file: 'electron/core/sync/push-outbox.ts',
        find: 'outbox.recordResults(results, new Date(clock.now()));',
        replace: 'outbox.settle(results, new Date(clock.now()));',
      },
    ],
  },
  {
    name: 'replay intention only in memory',
    patches: [
      {
        file: 'electron/core/sync/epoch-replay.ts',
        find: 'outbox.requeue(missing, epoch);',
        replace: `outbox.requeue([], epoch);\n    await context.failpoint('replay: epoch is stored');\n    outbox.requeue(missing, epoch);`,
      },
    ],
  },
];

/** Those that only show when several are at work at once: the stress must find them (sync §3.4). */
export const STRESS_BUGS: readonly SeededBug[] = [
  {
    name: 'pulls at READ COMMITTED',
    patches: [
      {
        file: 'server/database/transaction.ts',
        find: `isolationLevel: 'repeatable read', readOnly: true`,
        replace: `isolationLevel: 'read committed', readOnly: true`,
      },
    ],
  },
  {
    name: 'derivation before the clock',
    patches: [
      {
        file: SEQUENCING,
        find: CLOCK,
        replace: `  create temp table if not exists sync_early (coll smallint, row_id uuid, skey text) on commit delete rows;
  insert into sync_early
    select w.coll, w.row_id, w.skey from sync_desired w where w.row_id in (
      select row_id from sync_dirty where tx = t
      union select p.row_id from sync_dependents p join sync_dirty d on d.tx = t and d.coll = p.pcoll and d.row_id = p.prow);
  perform pg_sleep(random() * 0.01);
${CLOCK}`,
      },
      {
        file: SEQUENCING,
        find: 'from (select * from sync_desired where row_id = any(ids)) w',
        replace: 'from sync_early w',
      },
    ],
  },
  {
    name: 'a sequence instead of the clock',
    patches: [
      {
        file: SEQUENCING,
        find: CLOCK,
        replace: `  h := nextval('sync_position');
  select array_agg`,
      },
      {
        file: SEQUENCING,
        find: '  delete from sync_dirty where tx = t;\n  delete from sync_tx where tx = t;',
        replace: `  perform pg_sleep(random() * 0.01);
  update sync_clock set head = greatest(head, h) where realm = 1;
  delete from sync_dirty where tx = t;
  delete from sync_tx where tx = t;`,
      },
      {
        file: SEQUENCING,
        find: 'create or replace function sync_sequence()',
        replace: 'create sequence sync_position start 4398046511105;\ncreate or replace function sync_sequence()',
      },
    ],
  },
];
