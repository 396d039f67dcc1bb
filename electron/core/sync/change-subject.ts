import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import { isMutationKind, MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';

/** What a change is about: the candidate, and what the user had written. */
export interface ChangeSubject {
  readonly candidateId: string | null;
  readonly text: string | null;
}

type Notes = Pick<NotesRepository, 'find' | 'findDeleted' | 'conflicts'>;
type Reader<K extends MutationKind> = (args: MutationArgs<K>, notes: Notes) => ChangeSubject;

const NOTHING: ChangeSubject = { candidateId: null, text: null };

/** One line a mutation kind: every domain says here what its changes are about. */
const READERS: { readonly [K in MutationKind]: Reader<K> } = {
  'favourite.set': ({ candidate }) => ({ candidateId: candidate, text: null }),
  'note.create': ({ candidate, text }) => ({ candidateId: candidate, text }),
  'note.edit': ({ id, set }, notes) => ({ candidateId: candidateOf(id, notes), text: set.text ?? null }),
  'note.delete': ({ id }, notes) => ({ candidateId: candidateOf(id, notes), text: null }),
  'note.resolve': ({ conflict }, notes) => ({
    candidateId: notes.conflicts().find(({ id }) => id === conflict)?.candidateId ?? null,
    text: null,
  }),
  'settings.set': () => NOTHING,
};

/** A kind or arguments of another version are about nothing that this one can name. */
export function changeSubject(change: { readonly kind: string; readonly args: unknown }, notes: Notes): ChangeSubject {
  return isMutationKind(change.kind) ? read(change.kind, change.args, notes) : NOTHING;
}

function read<K extends MutationKind>(kind: K, args: unknown, notes: Notes): ChangeSubject {
  const parsed = MUTATIONS[kind].args.safeParse(args);
  return parsed.success ? READERS[kind](parsed.data as MutationArgs<K>, notes) : NOTHING;
}

function candidateOf(noteId: string, notes: Notes): string | null {
  return (notes.find(noteId) ?? notes.findDeleted(noteId))?.candidateId ?? null;
}
