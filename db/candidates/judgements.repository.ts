import type { Judgement } from '@hallowerk/contract/candidates/candidate-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import { judgementKey, type StoredLine } from '../sync/overlay.ts';

export interface JudgementsRepository {
  /** Candidate id → what the user thought of him within this saved search (BX-06). */
  ofSearch(searchId: string): ReadonlyMap<string, Judgement>;
}

const JUDGEMENT = COLLECTIONS.judgement.number;

/** Judgements as synced, with the waiting ones on top. What was read is kept until a judgement changes. */
export function createJudgementsRepository(database: LocalDatabase): JudgementsRepository {
  const { connection } = database;
  const statements = {
    rows: connection.prepare<{ candidate: string; value: Judgement }>(
      `select d ->> '$.candidateId' as candidate, d ->> '$.value' as value
       from row where coll = ${JUDGEMENT} and d ->> '$.searchId' = ?`,
    ),
    lines: connection.prepare<StoredLine & { id: string }>(
      `select id, patch, gone from overlay where coll = ${JUDGEMENT} and id >= ? and id < ? order by n`,
    ),
  };
  const kept = new Map<string, ReadonlyMap<string, Judgement>>();
  database.changes.listen(({ collections }) => {
    if (collections.includes(JUDGEMENT)) kept.clear();
  });

  const read = (searchId: string): ReadonlyMap<string, Judgement> => {
    const judged = new Map(statements.rows.all(searchId).map(({ candidate, value }) => [candidate, value]));
    const prefix = judgementKey(searchId, '');
    for (const { id, patch, gone } of statements.lines.all(prefix, `${prefix}~`)) {
      const candidate = id.slice(prefix.length);
      if (gone === 1 || patch === null) judged.delete(candidate);
      else judged.set(candidate, (JSON.parse(patch) as { value: Judgement }).value);
    }
    return judged;
  };

  return {
    ofSearch(searchId) {
      const known = kept.get(searchId);
      if (known !== undefined) return known;
      const judged = database.read(() => read(searchId));
      kept.set(searchId, judged);
      return judged;
    },
  };
}
