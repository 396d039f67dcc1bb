import type {
  CandidateDocument,
  CandidateInternal,
  CandidateProfile,
} from '@hallowerk/contract/candidates/candidate.ts';
import { SUPPORT_MODELS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { CandidateRecord } from '../candidates/candidate-record.ts';
import { demoCv, demoPictures } from './files/demo-files.ts';
import { generateCourses, generateEducation, generateEmployment } from './generate-career.ts';
import {
  generateCapacity,
  generateCertificates,
  generateLanguages,
  generateLicences,
  generateMedia,
  generateTargetGroups,
  generateWorkingTimes,
} from './generate-traits.ts';
import type { OccupationFieldCode } from './occupations/fields.ts';
import type { OccupationSeed } from './occupations/occupations.ts';
import { occupationId } from './product-lists.ts';
import { seededRandom, type SeededRandom } from './random.ts';
import { chooseOccupations, DAY, fieldOf, isoDate, type RegionPlan } from './region-plan.ts';
import { ABOUT_CLOSINGS, ABOUT_MIDDLES, ABOUT_OPENINGS } from './vocabulary/about-texts.ts';
import { DEPLOYABILITY_TEXTS } from './vocabulary/deployability.ts';
import { fillSlots } from './vocabulary/fill-slots.ts';
import { FIRST_NAMES } from './vocabulary/first-names.ts';
import { INTERESTS } from './vocabulary/interests.ts';
import { LAST_NAMES } from './vocabulary/last-names.ts';
import { MOTIVATIONS } from './vocabulary/motivations.ts';
import { ONE_LINERS } from './vocabulary/one-liners.ts';
import { SKILLS_BY_FIELD } from './vocabulary/skills.ts';
import { TALENTS } from './vocabulary/talents.ts';

/**
 * Candidate number `index` of a region: always the same for the same plan, whatever the size of the region, so that a
 * seeding that was interrupted goes on where it stopped.
 */
export function generateCandidate(plan: RegionPlan, index: number): CandidateRecord {
  const random = seededRandom(`${plan.seed}:${plan.regionCode}:${index}`, plan.asOf.getTime() - index * 60_000);
  const id = random.uuid();
  const place = random.weighted(plan.places);
  const occupations = chooseOccupations(random);
  const main = occupations[0]!;
  const name = random.pick(FIRST_NAMES);
  const family = random.pick(LAST_NAMES);
  const firstName = name.name;
  const lastName = family.prefix === '' ? family.name : `${family.prefix} ${family.name}`;
  const written = generateProfile(random, plan, { firstName, lastName, place, occupations });
  const { photoId, media } = demoPictures(plan, index);
  const profile = { ...written, photoId, media: [...media, ...written.media] };
  return {
    id,
    regionCode: plan.regionCode,
    visibleToEmployers: random.chance(0.82),
    email: `kandidaat${index}@voorbeeld.example`,
    phone: `+316${String(10_000_000 + ((index * 7_919_033) % 89_999_999)).padStart(8, '0')}`,
    postcode: `${random.int(2490, 2699)}${random.pick([...'ABCDEGHJK'])}${random.pick([...'ABCDEGHJK'])}`,
    profile,
    internal: generateInternal(random, plan, index, name.gender),
    physicalCapacity: random.chance(0.35) ? generateCapacity(random) : [],
    assessments: random.chance(0.1)
      ? [{ test: 'Capaciteitentest', result: `Score ${random.int(20, 99)}`, takenAt: isoDate(+plan.asOf - 200 * DAY) }]
      : [],
    documents: generateDocuments(random, id, main, demoCv(profile, index).length),
    origin: null,
  };
}

interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly place: Place;
  readonly occupations: readonly OccupationSeed[];
}

