import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { ProblemError } from '../http/problems.ts';
import type { EntraTokenError } from './entra-token.ts';

export const microsoftChallengeClosed = (): ProblemError =>
  new ProblemError(410, 'challenge_closed', 'Deze aanmelding is verlopen. Begin opnieuw.');

export const microsoftNotLinked = (): ProblemError =>
  new ProblemError(
    403,
    'microsoft_not_linked',
    'Met dit Microsoft-account kun je hier nog niet aanmelden. Gebruik de uitnodiging die je kreeg. ' +
      'Of meld je aan met je wachtwoord, en voeg Microsoft Azure toe bij Beveiliging.',
  );

export const otherMicrosoftAccount = (cause?: unknown): ProblemError =>
  new ProblemError(
    403,
    'microsoft_other_account',
    'Dit Microsoft-account hoort niet bij jouw account. Kies het Microsoft-account waarmee je je hier aanmeldt.',
    { cause },
  );

export const signInTooOld = (): ProblemError =>
  new ProblemError(
    403,
    'microsoft_sign_in_too_old',
    'Microsoft heeft je niet opnieuw gevraagd wie je bent. Probeer het nog een keer.',
  );

export const passwordConfirms = (): ProblemError =>
  new ProblemError(409, 'password_confirms', 'Bevestig met je wachtwoord en een code dat jij het bent.');

/** Administrators prove their second step here: what their organisation asks is not known (security A03). */
export const notForAdministrators = (): ProblemError =>
  new ProblemError(
    403,
    'microsoft_not_for_administrators',
    'Beheerders melden zich altijd aan met hun wachtwoord en de extra controlestap.',
  );

export const microsoftTaken = (): ProblemError =>
  new ProblemError(
    409,
    'microsoft_already_linked',
    'Dit kan niet: je hebt al een Microsoft-account toegevoegd, of dit account is al in gebruik.',
  );

export const lastMethod = (advice: string): ProblemError =>
  new ProblemError(409, 'last_method', `Dit is je enige manier om aan te melden. ${advice}`);

/** What the user hears of a refused token. Why exactly a token is not valid helps only who makes them up. */
export function microsoftProblem(error: EntraTokenError): ProblemError {
  const { fault } = error;
  switch (fault) {
    case 'invalid':
      return new ProblemError(
        401,
        'microsoft_refused',
        'Microsoft heeft je aanmelding niet bevestigd. Probeer het opnieuw.',
        { cause: error },
      );
    case 'private-account':
      return new ProblemError(
        403,
        'private_microsoft_account',
        'Dit is een privéaccount van Microsoft, zoals Hotmail of MSN. Dat werkt hier niet. ' +
          'Gebruik het Microsoft Azure-account van je organisatie. Heb je dat niet? Kies dan voor een wachtwoord.',
        { cause: error },
      );
    case 'other-tenant':
      return new ProblemError(
        403,
        'tenant_not_allowed',
        'Met het Microsoft-account van deze organisatie kun je hier niet aanmelden. Gebruik je wachtwoord.',
        { cause: error },
      );
    case 'unreachable':
      return new ProblemError(
        503,
        'microsoft_unreachable',
        'Microsoft is nu niet bereikbaar. Probeer het zo opnieuw, of meld je aan met je wachtwoord.',
        { cause: error, retryAfterSeconds: 30 },
      );
    default:
      return assertNever(fault);
  }
}
