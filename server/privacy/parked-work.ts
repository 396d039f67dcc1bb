import type { Knex } from 'knex';
import type { ServerKeys } from '../security/keys.ts';
import { erasureHash } from './erasure-register.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Ids that the text of parked work names. Only the server can read it: it is encrypted. */
async function parkedIds(trx: Knex, keys: ServerKeys): Promise<readonly { uid: string; ids: ReadonlySet<string> }[]> {
  const rows: { uid: string; payload: Buffer }[] = await trx('sync_parked').select('uid', 'payload');
  return rows.map(({ uid, payload }) => {
    const text = keys.open('parked-mutation', uid, Buffer.from(payload)).toString('utf8');
    return { uid, ids: new Set([...text.matchAll(UUID)].map(([id]) => id.toLowerCase())) };
  });
}

/** Removes what users wrote about a person and the server could not take in. `ids`: his own, and those of rows about him. */
export async function removeParkedAbout(trx: Knex, keys: ServerKeys, ids: ReadonlySet<string>): Promise<number> {
  const uids = (await parkedIds(trx, keys)).filter((one) => [...one.ids].some((id) => ids.has(id)));
  return remove(trx, uids);
}

/** The same for everybody who was erased: work that was under way at that moment, or came back with a backup. */
export async function removeParkedAboutErased(trx: Knex, keys: ServerKeys): Promise<number> {
  const parked = await parkedIds(trx, keys);
  const hashes = new Map(
    parked.flatMap(({ ids }) => [...ids].map((id) => [erasureHash('candidate', id).toString('hex'), id] as const)),
  );
  const known: { person_hash: Buffer }[] = await trx('erasure_register')
    .whereNull('return_allowed_at')
    .whereIn(
      'person_hash',
      [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
    )
    .select('person_hash');
  const erased = new Set(known.map((row) => hashes.get(Buffer.from(row.person_hash).toString('hex'))));
  return remove(
    trx,
    parked.filter(({ ids }) => [...ids].some((id) => erased.has(id))),
  );
}

async function remove(trx: Knex, parked: readonly { readonly uid: string }[]): Promise<number> {
  if (parked.length === 0) return 0;
  return trx('sync_parked')
    .whereIn(
      'uid',
      parked.map(({ uid }) => uid),
    )
    .delete();
}
