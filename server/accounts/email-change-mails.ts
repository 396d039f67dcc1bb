import { EMAIL_CANCEL_DAYS } from '@hallowerk/contract/accounts/email-change.ts';
import type { QueuedMail } from '../outbox/mail-queue.ts';

interface EmailChangeMail {
  /** Of this request. */
  readonly id: string;
  readonly to: string;
  readonly link: string;
  readonly productName: string;
}

/** To the new address. Holds no name and no other address: somebody may have typed it wrong. */
export function confirmMail({ id, to, link, productName }: EmailChangeMail): QueuedMail {
  return {
    ...{ kind: 'EMAIL_CHANGE', key: id, to },
    subject: 'Bevestig je nieuwe e-mailadres',
    text:
      `Je wilt dit e-mailadres gebruiken voor ${productName}.\n\n` +
      `Bevestig je e-mailadres:\n${link}\n\n` +
      'De link werkt één keer en is 24 uur geldig.\n' +
      'Heb je dit niet aangevraagd? Dan hoef je niets te doen.',
  };
}

/** To an address that has an account already: only its owner learns that. */
export function takenMail({ id, to, productName }: EmailChangeMail): QueuedMail {
  return {
    ...{ kind: 'EMAIL_CHANGE_TAKEN', key: id, to },
    subject: 'Dit e-mailadres is al in gebruik',
    text:
      `Iemand wilde dit e-mailadres gebruiken voor een ander account van ${productName}. ` +
      'Dat kan niet, want er is al een account met dit adres. Er is niets veranderd.\n\n' +
      'Was jij dat? Neem dan contact op met je gemeente. Was jij dat niet? Dan hoef je niets te doen.',
  };
}

/** To the old address, whatever comes of it. */
export function noticeMail({ id, to, link, productName }: EmailChangeMail): QueuedMail {
  return {
    ...{ kind: 'EMAIL_CHANGE_NOTICE', key: id, to },
    subject: 'Je e-mailadres wordt gewijzigd',
    text:
      `Er is een ander e-mailadres aangevraagd voor je account van ${productName}.\n\n` +
      'Was jij dit? Dan hoef je niets te doen.\n\n' +
      `Was jij dit niet? Houd dan je oude adres:\n${link}\n\n` +
      `Dat kan ${EMAIL_CANCEL_DAYS} dagen lang. Je wordt dan overal uitgelogd. Wijzig daarna meteen je wachtwoord.`,
  };
}
