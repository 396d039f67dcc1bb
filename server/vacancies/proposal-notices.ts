import type { Knex } from 'knex';
import { wantsMail } from '../outbox/mail-preferences.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import type { Mail } from '../outbox/outbound.ts';

const HOUR = 3_600_000;

export interface ProposedFor {
  readonly vacancyId: string;
  readonly organizationId: string | null;
  readonly title: string;
}

/**
 * NEW_PROPOSAL (§5.12): tells the employer's people that somebody was proposed. Of one vacancy one mail an hour to each,
 * so that proposing ten candidates is one mail.
 */
export async function noticeOfProposal(
  trx: Knex,
  { vacancyId, organizationId, title }: ProposedFor,
  now: Date,
): Promise<void> {
  if (organizationId === null) return;
  const people: { id: string; email: string }[] = await trx('app_user')
    .where({ organization_id: organizationId, state: 'ACTIVE' })
    .whereIn('role', ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'])
    .orderBy('id')
    .select('id', 'email');
  const hour = Math.floor(now.getTime() / HOUR);
  for (const { id, email } of people) {
    if (!(await wantsMail(trx, id, 'NEW_PROPOSAL'))) continue;
    await queueMail(
      trx,
      { kind: 'NEW_PROPOSAL', key: `${vacancyId}:${id}:${hour}`, ...proposalMail(email, vacancyId, title) },
      now,
    );
  }
}

/** Never holds the name of a candidate: who it is, is behind a link into the program. */
function proposalMail(to: string, vacancyId: string, title: string): Mail {
  return {
    to,
    subject: 'Er is een kandidaat voorgesteld voor je vacature',
    text: [
      'Hallo,',
      `Je accountmanager stelt een of meer kandidaten voor bij je vacature ‘${title}’.`,
      `Bekijk ze in het programma en laat weten wat je ervan vindt: hallowerk://vacatures/${vacancyId}`,
    ].join('\n\n'),
  };
}
