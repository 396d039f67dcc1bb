import type { Occupation, ReferenceItem } from '@hallowerk/contract/reference/reference.ts';
import { stableId } from '../stable-id.ts';
import type { EscoLists, EscoOccupation, IscoGroup } from './esco-rows.ts';

/**
 * How near two ESCO occupations are, 1 being the same work. A broader occupation and a narrower one differ a little, so
 * that the parent can be read back from the relations (`escoParentId`): nothing of the source is lost.
 */
export const RELATION_WEIGHTS = { parent: 0.8, child: 0.79, sibling: 0.6, unitGroup: 0.5 } as const;

/** Parents and children are always kept; siblings and unit group fill up to this number, nearest first. */
export const MAX_RELATED = 40;

/**
 * ISCO codes look like the group codes of the product's own list; the prefix keeps `ISCO-221` (Artsen) apart from a
 * product group 221.
 */
const ISCO_PREFIX = 'ISCO-';

export function iscoGroupCode(isco: string): string {
  return `${ISCO_PREFIX}${isco}`;
}

/** The ISCO code of an imported occupation; null for an occupation of another list. */
export function iscoOfGroupCode(groupCode: string | null): string | null {
  return groupCode?.startsWith(ISCO_PREFIX) ? groupCode.slice(ISCO_PREFIX.length) : null;
}

/** Id of the broader occupation, read back from the relations; null where ESCO gives none. */
export function escoParentId(occupation: Pick<Occupation, 'related'>): string | null {
  return occupation.related.find((relation) => relation.weight === RELATION_WEIGHTS.parent)?.id ?? null;
}

/** ISCO major groups become fields of work; the three levels below become groups that name the level above. */
export function iscoReferenceItem(group: IscoGroup): ReferenceItem {
  const code = iscoGroupCode(group.code);
  return {
    id: stableId('isco-08', group.code),
    kind: group.parent === null ? 'OCCUPATION_FIELD' : 'OCCUPATION_GROUP',
    code,
    name: group.label,
    parentCode: group.parent === null ? null : iscoGroupCode(group.parent),
  };
}

/** The occupations in the order of the file. Same input, same output: relations are ordered by weight, then by code. */
export function escoOccupations(lists: EscoLists): Occupation[] {
  const children = groupBy(lists.occupations, (occupation) => occupation.parentId ?? '');
  const unitGroups = groupBy(lists.occupations, (occupation) => occupation.isco);
  return lists.occupations.map((occupation) => ({
    id: occupation.id,
    code: occupation.code,
    name: occupation.label,
    synonyms: [...occupation.alternativeLabels],
    groupCode: iscoGroupCode(occupation.isco),
    related: relate(occupation, children, unitGroups),
    description: occupation.description,
    source: 'ESCO' as const,
  }));
}

function relate(
  occupation: EscoOccupation,
  children: ReadonlyMap<string, readonly EscoOccupation[]>,
  unitGroups: ReadonlyMap<string, readonly EscoOccupation[]>,
): Occupation['related'] {
  const weights = new Map<string, number>();
  const add = (id: string, weight: number): void => {
    if (id !== occupation.id && !weights.has(id)) weights.set(id, weight);
  };
  if (occupation.parentId !== null) add(occupation.parentId, RELATION_WEIGHTS.parent);
  for (const child of children.get(occupation.id) ?? []) add(child.id, RELATION_WEIGHTS.child);
  const certain = weights.size;
  const siblings = occupation.parentId === null ? [] : (children.get(occupation.parentId) ?? []);
  for (const sibling of siblings) add(sibling.id, RELATION_WEIGHTS.sibling);
  for (const other of unitGroups.get(occupation.isco) ?? []) add(other.id, RELATION_WEIGHTS.unitGroup);
  return [...weights].slice(0, Math.max(certain, MAX_RELATED)).map(([id, weight]) => ({ id, weight }));
}

/** Groups in code order (2654.1.9 before 2654.1.10), which is what makes the cap deterministic. */
function groupBy(
  occupations: readonly EscoOccupation[],
  keyOf: (occupation: EscoOccupation) => string,
): ReadonlyMap<string, readonly EscoOccupation[]> {
  const order = new Intl.Collator('en', { numeric: true });
  const sorted = [...occupations].sort((a, b) => order.compare(a.code, b.code) || (a.id < b.id ? -1 : 1));
  return Map.groupBy(sorted, keyOf);
}
