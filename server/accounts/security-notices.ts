import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { queueMail } from '../outbox/mail-queue.ts';

/** Changes of a user's security that he hears of by mail, so that he notices one that was not his (security A08). */
export type SecurityChange =
  | 'password'
  | 'password-removed'
  | 'factor-added'
  | 'factor-removed'
  | 'recovery-codes'
  | 'recovery-code-used'
  | 'microsoft-added'
  | 'microsoft-removed'
  | 'account-added';

const SUBJECTS: Readonly<Record<SecurityChange, string>> = {
  password: 'Je wachtwoord is gewijzigd',
  'password-removed': 'Je wachtwoord is verwijderd',
  'factor-added': 'Je extra controlestap is gewijzigd',
  'factor-removed': 'Een extra controlestap is verwijderd',
  'recovery-codes': 'Je hebt nieuwe herstelcodes',
  'recovery-code-used': 'Er is ingelogd met een herstelcode',
  'microsoft-added': 'Je kunt nu aanmelden met Microsoft',
  'microsoft-removed': 'Je kunt niet meer aanmelden met Microsoft',
  'account-added': 'Er is een account toegevoegd',
};

const TEXTS: Readonly<Record<SecurityChange, string>> = {
  password: 'Het wachtwoord van je account is zojuist gewijzigd. Op andere apparaten moet je opnieuw inloggen.',
  'password-removed':
    'Het wachtwoord van je account is zojuist verwijderd. Je meldt je nu aan met Microsoft. Op andere apparaten moet je opnieuw inloggen.',
  'factor-added': 'De extra controlestap van je account is zojuist ingesteld of gewijzigd.',
  'factor-removed': 'Een extra controlestap van je account is zojuist verwijderd.',
  'recovery-codes': 'Er zijn zojuist nieuwe herstelcodes gemaakt voor je account. De oude werken niet meer.',
  'recovery-code-used': 'Er is zojuist in je account ingelogd met een herstelcode.',
  'microsoft-added': 'Er is zojuist een Microsoft-account toegevoegd waarmee je kunt aanmelden.',
  'microsoft-removed': 'Het Microsoft-account waarmee je kon aanmelden, is zojuist verwijderd.',
  'account-added':
    'Je hebt een uitnodiging aangenomen. Je kunt nu ook met dat account werken: kies het in het menu rechtsboven. Inloggen blijft zoals het was.',
};

/** Writes the notice in the transaction of the change. */
export async function noticeOf(
  trx: Trx,
  deps: { readonly productName: string },
  change: { readonly userId: string; readonly change: SecurityChange; readonly now: Date },
): Promise<void> {
  const user = await trx('app_user').where({ id: change.userId }).first('email');
  if (user === undefined) return;
  const text =
    `${TEXTS[change.change]}\n\nWas jij dit? Dan hoef je niets te doen.\n` +
    'Was jij dit niet? Neem dan direct contact op met je gemeente.\n\n' +
    deps.productName;
  const mail = { kind: 'SECURITY_NOTICE', key: uuidv7(), to: user.email, subject: SUBJECTS[change.change], text };
  await queueMail(trx, mail, change.now);
}
