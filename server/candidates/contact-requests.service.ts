import type { Knex } from 'knex';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import type { ContactData, ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError, sessionExpired } from '../http/problems.ts';
import { HOUR, plus, type Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { isVisible, userScopeKeys } from '../shared/visibility.ts';
import { contactRequestRows, toContactRequest } from './contact-request-row.ts';
import { noticeOfRequest } from './contact-notices.ts';
import { accountManagerFor, contactDataOf, type Contact } from './contacts.repository.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];
const VACANCIES = [COLLECTIONS.vacancy.number];

/** New requests of one user in an hour: far above what a person can follow up, far below what makes a list. */
export const REQUESTS_PER_HOUR = 100;

/** `id`: chosen by the client; the same id is the same request. */
export interface AskedContact {
  readonly id: string;
  readonly vacancyId: string | null;
}

/** Contact data, online and one candidate at a time; each request is kept and in the audit trail (HW-CON-04). */
export interface ContactRequestsService {
  /**
   * Records the request and gives the contact data of now: the candidate's own when he may be approached directly, else
   * those of an account manager (HW-CON-02, HW-CON-03). Matching staff get the candidate's own (§5.9).
   * @throws {ProblemError} 404 for a candidate or vacancy that the user does not see, never saying which; 409 when the id
   * was used for something else, or nobody can be reached; 429 above `REQUESTS_PER_HOUR`.
   */
  request(session: SessionContext, candidateId: string, asked: AskedContact): Promise<ContactData>;
}

export function createContactRequestsService(deps: {
  readonly knex: Knex;
  readonly clock: Clock;
}): ContactRequestsService {
  return {
    request: (session, candidateId, asked) =>
      withTransaction(deps.knex, (trx) => request(trx, { session, candidateId, asked, now: deps.clock.now() })),
  };
}

interface Asking {
  readonly session: SessionContext;
  readonly candidateId: string;
  readonly asked: AskedContact;
  readonly now: Date;
}

async function request(trx: Trx, asking: Asking): Promise<ContactData> {
  const { session, candidateId, asked } = asking;
  // One request of a user at a time, so that none slips past the limit.
  await trx.raw('select 1 from app_user where id = ? for no key update', [session.userId]);
  const keys = await userScopeKeys(trx, session.userId);
  if (keys === null) throw sessionExpired();
  if (!(await isVisible(trx, keys, CANDIDATES, candidateId))) throw notFound();
  if (asked.vacancyId !== null && !(await isVisible(trx, keys, VACANCIES, asked.vacancyId))) throw notFound();
  const candidate = await contactDataOf(trx, candidateId);
  if (candidate === null) throw notFound();
  const before = await storedRequest(trx, asking);
  const line = before ?? (await newRequest(trx, asking, candidate.route));
  const object = `candidate:${candidateId}`;
  const action = before === null ? 'REQUEST_CONTACT' : 'VIEW';
  const detail = { field: 'contactData', request: asked.id };
  await recordAudit(trx, { actor: session.userId, action, object, result: 'ok', detail });
  const staff = abilitiesOf(session).can('view', 'CandidateContactData');
  // A route that was narrowed after the request, or widened, is not his: he asks again.
  const direct = staff || (candidate.route === 'DIRECT' && line.routeAtRequest === 'DIRECT');
  const contact = await reachable(trx, asking, candidate, direct);
  // Staff are the candidate's side themselves; for others it is told. Who has no organisation is the candidate himself.
  if (before === null && !staff) {
    const direct = contact.organizationName === '';
    const { id, requesterId } = line;
    await noticeOfRequest(trx, { id, requesterId, candidateId, requestedAt: asking.now, direct });
  }
  return { request: line, ...contact };
}

/** The request that this is a repetition of. @throws {ProblemError} 409 when the id is somebody else's, or of another. */
async function storedRequest(trx: Trx, { session, candidateId, asked }: Asking): Promise<ContactRequest | null> {
  const [row] = await contactRequestRows(trx, [asked.id]);
  if (row === undefined) return null;
  const same =
    row.requester_id === session.userId && row.candidate_id === candidateId && row.vacancy_id === asked.vacancyId;
  if (!same) throw idTaken();
  return toContactRequest(row);
}

async function newRequest(trx: Trx, asking: Asking, route: ContactRequest['routeAtRequest']): Promise<ContactRequest> {
  const { session, candidateId, asked, now } = asking;
  await requireRoom(trx, session.userId, now);
  const inserted = await trx('contact_request')
    .insert({
      id: asked.id,
      candidate_id: candidateId,
      requester_id: session.userId,
      vacancy_id: asked.vacancyId,
      route_at_request: route,
      requested_at: now,
      outcome: 'OPEN',
      outcome_at: null,
      note: '',
    })
    .onConflict('id')
    .ignore()
    .returning('*');
  if (inserted[0] === undefined) throw idTaken();
  return toContactRequest(inserted[0]);
}

async function requireRoom(trx: Trx, userId: string, now: Date): Promise<void> {
  const nth = await trx('contact_request')
    .where({ requester_id: userId })
    .where('requested_at', '>', plus(now, -HOUR))
    .orderBy('requested_at', 'desc')
    .offset(REQUESTS_PER_HOUR - 1)
    .first('requested_at');
  if (nth === undefined) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((plus(nth.requested_at, HOUR).getTime() - now.getTime()) / 1000));
  throw new ProblemError(
    429,
    'too_many_contact_requests',
    `Je kunt per uur ${REQUESTS_PER_HOUR} keer contactgegevens opvragen. Probeer het later opnieuw.`,
    { retryAfterSeconds },
  );
}

async function reachable(
  trx: Trx,
  { session }: Asking,
  candidate: Contact & { readonly regionCode: string },
  direct: boolean,
): Promise<Contact> {
  const { name, email, phone } = candidate;
  if (direct && (email !== '' || phone !== '')) return { name, organizationName: '', email, phone };
  const manager = await accountManagerFor(trx, session.userId, candidate.regionCode);
  if (manager !== null) return manager;
  throw new ProblemError(
    409,
    'nobody_reachable',
    'Er is nu niemand via wie je contact kunt krijgen. Probeer het later opnieuw, of bel de gemeente.',
  );
}

function idTaken(): ProblemError {
  return new ProblemError(409, 'id_taken', 'Deze aanvraag hoort bij iets anders. Vraag de contactgegevens opnieuw op.');
}
