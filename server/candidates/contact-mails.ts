import type { Mail } from '../outbox/outbound.ts';

/**
 * Texts of the mails around contact requests and confirmations (§5.12). None holds the name of a candidate but the one to
 * himself; what staff and employers need is behind a link into the program, which opens only for who is signed in there.
 */

const APP = 'hallowerk://';
const MOMENT = new Intl.DateTimeFormat('nl-NL', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Amsterdam',
});
const DAY = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'Europe/Amsterdam' });

const text = (...paragraphs: readonly (string | null)[]): string =>
  paragraphs.filter((one) => one !== null).join('\n\n');

/** CONTACT_FOLLOW_UP: a request waits for its outcome. */
export function reminderMail(to: string, requestedAt: Date, workingDays: number): Mail {
  return {
    to,
    subject: `Herinnering: een contactverzoek staat al ${workingDays} werkdagen open`,
    text: text(
      'Hallo,',
      `Op ${DAY.format(requestedAt)} vroeg je contactgegevens van een kandidaat op. Er staat nog geen uitkomst bij.`,
      'Heb je contact gehad? Leg dan vast wat ervan is gekomen. Is het niet gelukt? Leg dat dan ook vast.',
      `Je vindt je verzoek onder Contactverzoeken: ${APP}contactverzoeken`,
    ),
  };
}

export interface ContactNotice {
  readonly organizationName: string;
  readonly requestedAt: Date;
}

/** To the candidate: who asked for his contact data, when, and how to object. */
export function candidateNoticeMail(
  to: string,
  firstName: string,
  notice: ContactNotice,
  manager: { readonly municipality: string; readonly email: string } | null,
): Mail {
  const contact =
    manager === null ? 'je contactpersoon bij de gemeente' : `je contactpersoon bij ${manager.municipality}`;
  return {
    to,
    subject: 'Een werkgever heeft je contactgegevens bekeken',
    text: text(
      greeting(firstName),
      `${notice.organizationName} heeft op ${MOMENT.format(notice.requestedAt)} je contactgegevens opgevraagd. De werkgever kan je nu bellen of mailen over werk.`,
      `Wil je dit niet? Laat het weten aan ${contact}. Je kunt ervoor kiezen dat werkgevers eerst de gemeente bellen, of dat je profiel niet meer zichtbaar is.`,
      manager === null ? null : `Je kunt mailen naar ${manager.email}.`,
    ),
  };
}

/** To the account manager, when an employer reaches a candidate through him. `unaware`: the candidate has no mail address. */
export function managerNoticeMail(
  to: string,
  candidateId: string,
  { organizationName, requestedAt }: ContactNotice,
  unaware: boolean,
): Mail {
  return {
    to,
    subject: 'Een werkgever vraagt contact met een kandidaat',
    text: text(
      'Hallo,',
      unaware
        ? `${organizationName} heeft op ${MOMENT.format(requestedAt)} de contactgegevens van een kandidaat opgevraagd. De kandidaat heeft geen e-mailadres. Laat jij het hem of haar weten?`
        : `${organizationName} wil sinds ${MOMENT.format(requestedAt)} in contact komen met een kandidaat en kreeg jouw gegevens. Breng jij ze bij elkaar?`,
      `Om wie het gaat, zie je in het programma: ${APP}kandidaten/${candidateId}`,
    ),
  };
}

/** PROFILE_CONFIRM: whether the profile is still right. */
export function confirmationMail(to: string, firstName: string, link: string, expiresAt: Date): Mail {
  return {
    to,
    subject: 'Klopt je profiel nog?',
    text: text(
      greeting(firstName),
      'Werkgevers zoeken in de profielen van de gemeente naar nieuwe mensen. Aan je profiel is al een tijd niets veranderd.',
      `Klopt het nog? Laat het weten via deze link: ${link}`,
      `De link werkt één keer, tot en met ${DAY.format(expiresAt)}. Verwachtte je deze mail niet? Dan hoef je niets te doen.`,
    ),
  };
}

/** To who asked: the candidate says that something changed. */
export function changedMail(to: string, candidateId: string): Mail {
  return {
    to,
    subject: 'Een kandidaat meldt dat het profiel niet meer klopt',
    text: text(
      'Hallo,',
      'Je vroeg een kandidaat of het profiel nog klopt. De kandidaat antwoordt dat er iets is veranderd. Neem contact op om het profiel bij te werken.',
      `Om wie het gaat, zie je in het programma: ${APP}kandidaten/${candidateId}`,
    ),
  };
}

function greeting(firstName: string): string {
  return firstName.trim() === '' ? 'Hallo,' : `Hallo ${firstName.trim()},`;
}
