import type { AdministeredEmployer, ServingManager } from '@hallowerk/contract/administration/administration.ts';
import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import type { TableSort } from '../shared/components/data-table.ts';

/** Employers a page (features §6.8). */
export const EMPLOYERS_PAGE = 20;

export type EmployerColumn = 'name' | 'manager' | 'people';

/** The counted states of the people of an employer, in the order in which they are read. */
export const COUNTED_STATES = ['INVITED', 'SECURING', 'ACTIVE', 'BLOCKED'] as const;

export function peopleOf({ people }: AdministeredEmployer): number {
  return COUNTED_STATES.reduce((sum, state) => sum + people[state], 0);
}

export function managerName(
  { accountManagerId }: Pick<AdministeredEmployer, 'accountManagerId'>,
  managers: readonly ServingManager[],
): string {
  return managers.find(({ id }) => id === accountManagerId)?.fullName ?? '';
}

/** Those whose name, KvK number, website or account manager holds every typed word. */
export function searchEmployers(
  employers: readonly AdministeredEmployer[],
  managers: readonly ServingManager[],
  text: string,
): readonly AdministeredEmployer[] {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return employers;
  return employers.filter((employer) => {
    const found = [employer.name, employer.kvk ?? '', employer.website, managerName(employer, managers)].join(' ');
    const folded = foldText(found);
    return words.every((word) => folded.includes(word));
  });
}

export function sortEmployers(
  employers: readonly AdministeredEmployer[],
  managers: readonly ServingManager[],
  { column, descending }: TableSort<EmployerColumn>,
): readonly AdministeredEmployer[] {
  const collator = new Intl.Collator('nl', { numeric: true, sensitivity: 'base' });
  const byName = (a: AdministeredEmployer, b: AdministeredEmployer) => collator.compare(a.name, b.name);
  const compare = (a: AdministeredEmployer, b: AdministeredEmployer): number => {
    if (column === 'people') return peopleOf(a) - peopleOf(b);
    if (column === 'manager') return collator.compare(managerName(a, managers), managerName(b, managers));
    return byName(a, b);
  };
  return employers.toSorted((a, b) => (descending ? -1 : 1) * compare(a, b) || byName(a, b));
}
