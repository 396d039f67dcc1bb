import type { Occupation, ReferenceItem, Showcase } from '@hallowerk/contract/reference/reference.ts';
import { FILTER_CATEGORIES } from '@hallowerk/contract/reference/reference.ts';
import { OCCUPATION_FIELDS, OCCUPATION_GROUPS, OCCUPATIONS } from './occupations/occupations.ts';
import { seededRandom } from './random.ts';

/**
 * The lists the product ships with (design §9), as rows of the reference tables. Ids follow from codes, so that two
 * servers agree on them and a later start changes nothing.
 */
const idOf = (kind: string, code: string): string => seededRandom(`${kind}:${code}`).uuid();

/** The id that an occupation of the product list has on every server. */
export const occupationId = (code: string): string => idOf('occupation', code);

/** `Sociale hygiëne` → `SOCIALE_HYGIENE`: at most 40 characters, letters, digits and underscores. */
export function certificateCode(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase()
    .slice(0, 40);
}

export function productOccupations(): Occupation[] {
  return OCCUPATIONS.map((occupation) => ({
    id: occupationId(occupation.code),
    code: occupation.code,
    name: occupation.name,
    synonyms: [...occupation.synonyms],
    groupCode: occupation.groupCode,
    related: occupation.related.map(({ code, weight }) => ({ id: occupationId(code), weight })),
    description: '',
    source: 'PRODUCT',
  }));
}

export function productReferenceItems(): ReferenceItem[] {
  const item = (kind: ReferenceItem['kind'], code: string, name: string, parentCode: string | null): ReferenceItem => ({
    id: idOf(kind, code),
    kind,
    code,
    name,
    parentCode,
  });
  const certificates = new Set(['BHV', 'Sociale hygiëne', 'Heftruck', 'Taxipas']);
  for (const occupation of OCCUPATIONS) for (const name of occupation.certificates ?? []) certificates.add(name);
  const byCode = new Map([...certificates].map((name) => [certificateCode(name), name]));
  return [
    ...OCCUPATION_FIELDS.map((field) => item('OCCUPATION_FIELD', field.code, field.name, null)),
    ...OCCUPATION_GROUPS.map((group) => item('OCCUPATION_GROUP', group.code, group.name, group.fieldCode)),
    ...[...byCode].map(([code, name]) => item('CERTIFICATE', code, name, null)),
  ];
}

/** The explorer that every region starts with: all twelve categories in the order of the manual. */
export function productShowcase(regionCodes: readonly string[]): Showcase {
  return {
    id: idOf('showcase', 'default'),
    name: 'Kandidaten verkenner',
    regionCodes: [...regionCodes],
    filterCategories: [...FILTER_CATEGORIES],
  };
}
