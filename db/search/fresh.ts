import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import type { FacetIndex } from './facet-index.ts';

/** Changed after the moment (ISO 8601); without a moment nobody is. */
export function isFresh(lastModifiedAt: string, since: string | null | undefined): boolean {
  return since !== null && since !== undefined && Date.parse(lastModifiedAt) > Date.parse(since);
}

/** Counts who changed after a moment. The index knows the day; profiles are read only for that day itself. */
export class FreshCounter {
  readonly #modified;

  constructor(connection: SqliteConnection) {
    this.#modified = connection
      .prepare<string>(`select d ->> '$.lastModifiedAt' from row where pk in (select value from json_each(?))`)
      .pluck();
  }

  /** Among these slots, of who counts. */
  count(slots: Int32Array, since: string, index: FacetIndex, counts: (slot: number) => boolean): number {
    const day = localDay(new Date(since));
    let later = 0;
    const sameDay: number[] = [];
    for (const slot of slots) {
      const modifiedDay = index.modifiedDay[slot] as number;
      if (modifiedDay < day || !counts(slot)) continue;
      if (modifiedDay > day) later += 1;
      else sameDay.push(index.pkOf[slot] as number);
    }
    if (sameDay.length === 0) return later;
    const moments = this.#modified.all(JSON.stringify(sameDay));
    return later + moments.filter((moment) => isFresh(moment, since)).length;
  }
}
