import { randomUUID } from 'node:crypto';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { Clock } from './clock.ts';

/** What the user does, as services hand it over; the difference between the clocks is added when it is saved. */
export type NewMutation = Omit<Mutation, 'offset_ms'>;

/** A change made now. `deps`: uids of what must succeed before it. */
export function newMutation<K extends MutationKind>(
  clock: Pick<Clock, 'now'>,
  kind: K,
  args: MutationArgs<K>,
  deps: readonly string[] = [],
): NewMutation {
  return sameAgain(clock, { kind, ver: MUTATIONS[kind].ver, args }, deps);
}

/** The same change made now, in the version in which it was made before. */
export function sameAgain(
  clock: Pick<Clock, 'now'>,
  { kind, ver, args }: Readonly<Pick<Mutation, 'kind' | 'ver' | 'args'>>,
  deps: readonly string[] = [],
): NewMutation {
  const edit_ts = new Date(clock.now()).toISOString();
  return { uid: randomUUID(), kind, ver, edit_ts, deps: [...deps], args };
}
