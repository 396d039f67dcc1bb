import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import {
  groupsOf,
  VACANCY_GROUP_NAMES,
  type ImportedVacancy,
  type VacancyFields,
  type VacancyGroup,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import {
  applyVacancyCommand,
  mayEditVacancy,
  mayPublishVacancy,
  vacancyFaults,
  vacancyRights,
} from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { uuidv7 } from '../database/uuid.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { mergeVacancy, type LostGroup } from './vacancy-merge.ts';
import { STAFF_ROLES } from './vacancy-row.ts';
import { lockVacancy, organizationOf, placeOf, vacancyUser, type StoredVacancy } from './vacancy-access.ts';

/**
 * A new vacancy of HalloWerk (HW-VAD): of the own organisation, or by the staff of the region for an employer there. An id
 * that is his own already does nothing.
 */
export async function createVacancy(
  context: MutationContext,
  { id, organization, fields, status, visibleToCandidates, revision }: MutationArgs<'vacancy.create'>,
): Promise<'ok' | 'noop'> {
  const { trx, session, effectiveAt } = context;
  const rights = vacancyRights(session);
  if (!rights.create || (visibleToCandidates && !rights.publish)) throw new MutationRefusedError('not_available');
  const user = await vacancyUser(context);
  const place = await placeOf(context, user, organization, rights.side);
  const existing = await trx('vacancy').where({ id }).first('created_by');
  if (existing !== undefined) {
    if (existing.created_by === user.id) return 'noop';
    throw new MutationRefusedError('not_available');
  }
  if (status === 'ACTIVE' && vacancyFaults(fields, amsterdamDay(effectiveAt)).length > 0)
    throw new MutationRefusedError('invalid');
  await requireContact(context, fields, organization, place.regionCode);
  const revisions = Object.fromEntries(VACANCY_GROUP_NAMES.map((group) => [group, revision]));
  const inserted = await trx('vacancy')
    .insert({
      id,
      region_code: place.regionCode,
      organization_id: organization,
      content: JSON.stringify(internalContent(id, fields)),
      status,
      visible_to_candidates: visibleToCandidates,
      published_at: status === 'ACTIVE' ? effectiveAt : null,
      created_by: user.id,
      created_by_role: rights.side,
      created_at: effectiveAt,
      revisions: JSON.stringify(revisions),
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  if (inserted.length === 0) throw new MutationRefusedError('not_available');
  return 'ok';
}

function internalContent(id: string, fields: VacancyFields): ImportedVacancy & VacancyFields {
  return { ...fields, id, source: 'INTERNAL', vacancyNumber: '', organizationName: '', publishedAt: null };
}

/**
 * Writes groups of fields (HW-VED-02). What somebody else changed meanwhile stays, and is a choice for who sent this one.
 * @throws MutationRefusedError `invalid` when an active vacancy would get a fault in what he changed.
 */
export async function saveVacancy(
  context: MutationContext,
  { id, set, seen, revision }: MutationArgs<'vacancy.save'>,
): Promise<'ok' | 'noop'> {
  const { trx, effectiveAt } = context;
  const vacancy = await lockEditable(context, id);
  const { version, written, lost } = mergeVacancy(vacancy, { set, seen, revision });
  const isFaulty = vacancyFaults({ ...vacancy.fields, ...set }, amsterdamDay(effectiveAt), groupsOf(set));
  if (vacancy.status === 'ACTIVE' && isFaulty.length > 0) throw new MutationRefusedError('invalid');
  if (written.includes('contactPerson'))
    await requireContact(context, version.fields, vacancy.organizationId, vacancy.regionCode);
  if (written.length > 0) {
    await trx('vacancy')
      .where({ id })
      .update({
        content: JSON.stringify({ ...vacancy.content, ...version.fields }),
        revisions: JSON.stringify(version.revisions),
        version: trx.raw('version + 1'),
        updated_at: context.now,
      });
  }
  for (const one of lost) await keepLost(context, id, one, revision);
  return written.length + lost.length > 0 ? 'ok' : 'noop';
}

/** Archive, activate, show to candidates or hide (HW-VED-03…06). */
export async function decideVacancy(
  context: MutationContext,
  { id, command }: MutationArgs<'vacancy.decide'>,
): Promise<'ok' | 'noop'> {
  const { trx, effectiveAt } = context;
  const vacancy = await lockEditable(context, id);
  const user = await vacancyUser(context);
  if ((command === 'PUBLISH' || command === 'UNPUBLISH') && !mayPublishVacancy(user, vacancy))
    throw new MutationRefusedError('not_available');
  const next = applyVacancyCommand(vacancy, command);
  if (next === 'noop') return 'noop';
  if (next === 'transition') throw new MutationRefusedError('transition');
  const activates = next.status === 'ACTIVE' && vacancy.status !== 'ACTIVE';
  if (activates && vacancyFaults(vacancy.fields, amsterdamDay(effectiveAt)).length > 0)
    throw new MutationRefusedError('invalid');
  await trx('vacancy')
    .where({ id })
    .update({
      status: next.status,
      visible_to_candidates: next.visibleToCandidates,
      published_at: vacancy.publishedAt ?? (activates ? effectiveAt : null),
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
  return 'ok';
}

/** The author's choice between two versions was made; another's conflict and one that is gone give the same answer. */
export async function resolveVacancy(
  { trx, session, now }: MutationContext,
  { conflict }: MutationArgs<'vacancy.resolve'>,
): Promise<'ok' | 'noop'> {
  const own = { id: conflict, author_id: session.userId };
  const row = await trx('vacancy_conflict').where(own).forUpdate().first('resolved_at');
  if (row === undefined) throw new MutationRefusedError('not_available');
  if (row.resolved_at !== null) return 'noop';
  await trx('vacancy_conflict').where(own).update({ resolved_at: now });
  return 'ok';
}

/** A vacancy that he may not change and one that does not exist give the same answer. */
async function lockEditable(context: MutationContext, id: string): Promise<StoredVacancy> {
  const user = await vacancyUser(context);
  const vacancy = await lockVacancy(context, user, id);
  if (vacancy === null || !mayEditVacancy(user, vacancy)) throw new MutationRefusedError('not_available');
  return vacancy;
}

/** A contact person belongs to the organisation, or serves the region. */
async function requireContact(
  { trx }: MutationContext,
  { contactPersonId }: VacancyFields,
  organizationId: string | null,
  regionCode: string,
): Promise<void> {
  if (contactPersonId === null) return;
  const known = await organizationOf(trx, contactPersonId);
  const serves = await trx('user_region as r')
    .join('app_user as u', 'u.id', 'r.user_id')
    .where({ 'r.user_id': contactPersonId, 'r.region_code': regionCode, 'r.relation': 'own' })
    .whereIn('u.role', STAFF_ROLES)
    .first('r.user_id');
  if (known === null || (known !== organizationId && serves === undefined)) throw new MutationRefusedError('invalid');
}

/** Keeps what lost for its author, in the place of what he had lost before on top of which he wrote it. */
async function keepLost(
  { trx, session, now }: MutationContext,
  vacancyId: string,
  { group, other, seen }: LostGroup & { readonly group: VacancyGroup },
  revision: string,
): Promise<void> {
  const open = { vacancy_id: vacancyId, author_id: session.userId, field_group: group, resolved_at: null };
  const written = { other: JSON.stringify(other), revision };
  const replaced = await trx('vacancy_conflict').where(open).whereIn('revision', [seen, revision]).update(written);
  if (replaced > 0) return;
  await trx('vacancy_conflict').insert({ id: uuidv7(), ...open, ...written, created_at: now });
}
