import {
  CandidateCardSchema,
  CandidateCaseSchema,
  CandidateDocumentSchema,
  FavouriteSchema,
} from '../candidates/candidate.ts';
import { ContactRequestSchema } from '../candidates/contact-request.ts';
import { CandidateJudgementSchema, SavedSearchSchema, SearchMarkSchema } from '../candidates/saved-search.ts';
import { NoteConflictSchema, NoteSchema } from '../candidates/note.ts';
import { MeSchema } from '../accounts/account.ts';
import { OccupationSchema, PlaceSchema, ReferenceItemSchema, ShowcaseSchema } from '../reference/reference.ts';
import { SettingSchema } from '../settings/setting.ts';
import { CrawledVacancySchema } from '../vacancies/crawled-vacancy.ts';
import { ProposalCandidateSchema, ProposalSchema } from '../vacancies/proposal.ts';
import { PersonSchema, VacancyConflictSchema, VacancySchema } from '../vacancies/vacancy.ts';

/**
 * Collections: projections of tables for a purpose (sync §2.1). Numbers are for ever: a new projection gets a new one.
 * `version` is the projection version of §2.18.
 */
export const COLLECTIONS = {
  candidateCard: { number: 1, version: 1, schema: CandidateCardSchema },
  candidateCase: { number: 2, version: 1, schema: CandidateCaseSchema },
  candidateDocument: { number: 3, version: 1, schema: CandidateDocumentSchema },
  vacancy: { number: 4, version: 2, schema: VacancySchema },
  favourite: { number: 5, version: 1, schema: FavouriteSchema },
  me: { number: 7, version: 2, schema: MeSchema },
  occupation: { number: 9, version: 1, schema: OccupationSchema },
  place: { number: 10, version: 1, schema: PlaceSchema },
  referenceItem: { number: 11, version: 1, schema: ReferenceItemSchema },
  showcase: { number: 12, version: 1, schema: ShowcaseSchema },
  note: { number: 13, version: 1, schema: NoteSchema },
  noteConflict: { number: 14, version: 1, schema: NoteConflictSchema },
  setting: { number: 15, version: 1, schema: SettingSchema },
  contactRequest: { number: 16, version: 1, schema: ContactRequestSchema },
  savedSearch: { number: 17, version: 1, schema: SavedSearchSchema },
  searchMark: { number: 18, version: 1, schema: SearchMarkSchema },
  judgement: { number: 19, version: 1, schema: CandidateJudgementSchema },
  proposal: { number: 20, version: 1, schema: ProposalSchema },
  proposalCandidate: { number: 21, version: 1, schema: ProposalCandidateSchema },
  vacancyConflict: { number: 22, version: 1, schema: VacancyConflictSchema },
  person: { number: 23, version: 1, schema: PersonSchema },
  crawledVacancy: { number: 24, version: 1, schema: CrawledVacancySchema },
} as const;
export type CollectionName = keyof typeof COLLECTIONS;

const NAMES = new Map<number, CollectionName>(
  Object.entries(COLLECTIONS).map(([name, { number }]) => [number, name as CollectionName]),
);

/** The name behind a number on the wire, or undefined for one this version does not know (ignored by the client). */
export function collectionName(number: number): CollectionName | undefined {
  return NAMES.get(number);
}
