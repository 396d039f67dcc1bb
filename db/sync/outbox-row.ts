import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';

/** A line of table `outbox`. Columns that a newer version added are ignored (sync §2.18). */
export interface OutboxRow {
  readonly n: number;
  readonly uid: string;
  readonly kind: string;
  readonly ver: number;
  readonly args: string;
  readonly deps: string;
  readonly edit_ts: string;
  readonly offset_ms: number;
  readonly status: MutationResult[1] | null;
}

/** A line of table `result`. `shown`: the user has put it away. */
export interface ResultRow extends OutboxRow {
  readonly status: MutationResult[1];
  readonly code: MutationResult[2];
  readonly at: string;
  readonly shown: number;
}

export function toMutation({ uid, kind, ver, args, deps, edit_ts, offset_ms }: OutboxRow): Mutation {
  return {
    uid,
    kind,
    ver,
    edit_ts,
    offset_ms,
    deps: JSON.parse(deps) as string[],
    args: JSON.parse(args) as unknown,
  };
}
