import type { Knex } from 'knex';
import type {
  CandidateCard,
  CandidateCase,
  CandidateDocument,
  CandidateProfile,
} from '@hallowerk/contract/candidates/candidate.ts';
import type { Occupation, Place, ReferenceItem, Showcase } from '@hallowerk/contract/reference/reference.ts';
import { COLLECTIONS, type CollectionName } from '@hallowerk/contract/sync/collections.ts';
import { meRows } from '../accounts/accounts.repository.ts';
import { toMe } from '../accounts/me-row.ts';
import { contactRequestRows, toContactRequest } from '../candidates/contact-request-row.ts';
import {
  favourites,
  judgements,
  noteConflicts,
  notes,
  savedSearches,
  searchMarks,
  settings,
  type Project,
} from './personal-projections.ts';
import { crawledVacancies } from '../crawler/crawled-vacancy-row.ts';
import {
  importedVacancies,
  persons,
  proposalCandidates,
  proposals,
  vacancies,
  vacancyConflicts,
} from '../vacancies/vacancy-row.ts';

/** Every field of `CandidateProfileSchema`; the compiler asks for a decision when the contract gains one. */
const PROFILE_FIELDS: Readonly<Record<keyof CandidateProfile, true>> = {
  firstName: true,
  lastName: true,
  city: true,
  lat: true,
  lon: true,
  photoId: true,
  oneLiner: true,
  about: true,
  motivation: true,
  talents: true,
  interests: true,
  hobbies: true,
  skills: true,
  workingLevel: true,
  deployability: true,
  deployableFrom: true,
  preferredFields: true,
  preferredOccupationIds: true,
  workTypes: true,
  languages: true,
  drivingLicences: true,
  transport: true,
  certificates: true,
  hoursMin: true,
  hoursMax: true,
  availableFrom: true,
  availableUntil: true,
  workingTimes: true,
  targetGroups: true,
  contactRoute: true,
  lastModifiedAt: true,
  lastConfirmedAt: true,
  employmentHistory: true,
  educationHistory: true,
  courses: true,
  media: true,
};

function pick<T>(source: T, fields: Readonly<Record<keyof T, true>>): T {
  const result: Partial<T> = {};
  for (const field of Object.keys(fields) as (keyof T)[]) result[field] = source[field];
  return result as T;
}

const candidateCards: Project = async (trx, ids) => {
  const rows: { id: string; profile: CandidateProfile }[] = await trx('candidate')
    .whereIn('id', ids)
    .select('id', 'profile');
  return rows.map(({ id, profile }): CandidateCard => ({ ...pick(profile, PROFILE_FIELDS), id }));
};

const candidateCases: Project = async (trx, ids) => {
  const rows = await trx('candidate as c')
    .join('candidate_internal as i', 'i.id', 'c.id')
    .whereIn('c.id', ids)
    .select('c.id', 'c.profile', 'c.email', 'c.phone', 'c.postcode', 'c.visible_to_employers')
    .select('i.client_number', 'i.gender', 'i.municipality', 'i.support_model', 'i.case_manager_name', 'i.tozo')
    .select(trx.raw('i.birth_date::text as birth_date'));
  return rows.map((row): CandidateCase => ({
    ...pick<CandidateProfile>(row.profile, PROFILE_FIELDS),
    id: row.id,
    email: row.email,
    phone: row.phone,
    postcode: row.postcode,
    visibleToEmployers: row.visible_to_employers,
    internal: {
      clientNumber: row.client_number,
      gender: row.gender,
      birthDate: row.birth_date,
      municipality: row.municipality,
      supportModel: row.support_model,
      caseManagerName: row.case_manager_name,
      tozo: row.tozo,
    },
  }));
};

const candidateDocuments: Project = async (trx, ids) => {
  const rows = await trx('candidate_document')
    .whereIn('id', ids)
    .select('id', 'candidate_id', 'kind', 'name', 'media_type', 'size_bytes', 'shareable');
  return rows.map((row): CandidateDocument => ({
    id: row.id,
    candidateId: row.candidate_id,
    kind: row.kind,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: Number(row.size_bytes),
    shareable: row.shareable,
  }));
};

const contactRequests: Project = async (trx, ids) => (await contactRequestRows(trx, ids)).map(toContactRequest);

