import type { ContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import type { SavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { isMutationKind, MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';

/** What a change is about: the candidate, and what the user had written or named. */
export interface ChangeSubject {
  readonly candidateId: string | null;
  readonly text: string | null;
}

/** Where the rest is found of what a change names by its id only. */
export interface ChangeSources {
  readonly notes: Pick<NotesRepository, 'find' | 'findDeleted' | 'conflicts'>;
  readonly contactRequests: Pick<ContactRequestsRepository, 'find'>;
  readonly savedSearches: Pick<SavedSearchesRepository, 'nameOf'>;
}

type Reader<K extends MutationKind> = (args: MutationArgs<K>, sources: ChangeSources) => ChangeSubject;

const NOTHING: ChangeSubject = { candidateId: null, text: null };

/** One line a mutation kind: every domain says here what its changes are about. */
const READERS: { readonly [K in MutationKind]: Reader<K> } = {
  'favourite.set': ({ candidate }) => ({ candidateId: candidate, text: null }),
  'note.create': ({ candidate, text }) => ({ candidateId: candidate, text }),
  'note.edit': ({ id, set }, { notes }) => ({ candidateId: candidateOf(id, notes), text: set.text ?? null }),
  'note.delete': ({ id }, { notes }) => ({ candidateId: candidateOf(id, notes), text: null }),
  'note.resolve': ({ conflict }, { notes }) => ({
    candidateId: notes.conflicts().find(({ id }) => id === conflict)?.candidateId ?? null,
    text: null,
  }),
  'contact.outcome': ({ request, note }, { contactRequests }) => ({
    candidateId: contactRequests.find(request)?.candidateId ?? null,
    text: note === '' ? null : note,
  }),
  'savedSearch.put': ({ name }) => ({ candidateId: null, text: name }),
  'savedSearch.delete': ({ id }, { savedSearches }) => ({ candidateId: null, text: savedSearches.nameOf(id) }),
  'searchMark.set': ({ search }, { savedSearches }) => ({ candidateId: null, text: savedSearches.nameOf(search) }),
  'judgement.set': ({ candidate }) => ({ candidateId: candidate, text: null }),
  'activity.record': ({ candidates }) => ({
    candidateId: candidates.length === 1 ? (candidates[0] ?? null) : null,
    text: null,
  }),
  'vacancy.create': ({ fields }) => ({ candidateId: null, text: fields.title }),
  'vacancy.save': ({ set }) => ({ candidateId: null, text: set.title ?? set.description ?? null }),
  'vacancy.decide': () => NOTHING,
  'vacancy.resolve': () => NOTHING,
  'proposal.make': ({ candidate, motivation }) => ({
    candidateId: candidate,
    text: motivation === '' ? null : motivation,
  }),
  'proposal.decide': () => NOTHING,
  'settings.set': () => NOTHING,
};

/** A kind or arguments of another version are about nothing that this one can name. */
export function changeSubject(
  change: { readonly kind: string; readonly args: unknown },
  sources: ChangeSources,
): ChangeSubject {
  return isMutationKind(change.kind) ? read(change.kind, change.args, sources) : NOTHING;
}

function read<K extends MutationKind>(kind: K, args: unknown, sources: ChangeSources): ChangeSubject {
  const parsed = MUTATIONS[kind].args.safeParse(args);
  return parsed.success ? READERS[kind](parsed.data as MutationArgs<K>, sources) : NOTHING;
}

function candidateOf(noteId: string, notes: ChangeSources['notes']): string | null {
  return (notes.find(noteId) ?? notes.findDeleted(noteId))?.candidateId ?? null;
}
