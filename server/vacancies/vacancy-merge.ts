import {
  fieldsOfGroups,
  groupsOf,
  type VacancyFields,
  type VacancyGroup,
  type VacancyRevisions,
} from '@hallowerk/contract/vacancies/vacancy.ts';

/** What is stored of a vacancy, as far as merging goes. */
export interface VacancyVersion {
  readonly fields: VacancyFields;
  readonly revisions: VacancyRevisions;
}

export interface VacancyEdit {
  /** Whole groups. */
  readonly set: Partial<VacancyFields>;
  /** The edit that each group held on the screen. */
  readonly seen: VacancyRevisions;
  readonly revision: string;
}

export interface LostGroup {
  readonly group: VacancyGroup;
  readonly other: Partial<VacancyFields>;
  /** What it was changed from. */
  readonly seen: string;
}

export interface MergeOutcome {
  readonly version: VacancyVersion;
  readonly written: readonly VacancyGroup[];
  readonly lost: readonly LostGroup[];
}

/**
 * Guarded merge (sync §2.11): a group that still holds the edit on the screen is written; one that somebody changed
 * meanwhile stays, and what was meant for it is handed back, unless it says the same.
 */
export function mergeVacancy(stored: VacancyVersion, edit: VacancyEdit): MergeOutcome {
  const set = { ...stored.fields, ...edit.set };
  const touched = groupsOf(edit.set);
  const written = touched.filter((group) => stored.revisions[group] === edit.seen[group]);
  const lost = touched
    .filter((group) => !written.includes(group) && stored.revisions[group] !== edit.revision)
    .map((group) => ({ group, other: fieldsOfGroups(set, [group]), seen: edit.seen[group] ?? '' }))
    .filter(({ group, other }) => JSON.stringify(other) !== JSON.stringify(fieldsOfGroups(stored.fields, [group])));
  const revisions = Object.fromEntries(written.map((group) => [group, edit.revision]));
  return {
    version: {
      fields: { ...stored.fields, ...fieldsOfGroups(set, written) },
      revisions: { ...stored.revisions, ...revisions },
    },
    written,
    lost,
  };
}
