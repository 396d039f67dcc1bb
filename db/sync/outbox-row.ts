import type { Mutation } from '@hallowerk/contract/sync/push.ts';

/** A line of table `outbox`. */
export interface OutboxRow {
  readonly n: number;
  readonly uid: string;
  readonly kind: string;
  readonly ver: number;
  readonly args: string;
  readonly deps: string;
  readonly edit_ts: string;
  readonly offset_ms: number;
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
