import { createNotesService, type NotesService } from '#core/candidates/notes.service.ts';
import { createCandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { HeldClock } from './held-clock.ts';
import { candidateId, POOL, poolId } from './ids.ts';
import type { TrialClient } from './trial-client.ts';

/** What a user decides to do; most of it depends on what is on his screen. */
export const USER_ACTIONS = [
  'favourite',
  'note-add',
  'note-edit',
  'note-scope',
  'note-delete',
  'conflict',
  'setting',
] as const;
export type UserAction = (typeof USER_ACTIONS)[number];

export interface Choice {
  readonly action: UserAction;
  readonly a: number;
  readonly b: number;
  /** How manieth choice of the history: makes every text and id its own. */
  readonly n: number;
}

/** A mutation as the services of core hand it over; the outbox adds the time. */
export type Change = Omit<Mutation, 'offset_ms' | 'edit_ts'>;

/** What the user does, through the real services; null when there is nothing on his screen to do it to. */
export function makeChange(client: TrialClient, choice: Choice): Change | null {
  let made: Change | null = null;
  const uid = poolId('mutation', choice.n);
  const send = <K extends MutationKind>(kind: K, args: MutationArgs<K>): void => {
    made = { uid, kind, ver: MUTATIONS[kind].ver, deps: [], args };
  };
  const notes = notesOf(client, (mutation) => (made = { ...mutation, uid }));
  decide(client, choice, notes, send);
  return made;
}

type Send = <K extends MutationKind>(kind: K, args: MutationArgs<K>) => void;

function decide(client: TrialClient, { action, a, b, n }: Choice, notes: NotesService, send: Send): void {
  const text = `tekst ${n}`;
  const scope = b % 2 === 0 ? 'PRIVATE' : 'ORGANIZATION';
  const note = ownNotes(client, notes)[a % Math.max(1, ownNotes(client, notes).length)];
  switch (action) {
    case 'favourite':
      return send('favourite.set', { candidate: candidateId(a), on: b % 2 === 0 });
    case 'note-add':
      return send('note.create', { id: poolId('note', n), candidate: candidateId(a), text, scope });
    case 'note-edit':
      return note === undefined ? undefined : notes.editNote({ id: note.id, text });
    case 'note-scope':
      return note === undefined ? undefined : notes.editNote({ id: note.id, scope });
    case 'note-delete':
      return note === undefined ? undefined : notes.deleteNote({ id: note.id });
    case 'conflict': {
      const conflict = client.files.notes.conflicts()[0];
      if (conflict !== undefined) notes.resolveConflict({ id: conflict.id, keep: b % 2 === 0 ? 'current' : 'other' });
      return;
    }
    case 'setting':
      if (a % 2 === 0) return send('settings.set', { key: 'appearance.language', value: b % 2 === 0 ? 'nl' : 'en' });
      return send('settings.set', { key: 'appearance.theme', value: (['system', 'light', 'dark'] as const)[b % 3]! });
  }
}

function ownNotes({ userId }: TrialClient, notes: NotesService) {
  const all = Array.from({ length: POOL.candidates }, (_, n) => notes.notes({ candidateId: candidateId(n) })).flat();
  return all.filter(({ authorId }) => authorId === userId);
}

function notesOf(client: TrialClient, mutate: (mutation: Omit<Mutation, 'offset_ms'>) => void): NotesService {
  const { files, userId } = client;
  return createNotesService({
    notes: files.notes,
    candidates: createCandidatesRepository(files.cacheFile),
    clock: new HeldClock(() => client.now()),
    me: () => ({ id: userId, fullName: 'User' }) as Me,
    mutate,
  });
}
