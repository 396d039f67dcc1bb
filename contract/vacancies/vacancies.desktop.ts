import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import { EXPORT_FORMATS, SavedFileSchema } from '../candidates/candidate-export.ts';
import { CandidateQuerySchema } from '../candidates/candidate-search.ts';
import { CrawledRowSchema } from './crawled.desktop.ts';
import { FIT_CRITERIA, FIT_STATES } from './fit.ts';
import { ExplanationSchema, MotivationSchema, PROPOSAL_SIDES, PROPOSAL_STATES, ProposalSchema } from './proposal.ts';
import {
  PersonSchema,
  VACANCY_CREATORS,
  VacancyConflictSchema,
  VacancyFieldsSchema,
  VacancyRevisionsSchema,
  VacancySchema,
} from './vacancy.ts';
import { VACANCY_BULK_LIMIT } from './vacancy-export.ts';
import { VacancyListQuerySchema } from './vacancy-list.ts';
import { VACANCY_COMMANDS } from './vacancy-rules.ts';

/** A line of a list of vacancies (HW-VMG-02, HW-VHW-01). */
export const VacancyRowSchema = VacancySchema.pick({
  id: true,
  source: true,
  title: true,
  occupationName: true,
  organizationId: true,
  organizationName: true,
  city: true,
  createdAt: true,
  publishedAt: true,
  closingDate: true,
  visibleToCandidates: true,
  createdByName: true,
  createdByRole: true,
  contactRoute: true,
  status: true,
  supportModel: true,
}).extend({
  /** Proposed candidates, without those that were withdrawn (HW-HOME-15). */
  proposals: z.int(),
  /** Of those, the ones without an answer of the employer. */
  unanswered: z.int(),
  /** Something of it was not sent yet. */
  pending: z.boolean(),
});
export type VacancyRow = z.infer<typeof VacancyRowSchema>;

export const VacancyDetailSchema = z.object({
  vacancy: VacancySchema,
  /** Null when nobody was chosen, or he is not known on this device. */
  contactPerson: PersonSchema.nullable(),
  accountManager: PersonSchema.nullable(),
  occupationGroup: z.object({ code: z.string(), name: z.string() }).nullable(),
  proposals: z.int(),
  unanswered: z.int(),
  mayEdit: z.boolean(),
  mayPublish: z.boolean(),
  mayPropose: z.boolean(),
  /** Commands that would change something and that this user may give, for the menu (HW-VED-01). */
  commands: z.array(z.enum(VACANCY_COMMANDS)),
  /** What this user wrote and somebody else overtook: a choice for each group. */
  conflicts: z.array(VacancyConflictSchema),
  pending: z.boolean(),
});
export type VacancyDetail = z.infer<typeof VacancyDetailSchema>;

export const ProposalRowSchema = ProposalSchema.extend({
  /** Null when the candidate is not visible (any more): the row stays, with a neutral text (§5.4). */
  candidate: z
    .object({ candidateId: UuidSchema, name: z.string(), motivation: MotivationSchema, explanation: ExplanationSchema })
    .nullable(),
  /** What this user can answer or decide now. */
  answers: z.array(PROPOSAL_STATES.schema),
  /** On whose side this user stands; null: he only looks. */
  side: z.enum(PROPOSAL_SIDES).nullable(),
  pending: z.boolean(),
});
export type ProposalRow = z.infer<typeof ProposalRowSchema>;

/** With the vacancy it is for, in lists over all vacancies. */
export const ProposalForVacancySchema = ProposalRowSchema.extend({
  vacancyTitle: z.string(),
  organizationName: z.string(),
});
export type ProposalForVacancy = z.infer<typeof ProposalForVacancySchema>;

const EmployerSchema = z.object({ id: UuidSchema, name: z.string(), accountManagerId: UuidSchema.nullable() });

/** Who can be chosen in the form of a vacancy, and what this user may do. */
export const VacancyPeopleSchema = z.object({
  /** Null while his own line is not here yet. */
  ownOrganizationId: UuidSchema.nullable(),
  /** Whose vacancies this user can make: the own organisation, or for account managers the employers of the region. */
  employers: z.array(EmployerSchema),
  /** Everybody who can be a contact person; of one employer: his own people and the account managers. */
  persons: z.array(PersonSchema),
  rights: z.object({
    view: z.boolean(),
    create: z.boolean(),
    edit: z.boolean(),
    publish: z.boolean(),
    propose: z.boolean(),
    side: VACANCY_CREATORS.schema,
  }),
});
export type VacancyPeople = z.infer<typeof VacancyPeopleSchema>;

