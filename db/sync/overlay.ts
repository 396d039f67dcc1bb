import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';

/**
 * What a waiting mutation does to what the user sees, until its effect comes in through a pull. For one (collection, id)
 * the line of the latest mutation counts. `id` is the row's id, or whatever identifies the row before the server has
 * given it one: for favourites the candidate.
 */
export interface OverlayLine {
  readonly collection: number;
  readonly id: string;
  /** Fields over those of the row; null leaves them. */
  readonly patch: Readonly<Record<string, unknown>> | null;
  /** The row is to be treated as absent. */
  readonly gone: boolean;
}

/** Pure: one reducer a mutation kind. The server's handlers must come to the same outcome when nothing else happened. */
const REDUCERS: Record<MutationKind, (args: unknown) => OverlayLine> = {
  'favourite.set': (args) => {
    const { candidate, on } = MUTATIONS['favourite.set'].args.parse(args);
    return { collection: COLLECTIONS.favourite.number, id: candidate, patch: null, gone: !on };
  },
};

/** The overlay line of a mutation, or null for a kind that this version does not show ahead of time. */
export function overlayLine(mutation: Pick<Mutation, 'kind' | 'args'>): OverlayLine | null {
  if (!isKnown(mutation.kind)) return null;
  return REDUCERS[mutation.kind](mutation.args);
}

function isKnown(kind: string): kind is MutationKind {
  return Object.hasOwn(REDUCERS, kind);
}
