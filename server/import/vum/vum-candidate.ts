import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import {
  DAYS,
  EDUCATION_LEVELS,
  EDUCATION_STATUSES,
  TARGET_GROUPS,
  WORKING_LEVELS,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type {
  CandidateProfile,
  Course,
  EducationHistory,
  EmploymentHistory,
} from '@hallowerk/contract/candidates/candidate.ts';
import { clip, codeOf, transportCodes, unique } from '@hallowerk/contract/vacancies/vum-parts.ts';
import type { CandidateRecord } from '../../candidates/candidate-record.ts';
import { idFromSource } from '../stable-id.ts';
import { firstEmail, firstName, firstPhone } from './contact-data.ts';
import { languageSkills } from './shared-parts.ts';
import type { Town } from './town.ts';
import type { JobseekerMessage } from './vum-message.ts';

export function candidateId(idWerkzoekende: string): string {
  return idFromSource('vum-werkzoekende', idWerkzoekende);
}

export interface CandidateContext {
  readonly regionCode: string;
  readonly visibleToEmployers: boolean;
  readonly town: Town;
  readonly now: Date;
  /** The candidate as the server holds him, when he was imported before. */
  readonly existing: CandidateRecord | null;
}

/**
 * A VUM profile as a candidate: anonymous, and hidden unless `visibleToEmployers` says otherwise (PP-VIS-01). Of a known
 * candidate only what VUM delivers is replaced; visibility, region and all that was added here stay. Which field goes
 * where stands in `field-map.ts`; the whole message is kept in `origin.document`.
 */
export function candidateFromMessage(message: JobseekerMessage, context: CandidateContext): CandidateRecord {
  const { existing, regionCode, visibleToEmployers } = context;
  const id = existing?.id ?? candidateId(message.idWerkzoekende);
  const base = existing ?? { ...blankRecord(id), regionCode, visibleToEmployers };
  const caseManagerName = firstName((message.contactpersoon ?? []).map((person) => person.naamContactpersoonAfdeling));
  return {
    ...base,
    email: firstEmail(message.emailadres),
    phone: firstPhone(message.telefoonnummer),
    postcode: (message.mobiliteit?.bemiddelingspostcode ?? '').toUpperCase(),
    profile: { ...base.profile, ...profileFields(message, context), targetGroups: targetGroups(message, base) },
    internal: { ...base.internal, caseManagerName: caseManagerName || base.internal.caseManagerName },
    origin: { kind: 'VUM', reference: message.idWerkzoekende, document: message },
  };
}

function profileFields(message: JobseekerMessage, { town, now }: CandidateContext): Partial<CandidateProfile> {
  const qualification = message.arbeidsmarktkwalificatie ?? {};
  return {
    ...town,
    about: message.persoonlijkePresentatie ?? '',
    interests: unique((qualification.interesse ?? []).map((interest) => interest.naamInteresse)),
    workingLevel: codeOf(WORKING_LEVELS.codes, qualification.codeWerkEnDenkniveauWerkzoekende) ?? '7',
    languages: languageSkills(qualification.taalbeheersing),
    drivingLicences: unique((qualification.rijbewijs ?? []).map((licence) => licence.codeSoortRijbewijs)),
    transport: transportCodes(message.vervoermiddel),
    hoursMin: message.werktijden?.aantalWerkurenPerWeekMinimaal ?? null,
    hoursMax: message.werktijden?.aantalWerkurenPerWeekMaximaal ?? null,
    availableFrom: message.flexibiliteit?.datumAanvangBeschikbaarVoorWerk ?? null,
    availableUntil: message.flexibiliteit?.datumEindeBeschikbaarVoorWerk ?? null,
    workingTimes: message.werktijden?.indicatieKantoortijden === 1 ? officeHours() : [],
    employmentHistory: (qualification.werkervaring ?? []).map(employment),
    educationHistory: (qualification.opleiding ?? []).map(education),
    courses: (qualification.cursus ?? []).map(course),
    lastModifiedAt: now.toISOString(),
  };
}

/** Office hours in our grid: mornings and afternoons of Monday to Friday. */
function officeHours(): CandidateProfile['workingTimes'] {
  const weekdays = DAYS.codes.filter((day) => day !== 'SAT' && day !== 'SUN');
  return weekdays.flatMap((day) => [`${day}_MORNING` as const, `${day}_AFTERNOON` as const]);
}

/** Registration in the Doelgroepregister is what makes somebody eligible for a guaranteed job; other groups are ours. */
function targetGroups(message: JobseekerMessage, base: CandidateRecord): CandidateProfile['targetGroups'] {
  const groups = new Set(base.profile.targetGroups);
  if (message.indicatieLdrRegistratie === 1) groups.add('GUARANTEED_JOB');
  else groups.delete('GUARANTEED_JOB');
  return TARGET_GROUPS.codes.filter((code) => groups.has(code));
}

type Qualification = NonNullable<JobseekerMessage['arbeidsmarktkwalificatie']>;
type Element<T> = NonNullable<T> extends readonly (infer E)[] ? E : never;

/** VUM names the occupation by a CompetentNL address; the person's own words are what can be shown. */
function employment(entry: Element<Qualification['werkervaring']>): EmploymentHistory {
  const description = entry.toelichtingWerkervaring ?? '';
  return {
    occupationId: null,
    title: clip(/^.+?[.!?](?=\s|$)/su.exec(description)?.[0] ?? description, 120),
    organizationName: entry.naamOrganisatie ?? '',
    place: '',
    from: entry.datumAanvangWerkzaamheden ?? null,
    until: entry.datumEindeWerkzaamheden ?? null,
    description,
  };
}

function education(entry: Element<Qualification['opleiding']>): EducationHistory {
  return {
    name: clip(entry.toelichtingOpleiding, 200),
    level: codeOf(EDUCATION_LEVELS.codes, entry.codeNiveauOpleiding) ?? null,
    institute: clip(entry.naamOpleidingsinstituut, 120),
    place: '',
    from: entry.datumAanvangVolgenOpleiding ?? null,
    until: entry.datumEindeVolgenOpleiding ?? null,
    status: codeOf(EDUCATION_STATUSES.codes, entry.codeStatusOpleiding) ?? '0',
    diploma: diploma(entry.indicatieDiploma),
    diplomaDate: entry.datumDiploma ?? null,
  };
}

/** 1 yes, 2 no; 0 unknown and 8 not applicable both leave the question open. */
function diploma(indication: number | undefined): boolean | null {
  if (indication === 1) return true;
  return indication === 2 ? false : null;
}

function course(entry: Element<Qualification['cursus']>): Course {
  return {
    name: clip(entry.naamCursus ?? entry.toelichtingCursus, 120),
    institute: clip(entry.naamOpleidingsinstituut, 120),
    place: '',
    from: entry.datumAanvangVolgenCursus ?? null,
    until: entry.datumEindeVolgenCursus ?? null,
    certificateDate: entry.datumCertificaat ?? null,
  };
}

function blankRecord(id: string): CandidateRecord {
  return {
    id,
    regionCode: '',
    visibleToEmployers: false,
    email: '',
    phone: '',
    postcode: '',
    profile: blankProfile(),
    internal: {
      clientNumber: '',
      gender: 'U',
      birthDate: null,
      municipality: '',
      supportModel: 'SELF_SERVICE',
      caseManagerName: '',
      tozo: false,
    },
    physicalCapacity: [],
    assessments: [],
    documents: [],
    origin: null,
  };
}
