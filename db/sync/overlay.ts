import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { isMutationKind, MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import {
  groupsOf,
  VACANCY_GROUP_NAMES,
  type VacancyGroup,
  type VacancyRevisions,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import { VACANCY_EFFECTS } from '@hallowerk/contract/vacancies/vacancy-rules.ts';

/**
 * What a waiting mutation does to what the user sees, until its effect comes in through a pull. Lines of one
 * (collection, id) stack: they are folded over the row in the order in which the user worked (`foldOverlay`). `id` is the
 * row's id, or whatever identifies the row before the server has given it one: for favourites the candidate, for settings
 * the key, for marks the search, for judgements `judgementKey`.
 */
export interface OverlayLine {
  readonly collection: number;
  readonly id: string;
  /** Fields over those of the row; null leaves them. */
  readonly patch: Readonly<Record<string, unknown>> | null;
  /** The row is to be treated as absent. A later line without `gone` brings it back. */
  readonly gone: boolean;
  /** Other collections whose rows look different because of it. */
  readonly alsoChanges?: readonly number[];
}

export type WaitingMutation = Pick<Mutation, 'kind' | 'ver' | 'args' | 'edit_ts' | 'offset_ms'>;

/** `at`: effective time of the edit as this device knows it, ISO 8601. */
type Reducer<K extends MutationKind> = (args: MutationArgs<K>, at: string) => OverlayLine | null;

/**
 * Pure: one reducer a mutation kind; the compiler asks for it. The server's handlers must come to the same outcome when
 * nothing else happened (C8, proved in trials/prediction.test.ts).
 */
const REDUCERS: { readonly [K in MutationKind]: Reducer<K> } = {
  'favourite.set': ({ candidate, on }) => line('favourite', candidate, null, !on),
  'note.create': ({ id, candidate, text, scope }, at) =>
    line('note', id, { id, candidateId: candidate, text, scope, createdAt: at, textAt: at, scopeAt: at }),
  'note.edit': ({ id, set, seen }, at) =>
    line('note', id, {
      ...(set.text === undefined ? {} : { text: set.text, textAt: after(at, seen.text) }),
      ...(set.scope === undefined ? {} : { scope: set.scope, scopeAt: after(at, seen.scope) }),
    }),
  'note.delete': ({ id }) => line('note', id, null, true),
  // The text that comes back stands in the row of the conflict: notes.repository.ts puts the two together.
  'note.resolve': ({ conflict, keep }, at) => ({
    ...line('noteConflict', conflict, { keep, at }, true),
    alsoChanges: [COLLECTIONS.note.number],
  }),
  'contact.outcome': ({ request, outcome, note }, at) =>
    line('contactRequest', request, { outcome, note, outcomeAt: at }),
  'savedSearch.put': ({ id, name, query, scope, seen }, at) =>
    line('savedSearch', id, { id, name, query, scope, changedAt: after(at, seen) }),
  'savedSearch.delete': ({ id }) => line('savedSearch', id, null, true),
  'searchMark.set': ({ search, pinned, watch, lastSeenAt }) =>
    line('searchMark', search, { searchId: search, pinned, watch, lastSeenAt }),
  'judgement.set': ({ search, candidate, value }) =>
    line('judgement', judgementKey(search, candidate), value === null ? null : { value }, value === null),
  // Only the audit trail of the server has it: no row looks different.
  'activity.record': () => null,
  'vacancy.create': ({ id, organization, fields, status, visibleToCandidates, revision }, at) =>
    line('vacancy', id, {
      ...fields,
      id,
      source: 'INTERNAL',
      vacancyNumber: '',
      organizationId: organization,
      status,
      visibleToCandidates,
      publishedAt: status === 'ACTIVE' ? at : null,
      createdAt: at,
      revisions: revisionsOf(VACANCY_GROUP_NAMES, revision),
    }),
  // Revisions and the moment of publishing are put onto the row by vacancy-rows.ts.
  'vacancy.save': ({ id, set, revision }) =>
    line('vacancy', id, { ...set, revisions: revisionsOf(groupsOf(set), revision) }),
  'vacancy.decide': ({ id, command }, at) => line('vacancy', id, { ...VACANCY_EFFECTS[command], decidedAt: at }),
  'vacancy.resolve': ({ conflict }) => line('vacancyConflict', conflict, null, true),
  // Whom it is about stands in the line as well: it is what the server's row of collection 21 will say.
  'proposal.make': ({ id, vacancy, candidate, motivation, explanation }, at) => ({
    ...line('proposal', id, {
      ...{ id, vacancyId: vacancy, state: 'PROPOSED', proposedAt: at, changedAt: at },
      candidate: { id, vacancyId: vacancy, candidateId: candidate, motivation, explanation },
    }),
    alsoChanges: [COLLECTIONS.proposalCandidate.number],
  }),
  'proposal.decide': ({ id, to }, at) => line('proposal', id, { state: to, changedAt: at }),
  'settings.set': ({ key, value }, at) => line('setting', key, { key, value, updatedAt: at }),
};

function line(
  collection: keyof typeof COLLECTIONS,
  id: string,
  patch: OverlayLine['patch'],
  gone: boolean = false,
): OverlayLine {
  return { collection: COLLECTIONS[collection].number, id, patch, gone };
}

function revisionsOf(groups: readonly VacancyGroup[], revision: string): VacancyRevisions {
  return Object.fromEntries(groups.map((group) => [group, revision]));
}

/** Identifies a judgement before the server has given its row an id. */
export function judgementKey(searchId: string, candidateId: string): string {
  return `${searchId} ${candidateId}`;
}

/** Effective time of an edit on top of a version, as the server will find it (sync §2.19). */
export function after(at: string, seen: string | null | undefined): string {
  if (seen === undefined || seen === null) return at;
  return new Date(Math.max(Date.parse(at), Date.parse(seen) + 1)).toISOString();
}

/**
 * The overlay line of a mutation, or null where this version shows nothing ahead of time: a kind it does not know or that
 * changes no row, or a payload of an older version that waited in the outbox (the server understands it, sync §2.18).
 */
export function overlayLine(mutation: WaitingMutation): OverlayLine | null {
  return isMutationKind(mutation.kind) ? reduce(mutation.kind, mutation) : null;
}

function reduce<K extends MutationKind>(kind: K, mutation: WaitingMutation): OverlayLine | null {
  if (mutation.ver !== MUTATIONS[kind].ver) return null;
  const args = MUTATIONS[kind].args.safeParse(mutation.args);
  if (!args.success) return null;
  const at = new Date(Date.parse(mutation.edit_ts) - mutation.offset_ms).toISOString();
  return REDUCERS[kind](args.data as MutationArgs<K>, at);
}

/** As the lines of one row lie in the table `overlay`. */
export interface StoredLine {
  /** JSON of `OverlayLine.patch`. */
  readonly patch: string | null;
  readonly gone: number;
}

export interface Folded<T> {
  /** Fields of the row with those of the lines on top; may lack fields when there is no row. */
  readonly fields: Partial<T>;
  /** The last word of the lines is that there is no such row. */
  readonly gone: boolean;
}

/**
 * `row ⊕ overlay`: lines in the order of the user. Null when there is neither row nor line with fields. `place` turns the
 * patch of a line into one on top of the fields so far, where a patch alone does not say it all.
 */
export function foldOverlay<T extends object, L extends StoredLine = StoredLine>(
  row: T | null,
  lines: readonly L[],
  place: (patch: Partial<T>, fields: Partial<T>, line: L) => Partial<T> = (patch) => patch,
): Folded<T> | null {
  let fields: Partial<T> | null = row;
  let gone = false;
  for (const line of lines) {
    gone = line.gone === 1;
    if (line.patch === null || gone) continue;
    const before: Partial<T> = fields ?? {};
    fields = { ...before, ...place(JSON.parse(line.patch) as Partial<T>, before, line) };
  }
  return fields === null ? null : { fields, gone };
}
