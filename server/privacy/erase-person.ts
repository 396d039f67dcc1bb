import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { canonicalJson } from '@hallowerk/contract/common/canonical-json.ts';
import type { ErasureProof } from '@hallowerk/contract/privacy/erasure.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { ServerKeys } from '../security/keys.ts';
import { erasureHash, originText, register } from './erasure-register.ts';
import { countRows, deleteLooseRows, type Person } from './person-tables.ts';
import { removeParkedAbout } from './parked-work.ts';

export interface Erasure {
  readonly candidateId: string;
  readonly cause: ErasureProof['cause'];
  /** Id of a user, or `system`. */
  readonly by: string;
  readonly now: Date;
}

/**
 * Removes a person from the whole database, in the transaction of the caller: all of it or nothing. Devices follow by
 * sync. His requests for erasure are carried out with it, the proof has counts only, and who asked for it himself does not
 * come back (`erasure_register`). Somebody who is gone already gives a proof of nothing.
 *
 * @throws when a row about him would be left.
 */
export async function erasePerson(trx: Trx, keys: ServerKeys, erasure: Erasure): Promise<ErasureProof> {
  const { candidateId, cause, by, now } = erasure;
  // From here nobody can write anything about him: a foreign key waits for this lock, and then finds nothing.
  const row = await trx('candidate').where({ id: candidateId }).forUpdate().first('email', 'phone');
  const person: Person = { id: candidateId, email: row?.email ?? '', phone: row?.phone ?? '' };
  const origin = await trx('candidate_origin').where({ id: candidateId }).first('kind', 'reference');
  const counts = await countRows(trx, person);
  const proofId = uuidv7();
  const action = cause === 'RETENTION' ? 'RETENTION_DELETE' : 'ERASE';
  const object = `candidate:${candidateId}`;
  // While he is there: of which municipality the line is, follows from him.
  await recordAudit(trx, { actor: by, action, object, result: 'ok', detail: { cause, proof: proofId } });
  const parked = await removeParkedAbout(trx, keys, await idsAround(trx, candidateId));
  await deleteLooseRows(trx, person);
  await trx('candidate').where({ id: candidateId }).delete();
  await requireNothingLeft(trx, person);

  const personHash = erasureHash('candidate', candidateId);
  if (cause !== 'RETENTION') {
    const originHash = origin === undefined ? null : erasureHash('origin', originText(origin));
    await register(trx, { personHash, originHash, executedAt: now });
  }
  const all = parked === 0 ? counts : { ...counts, sync_parked: parked };
  const proof = await storeProof(trx, { ...erasure, proofId, personHash, counts: all });
  await closeRequests(trx, { candidateId, proofId, now });
  return proof;
}

/** His id, and those by which work of users could name something about him. */
async function idsAround(trx: Knex, candidateId: string): Promise<ReadonlySet<string>> {
  const result: { rows: { id: string }[] } = await trx.raw(
    `select id from note where candidate_id = :id
     union all select x.id from note_conflict x join note n on n.id = x.note_id where n.candidate_id = :id
     union all select id from contact_request where candidate_id = :id
     union all select id from proposal where candidate_id = :id`,
    { id: candidateId },
  );
  return new Set([candidateId, ...result.rows.map(({ id }) => id)]);
}

async function requireNothingLeft(trx: Knex, person: Person): Promise<void> {
  const left = Object.keys(await countRows(trx, person));
  if (left.length > 0) throw new Error(`An erasure left rows in ${left.join(', ')}`);
}

async function storeProof(
  trx: Knex,
  erasure: Erasure & {
    readonly proofId: string;
    readonly personHash: Buffer;
    readonly counts: Readonly<Record<string, number>>;
  },
): Promise<ErasureProof> {
  const content = {
    id: erasure.proofId,
    cause: erasure.cause,
    executedAt: erasure.now.toISOString(),
    executedBy: erasure.by,
    personHash: erasure.personHash.toString('hex'),
    counts: { ...erasure.counts },
  };
  const hash = proofHash(content);
  await trx('erasure_proof').insert({
    id: content.id,
    cause: content.cause,
    executed_at: erasure.now,
    executed_by: content.executedBy,
    person_hash: erasure.personHash,
    counts: JSON.stringify(content.counts),
    hash: Buffer.from(hash, 'hex'),
  });
  return { ...content, proofHash: hash };
}

/** SHA-256 over the canonical JSON of a proof without its hash, hexadecimal. */
export function proofHash(content: Omit<ErasureProof, 'proofHash'>): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** What waits is carried out with it; why an earlier request was refused is a text about somebody who is gone. */
async function closeRequests(
  trx: Knex,
  { candidateId, proofId, now }: { readonly candidateId: string; readonly proofId: string; readonly now: Date },
): Promise<void> {
  await trx('erasure_request').where({ candidate_id: candidateId, state: 'REFUSED' }).delete();
  await trx('erasure_request')
    .where({ candidate_id: candidateId })
    .whereIn('state', ['RECEIVED', 'IN_REVIEW', 'GRANTED'])
    .update({ state: 'EXECUTED', reason: '', ground: '', executed_at: now, proof_id: proofId });
}
