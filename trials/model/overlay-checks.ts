import type { LocalDatabase } from '#db/open-database.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { ClientFiles } from './client-files.ts';
import { candidateId, POOL } from './ids.ts';
import { hold } from './invariant-error.ts';

/** What the server held when it gave an answer, as far as it can be shown ahead of time: subject → value. */
export type ServerState = ReadonlyMap<string, unknown>;

/** One thing on the screen that a waiting change can decide: `fav|…`, `note|…`, `set|…`, and what it makes of it. */
interface Claim {
  readonly subject: string;
  readonly value: unknown;
}

const parse = <K extends Mutation['kind'] & keyof typeof MUTATIONS>(kind: K, mutation: Mutation) =>
  MUTATIONS[kind].args.parse(mutation.args) as ReturnType<(typeof MUTATIONS)[K]['args']['parse']>;

/** What the user must see because of one change; null where several answers are right. */
function claimOf(mutation: Mutation): Claim | null {
  switch (mutation.kind) {
    case 'favourite.set': {
      const { candidate, on } = parse('favourite.set', mutation);
      return { subject: `fav|${candidate}`, value: on };
    }
    case 'note.create': {
      const { id, text } = parse('note.create', mutation);
      return { subject: `note|${id}`, value: text };
    }
    case 'note.edit': {
      const { id, set } = parse('note.edit', mutation);
      return set.text === undefined ? null : { subject: `note|${id}`, value: set.text };
    }
    case 'note.delete':
      return { subject: `note|${parse('note.delete', mutation).id}`, value: null };
    case 'settings.set': {
      const { key, value } = parse('settings.set', mutation);
      return { subject: `set|${key}`, value };
    }
    default:
      return null;
  }
}

/** What is on the screen now. */
function shown(files: ClientFiles, subject: string): unknown {
  const [kind, id = ''] = subject.split('|');
  if (kind === 'fav') return files.favourites.ids().has(id);
  if (kind === 'set') return files.settings.values()[id as 'appearance.theme'] ?? null;
  return files.notes.find(id)?.text ?? null;
}

/** What was synchronised, without what waits. */
function stored({ cacheFile }: ClientFiles, subject: string): unknown {
  const [kind, id = ''] = subject.split('|');
  if (kind === 'fav') return one(cacheFile, 'favourite', '$.candidateId', id, `'1'`) !== undefined;
  const text =
    kind === 'set'
      ? one(cacheFile, 'setting', '$.key', id, `d ->> '$.value'`)
      : one(cacheFile, 'note', '$.id', id, `d ->> '$.text'`);
  return text ?? null;
}

function one(
  { connection }: LocalDatabase,
  name: 'favourite' | 'setting' | 'note',
  path: string,
  id: string,
  what: string,
) {
  const { number } = COLLECTIONS[name];
  return connection
    .prepare<string>(`select ${what} from row where coll = ${number} and d ->> '${path}' = ?`)
    .pluck()
    .get(id);
}

/**
 * C8, after every committed slice: what waits is shown as predicted; what was acknowledged gives way to the server's
 * state, and in between there is never a moment with neither. `page`: the one whose cursor was stored with this slice.
 */
export function checkOverlay(files: ClientFiles, page: PullResponse | null, server: ServerState): void {
  const acked = new Set(files.cache.ackedUids());
  const unsettled = files.outbox.unsettled();
  const claims = new Map<string, unknown>(quietFavourites());
  const created = new Set<string>();
  for (const mutation of unsettled) {
    const claim = acked.has(mutation.uid) ? null : claimOf(mutation);
    if (claim === null) continue;
    claims.set(claim.subject, claim.value);
    if (mutation.kind === 'note.create') created.add(claim.subject);
  }
  for (const [subject, value] of claims) {
    const here = stored(files, subject);
    // An edit of a note that is not here (any more) has nothing to change.
    if (subject.startsWith('note') && here === null && !created.has(subject)) continue;
    const expected = value === undefined ? here : value;
    const is = shown(files, subject);
    // A text of another device that is newer than the edit that waits is what the server will keep.
    const known = is === expected || (subject.startsWith('note') && is === here);
    hold('C8', known, () => `${subject} is shown neither as predicted nor as stored`);
  }
  for (const [subject, claim] of lastArrived(unsettled, page)) {
    if (claims.get(subject) !== undefined) continue;
    const is = shown(files, subject);
    const known = is === claim.value || is === (server.get(subject) ?? absent(subject));
    hold('C8', known, () => `${subject} went back to what it was before its effect came in`);
  }
}

/** Of every subject the newest change that this page acknowledges. */
function lastArrived(unsettled: readonly Mutation[], page: PullResponse | null): ReadonlyMap<string, Claim> {
  const arrived = new Set(page?.acks.map(([uid]) => uid));
  const last = new Map<string, Claim>();
  for (const mutation of unsettled) {
    const claim = arrived.has(mutation.uid) ? claimOf(mutation) : null;
    if (claim !== null) last.set(claim.subject, claim);
  }
  return last;
}

function absent(subject: string): unknown {
  return subject.startsWith('fav') ? false : null;
}

/** Favourites about which nothing waits are looked at too: `undefined` stands for "as stored". */
function quietFavourites(): [string, undefined][] {
  return Array.from({ length: POOL.candidates }, (_, n) => [`fav|${candidateId(n)}`, undefined]);
}

/** After every committed slice. */
export function checkSlice(
  files: ClientFiles,
  at: { readonly page: PullResponse; readonly stored: boolean; readonly server: ServerState },
): void {
  if (at.stored) checkStored(files.cacheFile, at.page);
  checkOverlay(files, at.stored ? at.page : null, at.server);
}

/** C4: where the cursor stands, its rows stand. */
function checkStored({ connection }: LocalDatabase, page: PullResponse): void {
  const member = connection
    .prepare<number>(
      'select r.rev from member m join row r on r.pk = m.pk where m.scope = ? and r.coll = ? and r.id = ?',
    )
    .pluck();
  for (const [scope, collection, id, rev, live] of page.ops) {
    const held = member.get(scope, collection, id);
    hold('C4', live === 1 ? held === rev : held === undefined, () => `an op of collection ${collection} is not stored`);
  }
}
