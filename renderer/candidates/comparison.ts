import {
  CONTACT_ROUTES,
  DAYS,
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  PARTS_OF_DAY,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { completeness } from '@hallowerk/contract/candidates/completeness.ts';
import { hoursRange, knownSkills, languageName, nameOf } from '../shared/candidate-facts/profile-facts.ts';
import { formatDate, type Language } from '../shared/formatting/dates.ts';

type Translate = (key: string, values?: Record<string, string | number>) => string;

/** One criterion: its name and, for each candidate, the lines to read; no lines when it is not known. */
export interface ComparisonRow {
  readonly key: string;
  readonly label: string;
  readonly cells: readonly (readonly string[])[];
}

interface Criterion {
  readonly key: string;
  readonly label: string;
  readonly linesOf: (detail: CandidateDetail) => readonly string[];
}

/** Levels that say nothing: not known and not applicable. */
const NO_LEVEL: ReadonlySet<string> = new Set(['0', '7']);
const known = (...lines: readonly string[]) => lines.filter((line) => line !== '');

/** Candidates criterion by criterion (BX-16), in the order of the profile. */
export function comparisonRows(
  details: readonly CandidateDetail[],
  t: Translate,
  language: Language,
): readonly ComparisonRow[] {
  const criteria = [...workCriteria(t, language), ...personCriteria(t, language), ...profileCriteria(t, language)];
  return criteria.map(({ key, label, linesOf }) => ({ key, label, cells: details.map(linesOf) }));
}

function workCriteria(t: Translate, language: Language): readonly Criterion[] {
  return [
    {
      key: 'preferred',
      label: t('profile.preferred'),
      linesOf: ({ card, names }) =>
        [...card.preferredFields, ...card.preferredOccupationIds].map((code) => nameOf(names, code)),
    },
    {
      key: 'workTypes',
      label: t('compare.workTypes'),
      linesOf: ({ card }) => card.workTypes.map((code) => WORK_TYPES.label(code, language)),
    },
    {
      key: 'workingLevel',
      label: t('profile.workingLevel'),
      linesOf: ({ card }) =>
        NO_LEVEL.has(card.workingLevel) ? [] : [WORKING_LEVELS.label(card.workingLevel, language)],
    },
    {
      key: 'deployability',
      label: t('profile.deployability'),
      linesOf: ({ card }) =>
        known(
          card.deployability,
          card.deployableFrom === null
            ? ''
            : t('profile.deployableFrom', { date: formatDate(card.deployableFrom, language) }),
        ),
    },
    { key: 'availability', label: t('profile.availability'), linesOf: ({ card }) => availability(card, t, language) },
    { key: 'workingTimes', label: t('profile.workingTimes'), linesOf: ({ card }) => workingTimes(card, language) },
    { key: 'city', label: t('profile.city'), linesOf: ({ card }) => known(card.city) },
    {
      key: 'mobility',
      label: t('compare.mobility'),
      linesOf: ({ card }) => [
        ...card.drivingLicences.map((code) => DRIVING_LICENCES.label(code, language)),
        ...card.transport.map((code) => TRANSPORT_MEANS.label(code, language)),
      ],
    },
  ];
}

function personCriteria(t: Translate, language: Language): readonly Criterion[] {
  return [
    {
      key: 'languages',
      label: t('profile.languages'),
      linesOf: ({ card, names }) =>
        card.languages.map((skill) => {
          const spoken = knownSkills(skill, language).find(({ name }) => name === 'spoken');
          const name = languageName(skill.language, names, language);
          return spoken === undefined ? name : `${name} (${spoken.level.toLowerCase()})`;
        }),
    },
    {
      key: 'experience',
      label: t('profile.employment'),
      linesOf: ({ card }) => card.employmentHistory.map(({ title }) => title),
    },
    {
      key: 'education',
      label: t('profile.education'),
      linesOf: ({ card }) =>
        card.educationHistory.map(({ name, level }) =>
          level === null ? name : `${name} (${EDUCATION_LEVELS.label(level, language)})`,
        ),
    },
    {
      key: 'certificates',
      label: t('profile.certificates'),
      linesOf: ({ card, names }) => card.certificates.map(({ name, code }) => name || nameOf(names, code ?? '')),
    },
    {
      key: 'skills',
      label: t('compare.skills'),
      linesOf: ({ card }) => [...card.skills, ...card.talents],
    },
  ];
}

function profileCriteria(t: Translate, language: Language): readonly Criterion[] {
  return [
    {
      key: 'targetGroups',
      label: t('compare.targetGroups'),
      linesOf: ({ card }) => card.targetGroups.map((code) => TARGET_GROUPS.label(code, language)),
    },
    {
      key: 'contactRoute',
      label: t('profile.contactRoute'),
      linesOf: ({ card }) => [CONTACT_ROUTES.label(card.contactRoute, language)],
    },
    {
      key: 'profile',
      label: t('compare.profile'),
      linesOf: ({ card }) => [
        t('profile.filled', { percentage: completeness(card).percentage }),
        card.lastConfirmedAt === null
          ? t('profile.notConfirmed')
          : t('profile.confirmedOn', { date: formatDate(card.lastConfirmedAt, language) }),
      ],
    },
  ];
}

function availability(card: CandidateCard, t: Translate, language: Language): readonly string[] {
  const { availableFrom, availableUntil } = card;
  const hours = hoursRange(card.hoursMin, card.hoursMax);
  return known(
    hours.key === 'none' ? '' : t(`profile.hours.${hours.key}`, { min: hours.min, max: hours.max }),
    availableFrom === null ? '' : t('profile.availableFrom', { date: formatDate(availableFrom, language) }),
    availableUntil === null ? '' : t('profile.availableUntil', { date: formatDate(availableUntil, language) }),
  );
}

function workingTimes(card: CandidateCard, language: Language): readonly string[] {
  return DAYS.items.flatMap((day) => {
    const parts = PARTS_OF_DAY.items.filter((part) => card.workingTimes.includes(`${day.code}_${part.code}`));
    return parts.length === 0
      ? []
      : [`${day[language]} ${parts.map((part) => part[language].toLowerCase()).join(', ')}`];
  });
}
