import type * as z from 'zod';
import { isMutationKind, MUTATIONS, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import { recordActivity } from '../candidates/activity.ts';
import { recordOutcome } from '../candidates/contact-outcomes.ts';
import { setFavourite } from '../candidates/favourites.ts';
import { createNote, deleteNote, editNote, resolveNote } from '../candidates/notes.ts';
import { deleteSearch, putSearch, setJudgement, setSearchMark } from '../candidates/saved-searches.ts';
import { setSetting } from '../settings/settings.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { isStorable } from '../shared/storable-text.ts';
import { decideProposal, makeProposal } from '../vacancies/proposals.ts';
import { createVacancy, decideVacancy, resolveVacancy, saveVacancy } from '../vacancies/vacancies.ts';
import { upcast, type Upcaster, type UpcasterTable } from './upcast.ts';

type Handler<K extends MutationKind> = (
  context: MutationContext,
  args: z.output<(typeof MUTATIONS)[K]['args']>,
) => Promise<'ok' | 'noop'>;

/** One handler a kind; the compiler asks for it when the contract gains a kind. */
const HANDLERS: { readonly [K in MutationKind]: Handler<K> } = {
  'favourite.set': setFavourite,
  'note.create': createNote,
  'note.edit': editNote,
  'note.delete': deleteNote,
  'note.resolve': resolveNote,
  'contact.outcome': recordOutcome,
  'savedSearch.put': putSearch,
  'savedSearch.delete': deleteSearch,
  'searchMark.set': setSearchMark,
  'judgement.set': setJudgement,
  'activity.record': recordActivity,
  'vacancy.create': createVacancy,
  'vacancy.save': saveVacancy,
  'vacancy.decide': decideVacancy,
  'vacancy.resolve': resolveVacancy,
  'proposal.make': makeProposal,
  'proposal.decide': decideProposal,
  'settings.set': setSetting,
};

/**
 * Old payload versions wait in outboxes: each becomes the next one here. The compiler asks for an entry when the contract
 * raises a `ver`; the payloads of every version are in `golden/`.
 */
const UPCASTERS: UpcasterTable<typeof MUTATIONS> = {
  'favourite.set': {},
  'note.create': {},
  'note.edit': {},
  'note.delete': {},
  'note.resolve': {},
  'contact.outcome': {},
  'savedSearch.put': {},
  'savedSearch.delete': {},
  'searchMark.set': {},
  'judgement.set': {},
  'activity.record': {},
  'vacancy.create': {},
  'vacancy.save': {},
  'vacancy.decide': {},
  'vacancy.resolve': {},
  'proposal.make': {},
  'proposal.decide': {},
  'settings.set': {},
};

/**
 * Runs one mutation of any known kind and version.
 * @throws {MutationRefusedError} `unsupported` for an unknown kind or version, `invalid` for wrong arguments, or what the
 * handler refuses.
 */
export async function runMutation(
  context: MutationContext,
  mutation: { readonly kind: string; readonly ver: number; readonly args?: unknown },
): Promise<'ok' | 'noop'> {
  const { kind, ver, args } = mutation;
  if (!isMutationKind(kind)) throw new MutationRefusedError('unsupported');
  return runKind(kind, context, { ver, args });
}

async function runKind<K extends MutationKind>(
  kind: K,
  context: MutationContext,
  payload: { readonly ver: number; readonly args: unknown },
): Promise<'ok' | 'noop'> {
  const steps: Readonly<Record<number, Upcaster>> = UPCASTERS[kind];
  const current = upcast(payload, MUTATIONS[kind].ver, steps, context.now);
  if (!current.ok) throw new MutationRefusedError('unsupported');
  const args = checked(MUTATIONS[kind].args, current.args);
  if (!args.success || !isStorable(args.data)) throw new MutationRefusedError('invalid');
  return HANDLERS[kind](context, args.data as z.output<(typeof MUTATIONS)[K]['args']>);
}

/** Measuring what only looks like a text (`{"length": {"valueOf": 1}}`) throws inside the schema: as wrong as any other. */
function checked<S extends z.ZodType>(schema: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new MutationRefusedError('invalid');
  }
}
