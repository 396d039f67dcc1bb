/**
 * The occupation reference data of the demo: fields of work, occupation groups and occupations, composed from the
 * compact files in this folder. Reading fails loudly: an unknown name, code or work type throws while loading.
 */
import { administrationGroups } from './administration.ts';
import { automotiveGroups } from './automotive.ts';
import { beautyGroups } from './beauty.ts';
import { careGroups } from './care.ts';
import { cleaningGroups } from './cleaning.ts';
import { commerceGroups } from './commerce.ts';
import { constructionGroups } from './construction.ts';
import { cultureGroups } from './culture.ts';
import { educationGroups } from './education.ts';
import { financeGroups } from './finance.ts';
import { foodGroups } from './food.ts';
import { greenGroups } from './green.ts';
import { hospitalityGroups } from './hospitality.ts';
import { ictGroups } from './ict.ts';
import { industryGroups } from './industry.ts';
import { logisticsGroups } from './logistics.ts';
import { publicServicesGroups } from './public-services.ts';
import { retailGroups } from './retail.ts';
import { securityGroups } from './security.ts';
import { socialWorkGroups } from './social-work.ts';
import { technologyGroups } from './technology.ts';
import { transportGroups } from './transport.ts';
import { FIELD_DATA } from './fields.ts';
import { readOccupationRow } from './format.ts';
import type { OccupationGroupData, OccupationLevel, OccupationRow, WorkType } from './format.ts';

/** A field of work (vakgebied), such as 'ZORG'. */
export interface OccupationFieldSeed {
  code: string;
  name: string;
  workTypes: readonly WorkType[];
}

/** An occupation group (beroepsgroep) with a three-digit code, kept as text. */
export interface OccupationGroupSeed {
  code: string;
  name: string;
  fieldCode: string;
}

/** An occupation (beroep), with what a recruiter may type for it and what it resembles. */
export interface OccupationSeed {
  code: string;
  name: string;
  groupCode: string;
  synonyms: readonly string[];
  level: OccupationLevel;
  related: readonly { code: string; weight: number }[];
  workTypes: readonly WorkType[];
  certificates?: readonly string[];
  licences?: readonly string[];
}

/** Weight between members of one group, and the lower one when their levels lie two or more apart. */
const SAME_GROUP_WEIGHT = 0.5;
const SAME_GROUP_OTHER_LEVEL_WEIGHT = 0.3;

const GROUP_DATA: readonly OccupationGroupData[] = [
  ...administrationGroups,
  ...automotiveGroups,
  ...beautyGroups,
  ...careGroups,
  ...cleaningGroups,
  ...commerceGroups,
  ...constructionGroups,
  ...cultureGroups,
  ...educationGroups,
  ...financeGroups,
  ...foodGroups,
  ...greenGroups,
  ...hospitalityGroups,
  ...ictGroups,
  ...industryGroups,
  ...logisticsGroups,
  ...publicServicesGroups,
  ...retailGroups,
  ...securityGroups,
  ...socialWorkGroups,
  ...technologyGroups,
  ...transportGroups,
];

interface ReadOccupation extends OccupationRow {
  code: string;
  group: OccupationGroupData;
}

function readGroups(groups: readonly OccupationGroupData[]): ReadOccupation[] {
  const read: ReadOccupation[] = [];
  for (const group of groups) {
    if (!FIELD_DATA.some((field) => field.code === group.fieldCode)) {
      throw new Error(`Group ${group.code} names the unknown field ${group.fieldCode}`);
    }
    group.rows.forEach((row, index) => {
      read.push({ ...readOccupationRow(row), code: `${group.code}-${String(index + 1).padStart(2, '0')}`, group });
    });
  }
  return read;
}

/**
 * Works out who resembles whom: members of one group by default, then the relations written in the files. A written
 * relation counts in both directions, unless the other side states a weight of its own.
 */
function relate(occupations: readonly ReadOccupation[]): Map<string, Map<string, number>> {
  const byName = new Map(occupations.map((occupation) => [occupation.name, occupation]));
  if (byName.size !== occupations.length) throw new Error('Two occupations share one name');
  const weights = new Map(occupations.map((occupation) => [occupation.code, new Map<string, number>()]));

  for (const one of occupations) {
    for (const other of occupations) {
      if (one === other || one.group !== other.group) continue;
      const near = Math.abs(one.level - other.level) < 2;
      weights.get(one.code)?.set(other.code, near ? SAME_GROUP_WEIGHT : SAME_GROUP_OTHER_LEVEL_WEIGHT);
    }
  }

  const written = occupations.flatMap((from) =>
    from.related.map(({ name, weight }) => {
      const to = byName.get(name);
      if (!to) throw new Error(`'${from.name}' is related to the unknown occupation '${name}'`);
      if (to === from) throw new Error(`'${from.name}' is related to itself`);
      return { from: from.code, to: to.code, weight };
    }),
  );
  for (const { from, to, weight } of written) weights.get(to)?.set(from, weight);
  for (const { from, to, weight } of written) weights.get(from)?.set(to, weight);
  return weights;
}

function buildOccupations(): OccupationSeed[] {
  const read = readGroups(GROUP_DATA);
  const weights = relate(read);
  return read.map((occupation) => ({
    code: occupation.code,
    name: occupation.name,
    groupCode: occupation.group.code,
    synonyms: occupation.synonyms,
    level: occupation.level,
    related: [...(weights.get(occupation.code) ?? [])]
      .map(([code, weight]) => ({ code, weight }))
      .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1)),
    workTypes: occupation.workTypes ?? occupation.group.workTypes,
    ...(occupation.certificates.length > 0 && { certificates: occupation.certificates }),
    ...(occupation.licences.length > 0 && { licences: occupation.licences }),
  }));
}

export const OCCUPATION_FIELDS: readonly OccupationFieldSeed[] = FIELD_DATA;

export const OCCUPATION_GROUPS: readonly OccupationGroupSeed[] = GROUP_DATA.map(({ code, name, fieldCode }) => ({
  code,
  name,
  fieldCode,
}));

export const OCCUPATIONS: readonly OccupationSeed[] = buildOccupations();
