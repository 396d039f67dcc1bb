import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import {
  countProposals,
  type Proposal,
  type ProposalCandidate,
  type ProposalCounts,
  type ProposalState,
} from '@hallowerk/contract/vacancies/proposal.ts';
import { candidateNames } from '../candidates/candidate-names.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { StoredLine } from '../sync/overlay.ts';
import { foldProposal } from './vacancy-rows.ts';

/** A proposal as this device knows it. */
export interface StoredProposal extends Proposal {
  /** Null when the candidate is not visible (any more): a neutral row (§5.4). */
  readonly candidate: (Omit<ProposalCandidate, 'id' | 'vacancyId'> & { readonly name: string }) | null;
  readonly pending: boolean;
}

export interface ProposalsRepository {
  /** Newest first, also those that were withdrawn. */
  ofVacancy(vacancyId: string): StoredProposal[];
  ofCandidate(candidateId: string): StoredProposal[];
  find(id: string): StoredProposal | null;
  /** Those that the employer has not answered, the oldest first. */
  unanswered(): StoredProposal[];
  /** By vacancy; vacancies without proposals are left out. */
  counts(): ReadonlyMap<string, ProposalCounts>;
  /** uid of the mutation that makes the proposal, while it waits: what must succeed before a decision. */
  waitingMake(id: string): string | null;
}

export const NO_PROPOSALS: ProposalCounts = { proposed: 0, unanswered: 0 };
const PROPOSAL = COLLECTIONS.proposal.number;
const CANDIDATE = COLLECTIONS.proposalCandidate.number;

function prepareStatements({ connection }: LocalDatabase) {
  return {
    row: connection.prepare<string>('select d from row where coll = ? and id = ?').pluck(),
    ofVacancy: connection
      .prepare<string>(`select id from row where coll = ${PROPOSAL} and d ->> '$.vacancyId' = ?`)
      .pluck(),
    ofCandidate: connection
      .prepare<string>(`select id from row where coll = ${CANDIDATE} and d ->> '$.candidateId' = ?`)
      .pluck(),
    states: connection.prepare<{ vacancy: string; state: ProposalState; id: string }>(
      `select d ->> '$.vacancyId' as vacancy, d ->> '$.state' as state, id from row where coll = ${PROPOSAL}`,
    ),
    changed: connection.prepare<string>(`select distinct id from overlay where coll = ${PROPOSAL}`).pluck(),
    lines: connection.prepare<StoredLine>(
      `select patch, gone from overlay where coll = ${PROPOSAL} and id = ? order by n`,
    ),
    waitingMake: connection
      .prepare<string>(
        `select uid from overlay where coll = ${PROPOSAL} and id = ? and patch ->> '$.vacancyId' is not null order by n`,
      )
      .pluck(),
  };
}

/** Proposals as synced, with what waits on top (HW-PROP). `me`: who proposed what only waits. */
export function createProposalsRepository(database: LocalDatabase, me: () => Me): ProposalsRepository {
  const statements = prepareStatements(database);
  const nameOf = candidateNames(database);
  let counted: ReadonlyMap<string, ProposalCounts> | null = null;
  database.changes.listen(({ collections }) => {
    if (collections.includes(PROPOSAL)) counted = null;
  });

  const parse = <T>(collection: number, id: string): T | null => {
    const content = statements.row.get(collection, id);
    return content === undefined ? null : (JSON.parse(content) as T);
  };
  const read = (id: string): StoredProposal | null => {
    const lines = statements.lines.all(id);
    const row = parse<Proposal>(PROPOSAL, id);
    const found = foldProposal(row, parse<ProposalCandidate>(CANDIDATE, id), lines, me());
    if (found === null) return null;
    const { candidateId, motivation, explanation } = found.candidate ?? {};
    const name = candidateId === undefined ? null : nameOf(candidateId);
    const isKnown = candidateId !== undefined && motivation !== undefined && explanation !== undefined && name !== null;
    return {
      ...found.proposal,
      candidate: isKnown ? { candidateId, motivation, explanation, name } : null,
      pending: lines.length > 0,
    };
  };
  const present = (id: string): StoredProposal[] => {
    const found = read(id);
    return found === null ? [] : [found];
  };
  const waiting = (): StoredProposal[] => statements.changed.all().flatMap(present);
  const together = (ids: readonly string[], belongs: (proposal: StoredProposal) => boolean): StoredProposal[] => {
    const overlaid = waiting().filter(belongs);
    const rest = ids.filter((id) => !overlaid.some((one) => one.id === id)).flatMap(present);
    return [...overlaid, ...rest].toSorted(newestFirst);
  };

  const count = (): ReadonlyMap<string, ProposalCounts> => {
    const states = new Map<string, { vacancy: string; state: ProposalState }>();
    for (const { id, ...line } of statements.states.all()) states.set(id, line);
    for (const one of waiting()) states.set(one.id, { vacancy: one.vacancyId, state: one.state });
    const grouped = Map.groupBy(states.values(), ({ vacancy }) => vacancy);
    return new Map([...grouped].map(([vacancy, lines]) => [vacancy, countProposals(lines.map(({ state }) => state))]));
  };

  return {
    ofVacancy: (vacancyId) =>
      database.read(() => together(statements.ofVacancy.all(vacancyId), (one) => one.vacancyId === vacancyId)),
    ofCandidate: (candidateId) =>
      database.read(() =>
        together(statements.ofCandidate.all(candidateId), (one) => one.candidate?.candidateId === candidateId),
      ),
    find: (id) => database.read(() => read(id)),
    unanswered: () =>
      database.read(() => {
        const changed = new Set(statements.changed.all());
        const open = statements.states.all().filter(({ state, id }) => isWaiting(state) && !changed.has(id));
        const all = [...open.map(({ id }) => id), ...changed].flatMap(present);
        return all.filter(({ state }) => isWaiting(state)).toSorted((a, b) => newestFirst(b, a));
      }),
    counts: () => (counted ??= database.read(count)),
    waitingMake: (id) => database.read(() => statements.waitingMake.get(id) ?? null),
  };
}

function isWaiting(state: ProposalState): boolean {
  return countProposals([state]).unanswered > 0;
}

function newestFirst(one: Proposal, other: Proposal): number {
  const order = Date.parse(other.proposedAt) - Date.parse(one.proposedAt);
  return order !== 0 ? order : one.id < other.id ? 1 : -1;
}
