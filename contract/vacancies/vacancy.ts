import * as z from 'zod';
import { DateSchema, InstantSchema, UuidSchema } from '../common/primitives.ts';
import { codeList } from '../common/code-list.ts';
import { DRIVING_LICENCES, SUPPORT_MODELS, TRANSPORT_MEANS, WORKING_LEVELS } from '../candidates/candidate-codes.ts';

export const VACANCY_SOURCES = codeList({
  INTERNAL: ['Via HalloWerk', 'Through HalloWerk'],
  CRAWLED: ['Van internet', 'From the internet'],
  ATS: ['Eigen', 'Own'],
  VUM: ['Via VUM', 'Through VUM'],
});

export const CONTRACT_TYPES = codeList({
  O: ['Onbepaalde tijd', 'Permanent'],
  B: ['Bepaalde tijd', 'Fixed term'],
});

export const AGREEMENT_TYPES = codeList({
  '01': ['Reguliere vacature', 'Regular vacancy'],
  '02': ['Leerbaan', 'Work and study'],
  '03': ['Vrijwilligerswerk', 'Voluntary work'],
  '04': ['Werkervaringsplaats', 'Work experience placement'],
});

/** The part of features §5.4 that import brings in; the vacancies domain extends it with its states and rights. */
export const VacancySchema = z.object({
  id: UuidSchema,
  source: VACANCY_SOURCES.schema,
  vacancyNumber: z.string().max(50),
  title: z.string().max(120),
  description: z.string().max(4000),
  organizationName: z.string().max(120),
  city: z.string().max(80),
  postcode: z.string().max(6),
  occupationId: UuidSchema.nullable(),
  workingLevel: WORKING_LEVELS.schema,
  hoursMin: z.int().min(0).max(99).nullable(),
  hoursMax: z.int().min(0).max(99).nullable(),
  startDate: DateSchema.nullable(),
  endDate: DateSchema.nullable(),
  closingDate: DateSchema.nullable(),
  publishedAt: InstantSchema.nullable(),
  contractTypes: z.array(CONTRACT_TYPES.schema),
  agreementTypes: z.array(AGREEMENT_TYPES.schema),
  supportModel: SUPPORT_MODELS.schema,
  drivingLicences: z.array(DRIVING_LICENCES.schema),
  transport: z.array(TRANSPORT_MEANS.schema),
  salaryText: z.string().max(100),
});
export type Vacancy = z.infer<typeof VacancySchema>;
