import * as z from 'zod';
import { DateSchema, InstantSchema, MonthSchema, UuidSchema } from '../common/primitives.ts';
import {
  CAPACITY_LEVELS,
  CONTACT_ROUTES,
  DAYS,
  DOCUMENT_KINDS,
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  EDUCATION_STATUSES,
  GENDERS,
  LANGUAGE_LEVELS,
  MEDIA_KINDS,
  PARTS_OF_DAY,
  PHYSICAL_ACTIVITIES,
  SUPPORT_MODELS,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from './candidate-codes.ts';

/** The entities of features §5.3. Which of their fields a viewer gets is decided by the projections at the end (§5.9). */
export const LanguageSkillSchema = z.object({
  /** ISO 639-3, lower case: `nld`, `eng`. */
  language: z.string().regex(/^[a-z]{3}$/),
  spoken: LANGUAGE_LEVELS.schema,
  written: LANGUAGE_LEVELS.schema,
  reading: LANGUAGE_LEVELS.schema,
  listening: LANGUAGE_LEVELS.schema,
});
export type LanguageSkill = z.infer<typeof LanguageSkillSchema>;

export const EmploymentHistorySchema = z.object({
  occupationId: UuidSchema.nullable(),
  title: z.string().max(120),
  organizationName: z.string().max(70),
  place: z.string().max(80),
  from: MonthSchema.nullable(),
  /** null while the job lasts. */
  until: MonthSchema.nullable(),
  description: z.string().max(2000),
});
export type EmploymentHistory = z.infer<typeof EmploymentHistorySchema>;

export const EducationHistorySchema = z.object({
  name: z.string().max(200),
  level: EDUCATION_LEVELS.schema.nullable(),
  institute: z.string().max(120),
  place: z.string().max(80),
  from: MonthSchema.nullable(),
  until: MonthSchema.nullable(),
  status: EDUCATION_STATUSES.schema,
  diploma: z.boolean().nullable(),
  diplomaDate: DateSchema.nullable(),
});
export type EducationHistory = z.infer<typeof EducationHistorySchema>;

export const CourseSchema = z.object({
  name: z.string().max(120),
  institute: z.string().max(120),
  place: z.string().max(80),
  from: MonthSchema.nullable(),
  until: MonthSchema.nullable(),
  certificateDate: DateSchema.nullable(),
});
export type Course = z.infer<typeof CourseSchema>;

export const CertificateSchema = z.object({
  /** Code of the configurable list (`reference_item` kind CERTIFICATE), or null for a free name. */
  code: z.string().max(40).nullable(),
  name: z.string().max(120),
  validUntil: DateSchema.nullable(),
});
export type Certificate = z.infer<typeof CertificateSchema>;

export const MediaItemSchema = z.object({
  kind: MEDIA_KINDS.schema,
  /** An https address for LINK; for PHOTO and VIDEO the id of the stored file. */
  url: z.string().max(2000),
  caption: z.string().max(140),
});
export type MediaItem = z.infer<typeof MediaItemSchema>;

export const CandidateDocumentSchema = z.object({
  id: UuidSchema,
  candidateId: UuidSchema,
  kind: DOCUMENT_KINDS.schema,
  name: z.string().max(140),
  mediaType: z.string().max(100),
  sizeBytes: z.int().min(0),
  /** The candidate consented to showing it to employers. */
  shareable: z.boolean(),
});
export type CandidateDocument = z.infer<typeof CandidateDocumentSchema>;

export const PhysicalCapacitySchema = z.object({
  activity: PHYSICAL_ACTIVITIES.schema,
  level: CAPACITY_LEVELS.schema,
});
export type PhysicalCapacity = z.infer<typeof PhysicalCapacitySchema>;

export const AssessmentResultSchema = z.object({
  test: z.string().max(120),
  result: z.string().max(2000),
  takenAt: DateSchema,
});
export type AssessmentResult = z.infer<typeof AssessmentResultSchema>;

const DayPartSchema = z.templateLiteral([DAYS.schema, '_', PARTS_OF_DAY.schema]);

/** What everybody sees who may see the person at all (§5.9, column WG+). */
export const CandidateProfileSchema = z.object({
  firstName: z.string().max(200),
  lastName: z.string().max(200),
  city: z.string().max(80),
  /** Centre of the place, never of the address: people are located no finer than this (search §2.3). Degrees WGS 84. */
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  photoId: UuidSchema.nullable(),
  oneLiner: z.string().max(140),
  about: z.string().max(2000),
  motivation: z.string().max(2000),
  talents: z.array(z.string().max(120)),
  interests: z.array(z.string().max(120)),
  hobbies: z.array(z.string().max(120)),
  skills: z.array(z.string().max(120)),
  workingLevel: WORKING_LEVELS.schema,
  deployability: z.string().max(300),
  deployableFrom: DateSchema.nullable(),
  /** Codes of `reference_item` kind OCCUPATION_FIELD. */
  preferredFields: z.array(z.string()),
  preferredOccupationIds: z.array(UuidSchema),
  workTypes: z.array(WORK_TYPES.schema),
  languages: z.array(LanguageSkillSchema),
  drivingLicences: z.array(DRIVING_LICENCES.schema),
  transport: z.array(TRANSPORT_MEANS.schema),
  certificates: z.array(CertificateSchema),
  /** Hours a week, 0–99. */
  hoursMin: z.int().min(0).max(99).nullable(),
  hoursMax: z.int().min(0).max(99).nullable(),
  availableFrom: DateSchema.nullable(),
  availableUntil: DateSchema.nullable(),
  workingTimes: z.array(DayPartSchema),
  targetGroups: z.array(TARGET_GROUPS.schema),
  contactRoute: CONTACT_ROUTES.schema,
  lastModifiedAt: InstantSchema,
  lastConfirmedAt: InstantSchema.nullable(),
  employmentHistory: z.array(EmploymentHistorySchema),
  educationHistory: z.array(EducationHistorySchema),
  courses: z.array(CourseSchema),
  media: z.array(MediaItemSchema),
});
export type CandidateProfile = z.infer<typeof CandidateProfileSchema>;

/** Internal purposes only (PP-DAT, §5.9): matching staff of the own region; in no projection an employer can reach. */
export const CandidateInternalSchema = z.object({
  clientNumber: z.string().max(40),
  gender: GENDERS.schema,
  birthDate: DateSchema.nullable(),
  municipality: z.string().max(80),
  supportModel: SUPPORT_MODELS.schema,
  caseManagerName: z.string().max(200),
  tozo: z.boolean(),
});
export type CandidateInternal = z.infer<typeof CandidateInternalSchema>;

/** Collection 1 `candidate_card`: visible candidates, for employers and for account managers of connected regions. */
export const CandidateCardSchema = CandidateProfileSchema.extend({ id: UuidSchema });
export type CandidateCard = z.infer<typeof CandidateCardSchema>;

/** Collection 2 `candidate_case`: every candidate of the own region, for matching staff. No health fields (security §8). */
export const CandidateCaseSchema = CandidateCardSchema.extend({
  email: z.string().max(254),
  phone: z.string().max(20),
  postcode: z.string().max(6),
  visibleToEmployers: z.boolean(),
  internal: CandidateInternalSchema,
});
export type CandidateCase = z.infer<typeof CandidateCaseSchema>;

export const FavouriteSchema = z.object({ id: UuidSchema, candidateId: UuidSchema, createdAt: InstantSchema });
export type Favourite = z.infer<typeof FavouriteSchema>;

/** The name on screen; profiles from elsewhere can be anonymous and then carry the end of their id. */
export function candidateName(candidate: Pick<CandidateCard, 'id' | 'firstName' | 'lastName'>): string {
  const name = `${candidate.firstName} ${candidate.lastName}`.trim();
  return name === '' ? `Kandidaat ${candidate.id.slice(-6).toUpperCase()}` : name;
}