/** What the form held when it was opened: the base of a guarded merge. */
export const OpenedVacancySchema = z.object({ fields: VacancyFieldsSchema, revisions: VacancyRevisionsSchema });

/** Key of a draft: `new`, or the id of the vacancy that is being changed. */
export const VacancyDraftKeySchema = z.union([z.literal('new'), UuidSchema]);

/** What somebody typed and did not save; kept on this device only, encrypted, from the first keystroke (HW-VAD). */
export const VacancyDraftSchema = z.object({
  organizationId: UuidSchema.nullable(),
  fields: VacancyFieldsSchema,
  visibleToCandidates: z.boolean(),
  /** Null for a new one. */
  opened: OpenedVacancySchema.nullable(),
  savedAt: InstantSchema,
});
export type VacancyDraft = z.infer<typeof VacancyDraftSchema>;

export const HomeOverviewSchema = z.object({
  /** The account manager of the user's organisation (HW-HOME-06); null for staff, and while there is none. */
  accountManager: PersonSchema.nullable(),
  /** The newest that are open, for the two tabs (HW-HOME-12). */
  latestInternal: z.array(VacancyRowSchema),
  /** Empty for who may not see them. */
  latestCrawled: z.array(CrawledRowSchema),
  /** For account managers; null for others. */
  serving: z
    .object({
      employers: z.array(
        z.object({ id: UuidSchema, name: z.string(), /** Active vacancies. */ vacancies: z.int(), own: z.boolean() }),
      ),
      /** Closing from today to six days from now. */
      closingThisWeek: z.array(VacancyRowSchema),
      /** Proposals without an answer, the oldest first; at most 20. */
      unanswered: z.array(ProposalForVacancySchema),
      unansweredTotal: z.int(),
    })
    .nullable(),
});
export type HomeOverview = z.infer<typeof HomeOverviewSchema>;

export const FitLineSchema = z.object({
  criterion: z.enum(FIT_CRITERIA),
  code: z.string().nullable(),
  state: z.enum(FIT_STATES),
  points: z.int(),
  most: z.int(),
});

/** Names behind the codes of languages and certificates, so that the page needs no further call. */
const NamesSchema = z.record(z.string(), z.string());

/** Candidates against a vacancy (BX-16). */
export const VacancyComparisonSchema = z.object({
  vacancy: VacancyFieldsSchema.extend({ id: UuidSchema }),
  names: NamesSchema,
  /** In the order of the question; who is not visible is left out. */
  candidates: z.array(z.object({ id: UuidSchema, lines: z.array(FitLineSchema), score: z.int() })),
});
export type VacancyComparison = z.infer<typeof VacancyComparisonSchema>;

export const FittingVacancyRowSchema = VacancySchema.pick({
  id: true,
  title: true,
  organizationName: true,
  city: true,
  closingDate: true,
}).extend({
  lines: z.array(FitLineSchema),
  score: z.int(),
  /** He has an open proposal for it. */
  proposed: z.boolean(),
});
export type FittingVacancyRow = z.infer<typeof FittingVacancyRowSchema>;

const ById = z.object({ id: UuidSchema });

