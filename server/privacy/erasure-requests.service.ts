import type { Knex } from 'knex';
import {
  afterDecision,
  type ErasureDecision,
  type ErasureProof,
  type ErasureRequest,
  type ErasureState,
} from '@hallowerk/contract/privacy/erasure.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { isUniqueViolation } from '../database/pg-errors.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { erasePerson } from './erase-person.ts';
import { erasureHash } from './erasure-register.ts';
import { nameSql, ownCandidate, ownRegions } from './region-candidates.ts';

export interface ErasureRequestsDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
}

export interface AskedErasure {
  readonly id: string;
  readonly candidateId: string;
  readonly reason: string;
}

/** Removing people on their own request (PP-RGT-03), by the administrator of their region; each step is in the audit trail. */
export interface ErasureRequestsService {
  /** Of the user's own regions, newest first. */
  list(session: SessionContext): Promise<ErasureRequest[]>;
  /** @throws {ProblemError} 404 for who is not in an own region; 409 while a request about him is open, or for a used id. */
  create(session: SessionContext, asked: AskedErasure): Promise<ErasureRequest>;
  /**
   * The state that is reached already is no failure: a lost answer can be asked again.
   * @throws {ProblemError} 404 for a request of another region; 409 for a decision that does not fit its state.
   */
  decide(
    session: SessionContext,
    id: string,
    decision: { readonly decision: ErasureDecision; readonly ground: string },
  ): Promise<ErasureRequest>;
  /** @throws {ProblemError} 404 while it was not carried out. */
  proof(session: SessionContext, id: string): Promise<ErasureProof>;
  /** Lets the person come in again by import. @throws {ProblemError} 409 while it was not carried out. */
  allowReturn(session: SessionContext, id: string): Promise<ErasureRequest>;
}

interface RequestRow {
  readonly id: string;
  readonly candidate_id: string | null;
  readonly state: ErasureState;
  readonly received_at: Date;
  readonly due_at: Date;
  readonly reason: string;
  readonly ground: string;
  readonly decided_at: Date | null;
  readonly executed_at: Date | null;
  readonly proof_id: string | null;
  readonly name: string | null;
  readonly return_allowed_at: Date | null;
}

export function createErasureRequestsService(deps: ErasureRequestsDependencies): ErasureRequestsService {
  const { knex, clock } = deps;
  return {
    list: (session) =>
      withTransaction(knex, async (trx) => {
        const rows: RequestRow[] = await requests(trx, await ownRegions(trx, session)).orderBy('q.received_at', 'desc');
        return rows.map(toRequest);
      }),
    create: (session, asked) => withTransaction(knex, (trx) => create(trx, session, asked, clock.now())),
    decide: (session, id, decision) => withTransaction(knex, (trx) => decide(trx, deps, session, { id, ...decision })),
    proof: (session, id) => withTransaction(knex, (trx) => proofOf(trx, session, id)),
    allowReturn: (session, id) => withTransaction(knex, (trx) => allowReturn(trx, session, id, clock.now())),
  };
}

function requests(trx: Knex, regions: readonly string[]) {
  return trx('erasure_request as q')
    .leftJoin('candidate as c', 'c.id', 'q.candidate_id')
    .leftJoin('erasure_proof as p', 'p.id', 'q.proof_id')
    .leftJoin('erasure_register as r', 'r.person_hash', 'p.person_hash')
    .whereIn('q.region_code', regions)
    .select('q.*', 'r.return_allowed_at', { name: nameSql(trx, 'c') });
}

async function one(trx: Knex, session: SessionContext, id: string): Promise<RequestRow> {
  const row: RequestRow | undefined = await requests(trx, await ownRegions(trx, session))
    .where('q.id', id)
    .first();
  if (row === undefined) throw notFound();
  return row;
}

function toRequest(row: RequestRow): ErasureRequest {
  return {
    id: row.id,
    candidateId: row.candidate_id,
    candidateName: row.name,
    state: row.state,
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    reason: row.reason,
    ground: row.ground,
    decidedAt: row.decided_at?.toISOString() ?? null,
    executedAt: row.executed_at?.toISOString() ?? null,
    proofId: row.proof_id,
    returnAllowedAt: row.return_allowed_at?.toISOString() ?? null,
  };
}

