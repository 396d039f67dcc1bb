import type { InvitationKind, InvitationMail } from '@hallowerk/contract/accounts/invitation.ts';

/** What a mail needs to know of an invitation. Texts of people are used as they are: the mail is plain text. */
export interface MailedInvitation {
  readonly kind: InvitationKind;
  readonly fullName: string;
  readonly inviterName: string;
  readonly inviterOrganization: string;
  readonly organizationName: string;
  readonly personalMessage: string;
  readonly link: string;
  readonly expiresAt: Date;
  readonly productName: string;
}

const UNTIL = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/Amsterdam' });

/** What HalloWerk is, in the words of who is going to use it. */
const ABOUT: Readonly<Record<InvitationKind, (product: string) => string>> = {
  EMPLOYER: (product) =>
    `${product} laat je zoeken in profielen van mensen uit de regio die willen werken. Je bewaart wie je interessant ` +
    'vindt en vraagt contactgegevens aan. Je accountmanager bij de gemeente helpt je daarbij.',
  ATS_USER: (product) =>
    `Met ${product} brengen collega's van de gemeente werkgevers en werkzoekenden in de regio bij elkaar.`,
  CLIENT_PORTAL: (product) =>
    `Er is een account voor je bij ${product}, maar het is nog niet actief. Je maakt het actief met de link hieronder. ` +
    'Je krijgt een pincode per sms op het mobiele nummer dat bij ons bekend is.',
};

/** Named as the sources name the button (HW-INV-03, WT-ACT-02). */
const BUTTON: Readonly<Record<InvitationKind, string>> = {
  EMPLOYER: 'Meld je aan',
  ATS_USER: 'Meld je aan',
  CLIENT_PORTAL: 'Activeer',
};

/** HW-INV-02/-03, HR-INV-01, WT-ACT-02/-05, HF-ACT-01. */
export function invitationMail(invitation: MailedInvitation): InvitationMail {
  const { kind, fullName, inviterName, organizationName, productName, link } = invitation;
  return {
    subject: `Je bent uitgenodigd voor ${productName}`,
    text: [
      `Beste ${fullName},`,
      `${inviterName} van ${invitation.inviterOrganization} nodigt je uit voor ${productName}, voor ${organizationName}.`,
      ...quoted(invitation),
      ABOUT[kind](productName),
      `${BUTTON[kind]}:\n${link}`,
      'Kun je niet op de link klikken? Kopieer dan het hele adres en plak het in je browser.',
      `De link werkt één keer, tot ${UNTIL.format(invitation.expiresAt)}.`,
      `Verwachtte je deze e-mail niet? Dan hoef je niets te doen. Er wordt geen account gemaakt zolang je niet akkoord gaat.`,
    ].join('\n\n'),
  };
}

/** For who has an account already (HW-INV-07): only the owner of the address reads this. */
export function knownAddressMail(invitation: MailedInvitation, known: 'LOGIN' | 'CLOSED'): InvitationMail {
  const { fullName, inviterName, organizationName, productName, link } = invitation;
  return {
    subject: `Je bent uitgenodigd voor ${productName}`,
    text: [
      `Beste ${fullName},`,
      `${inviterName} van ${invitation.inviterOrganization} nodigt je uit voor ${productName}, voor ${organizationName}.`,
      ...quoted(invitation),
      ...(known === 'LOGIN'
        ? [
            'Je hebt al een account met dit e-mailadres. Met de link hieronder voeg je een account toe. ' +
              'Je logt in met je eigen wachtwoord; daarna wissel je in het menu tussen je accounts.',
            `Voeg het account toe:\n${link}`,
            `De link werkt één keer, tot ${UNTIL.format(invitation.expiresAt)}.`,
          ]
        : [
            `Je hebt al een account met dit e-mailadres. Open ${productName} en meld je aan met je eigen wachtwoord.`,
            `Hoe dat gaat, lees je hier:\n${link}`,
          ]),
    ].join('\n\n'),
  };
}

/** Every line is marked, so that a personal message cannot pass for a text of ours. */
function quoted({ inviterName, personalMessage }: MailedInvitation): readonly string[] {
  if (personalMessage.trim() === '') return [];
  const lines = personalMessage.trim().split(/\r\n|[\r\n\u2028\u2029]/);
  return [`${inviterName} schrijft:\n${lines.map((line) => `> ${line}`.trimEnd()).join('\n')}`];
}
