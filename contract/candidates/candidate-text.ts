import {
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from './candidate-codes.ts';
import type { CandidateCard } from './candidate.ts';
import { withoutContactData } from './contact-data-in-text.ts';
import { languageName } from './language-names.ts';

/** The six columns of the text index, in the order of their weights. */
export type CandidateText = readonly [
  name: string,
  headline: string,
  skills: string,
  work: string,
  education: string,
  about: string,
];

/** The name of an occupation by id, or null when this device does not know it. */
export type OccupationName = (id: string) => string | null;

/**
 * All text of a profile that its viewer sees on the screen (HW-SRCH-14), labels of codes included. The type keeps out what
 * may not be searched: a card has no e-mail, phone, postcode or internal fields, and of a case only its card is read here.
 * Addresses and numbers that a candidate typed into a text of his own are left out too (HW-CON-04).
 */
export function candidateText(candidate: CandidateCard, occupationName: OccupationName): CandidateText {
  return [
    join([candidate.firstName, candidate.lastName]),
    withoutContactData(join([candidate.oneLiner, ...candidate.preferredOccupationIds.map(occupationName)])),
    withoutContactData(skillsText(candidate)),
    withoutContactData(workText(candidate, occupationName)),
    withoutContactData(educationText(candidate)),
    withoutContactData(aboutText(candidate)),
  ];
}

function skillsText(candidate: CandidateCard): string {
  return join([
    ...candidate.skills,
    ...candidate.talents,
    ...candidate.certificates.map(({ name }) => name),
    ...candidate.workTypes.map((code) => WORK_TYPES.label(code)),
    ...candidate.targetGroups.map((code) => TARGET_GROUPS.label(code)),
    ...candidate.languages.map(({ language }) => languageName(language)),
    ...candidate.drivingLicences.map((code) => DRIVING_LICENCES.label(code)),
    ...candidate.transport.map((code) => TRANSPORT_MEANS.label(code)),
    WORKING_LEVELS.label(candidate.workingLevel),
  ]);
}

function workText(candidate: CandidateCard, occupationName: OccupationName): string {
  return join(
    candidate.employmentHistory.flatMap((job) => [
      job.title,
      job.occupationId === null ? null : occupationName(job.occupationId),
      job.organizationName,
      job.place,
      job.description,
    ]),
  );
}

function educationText(candidate: CandidateCard): string {
  return join([
    ...candidate.educationHistory.flatMap(({ name, level, institute, place }) => [
      name,
      level === null ? null : EDUCATION_LEVELS.label(level),
      institute,
      place,
    ]),
    ...candidate.courses.flatMap(({ name, institute, place }) => [name, institute, place]),
  ]);
}

function aboutText(candidate: CandidateCard): string {
  return join([
    candidate.about,
    candidate.motivation,
    candidate.deployability,
    ...candidate.interests,
    ...candidate.hobbies,
    candidate.city,
    ...candidate.media.map(({ caption }) => caption),
  ]);
}

/** A line break between parts: no phrase runs from one field into the next by being searched as words of one text. */
function join(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n');
}
