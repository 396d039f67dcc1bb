import type {
  VacancyFields,
  VacancyRevisions,
  Vacancy,
  VacancyCreator,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import type { VacancyUser } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import type { Trx } from '../database/transaction.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { fieldsOf, type VacancyContent } from './vacancy-row.ts';

/** A vacancy as a handler needs it, locked until the end of its transaction. */
export interface StoredVacancy extends Pick<
  Vacancy,
  'id' | 'source' | 'status' | 'visibleToCandidates' | 'organizationId' | 'createdById'
> {
  readonly regionCode: string;
  readonly publishedAt: Date | null;
  readonly accountManagerId: string | null;
  readonly content: VacancyContent;
  readonly fields: VacancyFields;
  readonly revisions: VacancyRevisions;
}

export async function organizationOf(trx: Trx, userId: string): Promise<string | null> {
  const row = await trx('app_user').where({ id: userId, state: 'ACTIVE' }).first('organization_id');
  return row?.organization_id ?? null;
}

/** Who sends the mutation, with the organisation that he belongs to now. */
export async function vacancyUser({ trx, session }: MutationContext): Promise<VacancyUser> {
  const { userId: id, role, rights } = session;
  return { id, role, rights, organizationId: await organizationOf(trx, id) };
}

/**
 * The vacancy when he may see it: of his organisation, or of a region that he serves (`sync_desired`, collection 4). From
 * the table and not from the entries, because his own change before this one may have made it.
 */
export async function lockVacancy(
  { trx, scopeKeys }: MutationContext,
  user: VacancyUser,
  id: string,
): Promise<StoredVacancy | null> {
  const row = await trx('vacancy').where({ id }).forUpdate().first();
  if (row === undefined) return null;
  const ofOrganization = row.organization_id !== null && row.organization_id === user.organizationId;
  if (!ofOrganization && !scopeKeys.includes(`reg:${row.region_code}:am`)) return null;
  const organization =
    row.organization_id === null
      ? undefined
      : await trx('organization').where({ id: row.organization_id }).first('account_manager_id');
  const content = row.content as VacancyContent;
  return {
    id,
    source: content.source,
    status: row.status,
    visibleToCandidates: row.visible_to_candidates,
    organizationId: row.organization_id,
    createdById: row.created_by,
    regionCode: row.region_code,
    publishedAt: row.published_at,
    accountManagerId: organization?.account_manager_id ?? null,
    content,
    fields: fieldsOf(content),
    revisions: row.revisions,
  };
}

/**
 * The region of a new vacancy: where its organisation is, or else who makes it. An employer makes them for his own
 * organisation, the staff of a region for the employers there.
 * @throws MutationRefusedError `not_available` for another organisation, never saying whether it exists
 */
export async function placeOf(
  { trx, scopeKeys }: MutationContext,
  user: VacancyUser,
  organizationId: string,
  side: VacancyCreator,
): Promise<{ readonly regionCode: string }> {
  const row = await trx('organization as o')
    .leftJoin('municipality as m', 'm.id', 'o.municipality_id')
    .where('o.id', organizationId)
    .first('m.region_code');
  const own = await trx('app_user as u')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .where('u.id', user.id)
    .first('m.region_code');
  const regionCode: string | undefined = row?.region_code ?? own?.region_code;
  const allowed =
    side === 'EMPLOYER' ? organizationId === user.organizationId : scopeKeys.includes(`reg:${regionCode}:am`);
  if (row === undefined || regionCode === undefined || !allowed) throw new MutationRefusedError('not_available');
  return { regionCode };
}