export const VACANCIES_DESKTOP_API = {
  list: desktopApi.input(VacancyListQuerySchema).output(z.object({ total: z.int(), items: z.array(VacancyRowSchema) })),
  get: desktopApi.input(ById).output(VacancyDetailSchema),
  people: desktopApi.output(VacancyPeopleSchema),
  /**
   * A new vacancy; saved on this device when it returns. INVALID_INPUT names every fault when it is to be ACTIVE.
   */
  create: desktopApi
    .input(
      z.object({
        organizationId: UuidSchema,
        fields: VacancyFieldsSchema,
        status: z.enum(['DRAFT', 'ACTIVE']),
        visibleToCandidates: z.boolean(),
      }),
    )
    .output(ById),
  /**
   * Writes the groups in which `fields` differs from `opened`. What somebody else changed since is not overwritten: it
   * comes back as a conflict of this user (`get`, `conflicts`). Gives how many groups were changed.
   */
  save: desktopApi
    .input(z.object({ id: UuidSchema, fields: VacancyFieldsSchema, opened: OpenedVacancySchema }))
    .output(z.object({ groups: z.int() })),
  /** `visibleToCandidates`: with ACTIVATE, the user's answer to whether candidates may see it; otherwise left out. */
  decide: desktopApi
    .input(z.object({ id: UuidSchema, command: z.enum(VACANCY_COMMANDS), visibleToCandidates: z.boolean().optional() }))
    .output(z.void()),
  /** The contents for a new one, without its dates. */
  copy: desktopApi.input(ById).output(z.object({ organizationId: UuidSchema.nullable(), fields: VacancyFieldsSchema })),
  /** The user's choice: the vacancy as it is, or his own version of that group. Nothing when he chose already. */
  resolveConflict: desktopApi.input(z.object({ id: UuidSchema, keep: z.enum(['current', 'other']) })).output(z.void()),
  /** 'Zoek kandidaten': the query to open the explorer with (HW-VHW-04). */
  searchFor: desktopApi.input(z.object({ vacancyId: UuidSchema })).output(CandidateQuerySchema),
  /** Newest first (HW-PROP-02). */
  proposals: desktopApi.input(z.object({ vacancyId: UuidSchema })).output(z.array(ProposalRowSchema)),
  proposalsOfCandidate: desktopApi
    .input(z.object({ candidateId: UuidSchema }))
    .output(z.array(ProposalForVacancySchema)),
  /** One or many, all or none saved. Who has an open proposal for this vacancy already is left out. */
  propose: desktopApi
    .input(
      z.object({
        vacancyId: UuidSchema,
        motivation: MotivationSchema,
        candidates: z
          .array(z.object({ candidateId: UuidSchema, explanation: ExplanationSchema }))
          .min(1)
          .max(100),
      }),
    )
    .output(z.object({ proposed: z.int() })),
  /** The employer opens a proposed candidate: VIEWED, when he is the first. Nothing for others. */
  viewProposal: desktopApi.input(ById).output(z.void()),
  /** One of `answers` of the row. REFUSED `transition` otherwise. */
  answer: desktopApi.input(z.object({ id: UuidSchema, to: PROPOSAL_STATES.schema })).output(z.void()),
  /** The whole list as it is filtered and sorted, as a file. NOT_FOUND when it is empty. */
  exportList: desktopApi
    .input(
      z.object({ query: VacancyListQuerySchema.omit({ offset: true, limit: true }), format: z.enum(EXPORT_FORMATS) }),
    )
    .output(SavedFileSchema),
  /** Remembers what to print, so that no address holds more than the id of it. NOT_FOUND when nothing of it is there. */
  startPrint: desktopApi
    .input(z.object({ ids: z.array(UuidSchema).min(1).max(VACANCY_BULK_LIMIT) }))
    .output(z.object({ jobId: UuidSchema, count: z.int() })),
  /** A part (`VACANCY_PRINT_PART`) of a print. NOT_FOUND for one that is not remembered any more. */
  printJob: desktopApi
    .input(z.object({ jobId: UuidSchema, offset: z.int().min(0) }))
    .output(z.object({ total: z.int(), items: z.array(VacancyDetailSchema) })),
  /** One PDF, with a bookmark for each vacancy. */
  savePrintPdf: desktopApi.input(z.object({ jobId: UuidSchema })).output(SavedFileSchema),
  home: desktopApi.output(HomeOverviewSchema),
  /** Up to four candidates against a vacancy, wish by wish (BX-16). */
  compare: desktopApi
    .input(z.object({ vacancyId: UuidSchema, candidateIds: z.array(UuidSchema).min(1).max(4) }))
    .output(VacancyComparisonSchema),
  /** 'Passende vacatures': open ones of HalloWerk that fit a candidate, the best first. NOT_FOUND without him. */
  fitting: desktopApi
    .input(z.object({ candidateId: UuidSchema }))
    .output(z.object({ names: NamesSchema, items: z.array(FittingVacancyRowSchema) })),
  draft: desktopApi.input(z.object({ key: VacancyDraftKeySchema })).output(VacancyDraftSchema.nullable()),
  setDraft: desktopApi
    .input(z.object({ key: VacancyDraftKeySchema, draft: VacancyDraftSchema.omit({ savedAt: true }) }))
    .output(z.void()),
  discardDraft: desktopApi.input(z.object({ key: VacancyDraftKeySchema })).output(z.void()),
};