const me: Project = async (trx, ids) => (await meRows(trx, ids)).map(toMe);
/** Of before custom roles. */
const meWithoutRights: Project = async (trx, ids) =>
  (await meRows(trx, ids)).map(toMe).map(({ roleName: _name, rights: _rights, ...rest }) => rest);

const occupations: Project = async (trx, ids) => {
  const rows = await trx('occupation')
    .whereIn('id', ids)
    .select('id', 'code', 'name', 'synonyms', 'group_code', 'related', 'description', 'source');
  return rows.map((row): Occupation => ({
    id: row.id,
    code: row.code,
    name: row.name,
    synonyms: row.synonyms,
    groupCode: row.group_code,
    related: row.related,
    description: row.description,
    source: row.source,
  }));
};

const places: Project = async (trx, ids) => {
  const rows = await trx('place')
    .whereIn('id', ids)
    .select('id', 'kind', 'code', 'name', 'municipality', 'province', 'lat', 'lon', 'population');
  return rows.map((row): Place => ({
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    municipality: row.municipality,
    province: row.province,
    lat: row.lat,
    lon: row.lon,
    population: row.population,
  }));
};

const referenceItems: Project = async (trx, ids) => {
  const rows = await trx('reference_item').whereIn('id', ids).select('id', 'kind', 'code', 'name', 'parent_code');
  return rows.map((row): ReferenceItem => ({
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    parentCode: row.parent_code,
  }));
};

const showcases: Project = async (trx, ids) => {
  const rows = await trx('showcase').whereIn('id', ids).select('id', 'name', 'region_codes', 'filter_categories');
  return rows.map((row): Showcase => ({
    id: row.id,
    name: row.name,
    regionCodes: row.region_codes,
    filterCategories: row.filter_categories,
  }));
};

/** Projection versions per collection; the last two stay implemented (sync §2.18). */
const PROJECTIONS: Readonly<Record<CollectionName, Readonly<Record<number, Project>>>> = {
  candidateCard: { 1: candidateCards },
  candidateCase: { 1: candidateCases },
  candidateDocument: { 1: candidateDocuments },
  vacancy: { 1: importedVacancies, 2: vacancies },
  favourite: { 1: favourites },
  me: { 1: meWithoutRights, 2: me },
  occupation: { 1: occupations },
  place: { 1: places },
  referenceItem: { 1: referenceItems },
  showcase: { 1: showcases },
  note: { 1: notes },
  noteConflict: { 1: noteConflicts },
  setting: { 1: settings },
  contactRequest: { 1: contactRequests },
  savedSearch: { 1: savedSearches },
  searchMark: { 1: searchMarks },
  judgement: { 1: judgements },
  proposal: { 1: proposals },
  proposalCandidate: { 1: proposalCandidates },
  vacancyConflict: { 1: vacancyConflicts },
  person: { 1: persons },
  crawledVacancy: { 1: crawledVacancies },
};

const BY_NUMBER: ReadonlyMap<number, Readonly<Record<number, Project>>> = new Map(
  (Object.keys(COLLECTIONS) as CollectionName[]).map((name) => [COLLECTIONS[name].number, PROJECTIONS[name]] as const),
);

/** Highest version in the client's range that this server can make; null when there is none. */
export function commonVersion(collection: number, range: readonly [number, number]): number | null {
  const versions = Object.keys(BY_NUMBER.get(collection) ?? {}).map(Number);
  const common = versions.filter((version) => version >= range[0] && version <= range[1]);
  return common.length === 0 ? null : Math.max(...common);
}

/** Projected rows by id. @throws when a row of the entries is missing, which the snapshot rules out. */
export async function project(
  trx: Knex,
  collection: number,
  version: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const projection = BY_NUMBER.get(collection)?.[version];
  if (projection === undefined) throw new Error(`No projection of collection ${collection}, version ${version}`);
  const rows = new Map((await projection(trx, ids)).map((row) => [row.id, row]));
  if (rows.size !== new Set(ids).size) throw new Error(`Collection ${collection}: entries without rows`);
  return rows;
}

/** Newest version of a collection that this server makes. */
export function newestVersion(collection: number): number {
  return Math.max(...Object.keys(BY_NUMBER.get(collection) ?? {}).map(Number));
}
