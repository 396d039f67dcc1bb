import type { QueuedMail } from '../outbox/mail-queue.ts';

/**
 * The mail after 'Wachtwoord vergeten?'. Holds no name. Who has no account hears so in the words of the product (HW-PWD-04),
 * at most once a day, and nobody but the owner of the mailbox does (security §5.5, decision 6.2).
 */
export function resetMail(of: {
  /** Of this request. */
  readonly id: string;
  readonly to: string;
  readonly kind: 'link' | 'unknown' | 'closed';
  readonly link: string;
  readonly addressHash: Buffer;
  readonly now: Date;
  readonly productName: string;
}): QueuedMail {
  const { to, productName } = of;
  const day = of.now.toISOString().slice(0, 10);
  const onceADay = `${of.addressHash.toString('base64url')}|${day}`;
  switch (of.kind) {
    case 'link':
      return {
        ...{ kind: 'PASSWORD_RESET', key: of.id, to },
        subject: 'Wijzig je wachtwoord',
        text:
          `Je hebt een nieuw wachtwoord aangevraagd voor ${productName}.\n\n` +
          `Wijzig wachtwoord:\n${of.link}\n\n` +
          'De link werkt één keer en is 30 minuten geldig.\n' +
          'Heb je dit niet aangevraagd? Dan hoef je niets te doen. Je wachtwoord blijft zoals het is.',
      };
    case 'unknown':
      return {
        ...{ kind: 'PASSWORD_RESET_UNKNOWN', key: onceADay, to },
        subject: 'Geen account gevonden',
        text:
          'Er is geen account met dit e-mailadres bij ons bekend.\n\n' +
          `Iemand vroeg voor dit adres een nieuw wachtwoord aan bij ${productName}. ` +
          'Was jij dat? Controleer of je het adres goed hebt gespeld, of gebruik het adres waarop je de uitnodiging kreeg.\n' +
          'Was jij dat niet? Dan hoef je niets te doen.',
      };
    case 'closed':
      return {
        ...{ kind: 'PASSWORD_RESET_CLOSED', key: onceADay, to },
        subject: 'Je kunt nu niet inloggen',
        text:
          `Je hebt een nieuw wachtwoord aangevraagd voor ${productName}. Je account is nog niet klaar of is geblokkeerd.\n\n` +
          'Neem contact op met je gemeente.',
      };
  }
}
