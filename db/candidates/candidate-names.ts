import { candidateName, type CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';

/** Name of a candidate; null when the profile is not visible (any more). Callers bring `database.read`. */
export type NameOfCandidate = (id: string) => string | null;

const CARD = COLLECTIONS.candidateCard.number;
const CASE = COLLECTIONS.candidateCase.number;

/** Reads names without the rest of the profile: for lists that name many. */
export function candidateNames(database: LocalDatabase): NameOfCandidate {
  const statement = database.connection
    .prepare<string>(
      `select json_object('id', id, 'firstName', d ->> '$.firstName', 'lastName', d ->> '$.lastName')
       from row where coll in (${CARD}, ${CASE}) and id = ? limit 1`,
    )
    .pluck();
  return (id) => {
    const found = statement.get(id);
    return found === undefined
      ? null
      : candidateName(JSON.parse(found) as Pick<CandidateCard, 'id' | 'firstName' | 'lastName'>);
  };
}
