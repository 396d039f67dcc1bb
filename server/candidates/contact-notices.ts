import type { Knex } from 'knex';
import { queueMail } from '../outbox/mail-queue.ts';
import { candidateNoticeMail, managerNoticeMail } from './contact-mails.ts';
import { accountManagerFor } from './contacts.repository.ts';

export interface NewRequest {
  readonly id: string;
  readonly requesterId: string;
  readonly candidateId: string;
  readonly requestedAt: Date;
  /** Whether the employer got the candidate's own data; else those of the account manager. */
  readonly direct: boolean;
}

/**
 * Tells the candidate's side that an employer asked for contact data (BX-08), in the transaction of the request: the
 * candidate himself when his data were given and he has a mail address, else the account manager.
 */
export async function noticeOfRequest(trx: Knex, request: NewRequest): Promise<void> {
  const { id, requesterId, candidateId, requestedAt, direct } = request;
  const candidate = await trx('candidate').where({ id: candidateId }).first('email', 'profile', 'region_code');
  const organization = await trx('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .where('u.id', requesterId)
    .first('o.name');
  const manager = await accountManagerFor(trx, requesterId, candidate.region_code);
  const notice = { organizationName: organization.name, requestedAt };
  if (direct && candidate.email !== '') {
    const contact = manager && { municipality: manager.organizationName, email: manager.email };
    const mail = candidateNoticeMail(candidate.email, candidate.profile.firstName, notice, contact);
    return queueMail(trx, { kind: 'CONTACT_NOTICE', key: id, ...mail }, requestedAt);
  }
  if (manager === null || manager.email === '') return;
  const mail = managerNoticeMail(manager.email, candidateId, notice, direct);
  await queueMail(trx, { kind: 'CONTACT_NOTICE', key: id, ...mail }, requestedAt);
}