function generateProfile(random: SeededRandom, plan: RegionPlan, person: Person): CandidateProfile {
  const { place, occupations } = person;
  const main = occupations[0]!;
  const field = fieldOf(main);
  const jobs = generateEmployment(random, plan, occupations, place);
  const texts = generateTexts(random, person, field, jobs.length);
  const hours = random.weighted([
    [[32, 40], 40],
    [[24, 32], 25],
    [[16, 24], 18],
    [[8, 16], 9],
    [[36, 40], 8],
  ] as const);
  const modified = +plan.asOf - Math.floor(random.next() ** 3 * 500 * DAY) - random.int(0, DAY / 2);
  return {
    firstName: person.firstName,
    lastName: person.lastName,
    city: place.name,
    lat: place.lat,
    lon: place.lon,
    photoId: null,
    ...texts,
    talents: random.pickSome(TALENTS, 2, 4),
    interests: random.pickSome(INTERESTS, 1, 3),
    hobbies: random.pickSome(INTERESTS, 0, 3),
    skills: random.pickSome(SKILLS_BY_FIELD[field], 3, 6),
    workingLevel: String(
      Math.max(1, Math.min(6, main.level + random.pick([0, 0, 0, -1, 1]))),
    ) as `${1 | 2 | 3 | 4 | 5 | 6}`,
    deployability: random.pick(DEPLOYABILITY_TEXTS),
    deployableFrom: random.chance(0.4) ? isoDate(+plan.asOf + random.int(0, 90) * DAY) : null,
    preferredFields: [...new Set(occupations.map(fieldOf))],
    preferredOccupationIds: occupations.map((occupation) => occupationId(occupation.code)),
    workTypes: [...new Set(occupations.flatMap((occupation) => occupation.workTypes))].slice(0, 4),
    languages: generateLanguages(random),
    drivingLicences: generateLicences(random, main),
    transport: random.pickSome(['1', '2', '3', '5'] as const, 1, 3),
    certificates: generateCertificates(random, plan, occupations),
    hoursMin: hours[0],
    hoursMax: hours[1],
    availableFrom: random.chance(0.3) ? isoDate(+plan.asOf + random.int(-30, 60) * DAY) : null,
    availableUntil: null,
    workingTimes: generateWorkingTimes(random),
    targetGroups: generateTargetGroups(random),
    contactRoute: random.chance(0.6) ? 'DIRECT' : 'VIA_ACCOUNT_MANAGER',
    lastModifiedAt: new Date(modified).toISOString(),
    lastConfirmedAt: random.chance(0.7)
      ? new Date(Math.min(+plan.asOf, modified + random.int(0, 20) * DAY)).toISOString()
      : null,
    employmentHistory: jobs,
    educationHistory: generateEducation(random, plan, main),
    courses: generateCourses(random, plan, field),
    media: generateMedia(random),
  };
}

function generateTexts(random: SeededRandom, person: Person, field: OccupationFieldCode, jobs: number) {
  const main = person.occupations[0]!;
  const values = {
    occupation: main.name,
    years: String(Math.max(2, jobs * 3)),
    place: person.place.name,
    skill: random.pick(SKILLS_BY_FIELD[field]),
    hobby: random.pick(INTERESTS),
  };
  const fill = (template: string): string => fillSlots(template, values);
  return {
    oneLiner: fill(random.pick(ONE_LINERS)),
    about: [random.pick(ABOUT_OPENINGS), ...random.pickSome(ABOUT_MIDDLES, 2, 5), random.pick(ABOUT_CLOSINGS)]
      .map(fill)
      .join(' '),
    motivation: random.chance(0.7) ? fill(random.pick(MOTIVATIONS)) : '',
  };
}

function generateDocuments(
  random: SeededRandom,
  candidateId: string,
  main: OccupationSeed,
  sizeBytes: number,
): CandidateDocument[] {
  if (!random.chance(0.4)) return [];
  return [
    {
      id: random.uuid(),
      candidateId,
      kind: 'CV',
      name: `Cv ${main.name}.pdf`,
      mediaType: 'application/pdf',
      sizeBytes,
      shareable: random.chance(0.8),
    },
  ];
}

function generateInternal(random: SeededRandom, plan: RegionPlan, index: number, gender: 'F' | 'M'): CandidateInternal {
  const birth = new Date(+plan.asOf - random.int(18 * 365, 66 * 365) * DAY);
  return {
    clientNumber: `K${String(100_000 + index)}`,
    gender,
    birthDate: isoDate(birth),
    municipality: plan.municipality,
    supportModel: random.pick(SUPPORT_MODELS.codes),
    caseManagerName: random.pick([
      'Anneke Brouwer',
      'Yusuf Demir',
      'Ricardo Pinas',
      'Marloes van Vliet',
      'Jeroen Kuipers',
    ]),
    tozo: random.chance(0.05),
  };
}