async function create(trx: Trx, session: SessionContext, asked: AskedErasure, now: Date): Promise<ErasureRequest> {
  const candidate = await ownCandidate(trx, session, asked.candidateId);
  const before = await trx('erasure_request').where({ id: asked.id }).first('candidate_id', 'requested_by');
  if (before !== undefined) {
    if (before.candidate_id !== asked.candidateId || before.requested_by !== session.userId) throw idTaken();
    return toRequest(await one(trx, session, asked.id));
  }
  const line = {
    id: asked.id,
    candidate_id: candidate.id,
    region_code: candidate.region_code,
    state: 'RECEIVED',
    received_at: now,
    due_at: trx.raw(`cast(? as timestamptz) + interval '1 month'`, [now]),
    reason: asked.reason,
    requested_by: session.userId,
  };
  try {
    // In a savepoint: the violation must not end the transaction that answers.
    await trx.transaction((savepoint) => savepoint('erasure_request').insert(line));
  } catch (error) {
    if (isUniqueViolation(error)) throw alreadyOpen(error);
    throw error;
  }
  await audit(trx, session, asked.id, { state: 'RECEIVED' });
  return toRequest(await one(trx, session, asked.id));
}

interface Decision {
  readonly id: string;
  readonly decision: ErasureDecision;
  readonly ground: string;
}

async function decide(
  trx: Trx,
  deps: ErasureRequestsDependencies,
  session: SessionContext,
  { id, decision, ground }: Decision,
): Promise<ErasureRequest> {
  const now = deps.clock.now();
  // The row is the lock: of two decisions at once the second sees what the first made of it.
  await trx('erasure_request').where({ id }).forUpdate().select('id');
  const row = await one(trx, session, id);
  if (reached(row.state, decision)) return toRequest(row);
  const state = afterDecision(row.state, decision);
  if (state === null) throw wrongState();
  if (decision === 'EXECUTE') {
    await erasePerson(trx, deps.keys, { candidateId: row.candidate_id!, cause: 'REQUEST', by: session.userId, now });
  } else {
    const change = { state, ground, decided_by: session.userId, decided_at: now };
    await trx('erasure_request').where({ id }).update(change);
  }
  await audit(trx, session, id, { state });
  return toRequest(await one(trx, session, id));
}

const REACHED: Readonly<Record<ErasureDecision, ErasureState>> = {
  REVIEW: 'IN_REVIEW',
  GRANT: 'GRANTED',
  REFUSE: 'REFUSED',
  EXECUTE: 'EXECUTED',
};

function reached(state: ErasureState, decision: ErasureDecision): boolean {
  return REACHED[decision] === state;
}

async function proofOf(trx: Trx, session: SessionContext, id: string): Promise<ErasureProof> {
  const { proof_id } = await one(trx, session, id);
  if (proof_id === null) throw notFound();
  const row = await trx('erasure_proof').where({ id: proof_id }).first();
  return {
    id: row.id,
    cause: row.cause,
    executedAt: row.executed_at.toISOString(),
    executedBy: row.executed_by,
    personHash: Buffer.from(row.person_hash).toString('hex'),
    counts: row.counts,
    proofHash: Buffer.from(row.hash).toString('hex'),
  };
}

async function allowReturn(trx: Trx, session: SessionContext, id: string, now: Date): Promise<ErasureRequest> {
  const row = await one(trx, session, id);
  if (row.state !== 'EXECUTED' || row.candidate_id === null) throw wrongState();
  const changed = await trx('erasure_register')
    .where({ person_hash: erasureHash('candidate', row.candidate_id), return_allowed_at: null })
    .update({ return_allowed_at: now });
  if (changed > 0) await audit(trx, session, id, { returnAllowed: true });
  return toRequest(await one(trx, session, id));
}

function audit(
  trx: Knex,
  session: SessionContext,
  id: string,
  detail: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  return recordAudit(trx, { actor: session.userId, action: 'CHANGE', object: `erasure:${id}`, result: 'ok', detail });
}

function alreadyOpen(cause: unknown): ProblemError {
  return new ProblemError(409, 'already_requested', 'Er loopt al een verzoek over deze kandidaat.', { cause });
}

function idTaken(): ProblemError {
  return new ProblemError(409, 'id_taken', 'Dit verzoek hoort bij iets anders. Probeer het opnieuw.');
}

function wrongState(): ProblemError {
  return new ProblemError(
    409,
    'wrong_state',
    'Dit kan niet (meer) met dit verzoek. Bekijk het opnieuw: misschien heeft een collega al beslist.',
  );
}
