import { codeList } from '../common/code-list.ts';
import type { CandidateProfile } from './candidate.ts';

/** What a complete profile has (BX-07), in the order in which the profile shows it. */
export const PROFILE_PARTS = codeList({
  NAME: ['Naam', 'Name'],
  PLACE: ['Woonplaats', 'Place of residence'],
  ONE_LINER: ['Korte omschrijving', 'Short description'],
  WORK_TYPES: ['Werksoorten', 'Kinds of work'],
  WORKING_LEVEL: ['Werk- en denkniveau', 'Working level'],
  DEPLOYABILITY: ['Inzetbaarheid', 'Deployability'],
  ABOUT: ['Over de kandidaat', 'About the candidate'],
  PREFERRED_WORK: ['Favoriete vakgebieden en functies', 'Preferred fields and functions'],
  LANGUAGES: ['Talen', 'Languages'],
  MOBILITY: ['Rijbewijs of vervoer', 'Driving licence or transport'],
  HOURS: ['Uren per week', 'Hours a week'],
  WORKING_TIMES: ['Werktijden', 'Working times'],
  BACKGROUND: ['Werkervaring of opleiding', 'Work experience or education'],
  SKILLS: ['Vaardigheden of talenten', 'Skills or talents'],
});
export type ProfilePart = (typeof PROFILE_PARTS.codes)[number];

/** Percentages of a complete profile; they sum to 100. Heaviest is what a match depends on most. */
export const PART_WEIGHTS: Readonly<Record<ProfilePart, number>> = {
  NAME: 5,
  PLACE: 6,
  ONE_LINER: 8,
  WORK_TYPES: 8,
  WORKING_LEVEL: 8,
  DEPLOYABILITY: 5,
  ABOUT: 10,
  PREFERRED_WORK: 12,
  LANGUAGES: 6,
  MOBILITY: 6,
  HOURS: 8,
  WORKING_TIMES: 4,
  BACKGROUND: 10,
  SKILLS: 4,
};

/** Six months, as the filters count them: a quarter is 92 days. */
export const OUTDATED_AFTER_DAYS = 184;
const DAY_MILLISECONDS = 86_400_000;
/** '(Nog) niet bekend'. 'Niet van toepassing' is an answer. */
const LEVEL_NOT_KNOWN = '7';

export interface Completeness {
  /** Whole, 0–100. */
  readonly percentage: number;
  /** In the order of PROFILE_PARTS; empty at 100. */
  readonly missing: readonly ProfilePart[];
}

/**
 * How much of a profile is filled in (BX-07): the sum of the weights of the parts that are there.
 *
 * name 5 · place 6 · one-liner 8 · kinds of work 8 · working level, if known 8 · deployability as a text or a date 5 ·
 * about or motivation 10 · preferred fields or occupations 12 · languages 6 · driving licence or transport 6 · hours a
 * week 8 · working times 4 · work experience or education 10 (work experience is optional: HW-PROF-22) · skills or
 * talents 4 = 100.
 *
 * A part is there or not: a longer text or a second language adds nothing. What not everybody has (photo, media, courses,
 * certificates, hobbies) and what the municipality decides (target groups, contact route) is no part of it. Filling in a
 * field never lowers the percentage.
 */
export function completeness(profile: CandidateProfile): Completeness {
  const missing = PROFILE_PARTS.codes.filter((part) => !HAS_PART[part](profile));
  return { percentage: missing.reduce((rest, part) => rest - PART_WEIGHTS[part], 100), missing };
}

/**
 * Nobody changed or confirmed the profile for more than six months (BX-07). A moment in the future counts as now.
 */
export function isOutdated(
  { lastModifiedAt, lastConfirmedAt }: Pick<CandidateProfile, 'lastModifiedAt' | 'lastConfirmedAt'>,
  now: Date,
): boolean {
  const modified = Date.parse(lastModifiedAt);
  const latest = lastConfirmedAt === null ? modified : Math.max(modified, Date.parse(lastConfirmedAt));
  return now.getTime() - latest > OUTDATED_AFTER_DAYS * DAY_MILLISECONDS;
}

const HAS_PART: Readonly<Record<ProfilePart, (profile: CandidateProfile) => boolean>> = {
  NAME: ({ firstName, lastName }) => isText(firstName) || isText(lastName),
  PLACE: ({ city }) => isText(city),
  ONE_LINER: ({ oneLiner }) => isText(oneLiner),
  WORK_TYPES: ({ workTypes }) => workTypes.length > 0,
  WORKING_LEVEL: ({ workingLevel }) => workingLevel !== LEVEL_NOT_KNOWN,
  DEPLOYABILITY: ({ deployability, deployableFrom }) => isText(deployability) || deployableFrom !== null,
  ABOUT: ({ about, motivation }) => isText(about) || isText(motivation),
  PREFERRED_WORK: (profile) => profile.preferredFields.length > 0 || profile.preferredOccupationIds.length > 0,
  LANGUAGES: ({ languages }) => languages.length > 0,
  MOBILITY: ({ drivingLicences, transport }) => drivingLicences.length > 0 || transport.length > 0,
  HOURS: ({ hoursMin, hoursMax }) => hoursMin !== null || hoursMax !== null,
  WORKING_TIMES: ({ workingTimes }) => workingTimes.length > 0,
  BACKGROUND: ({ employmentHistory, educationHistory }) => employmentHistory.length > 0 || educationHistory.length > 0,
  SKILLS: ({ skills, talents }) => skills.some(isText) || talents.some(isText),
};

function isText(text: string): boolean {
  return text.trim() !== '';
}
