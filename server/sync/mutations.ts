import type * as z from 'zod';
import { MUTATIONS, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import { setFavourite } from '../candidates/favourites.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';

type Handler<K extends MutationKind> = (
  context: MutationContext,
  args: z.output<(typeof MUTATIONS)[K]['args']>,
) => Promise<'ok' | 'noop'>;

/** One handler a kind; the compiler asks for it when the contract gains a kind. */
const HANDLERS: { readonly [K in MutationKind]: Handler<K> } = {
  'favourite.set': setFavourite,
};

function isKind(kind: string): kind is MutationKind {
  return Object.hasOwn(MUTATIONS, kind);
}

/**
 * Runs one mutation of any known kind and version.
 * @throws {MutationRefusedError} `unsupported` for an unknown kind or version, `invalid` for wrong arguments, or what the
 * handler refuses.
 */
export async function runMutation(
  context: MutationContext,
  mutation: { readonly kind: string; readonly ver: number; readonly args?: unknown },
): Promise<'ok' | 'noop'> {
  if (!isKind(mutation.kind) || mutation.ver !== MUTATIONS[mutation.kind].ver) {
    throw new MutationRefusedError('unsupported');
  }
  const args = MUTATIONS[mutation.kind].args.safeParse(mutation.args);
  if (!args.success) throw new MutationRefusedError('invalid');
  return HANDLERS[mutation.kind](context, args.data);
}
