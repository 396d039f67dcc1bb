import { CONTACT_OUTCOMES } from '../candidates/contact-request.ts';
import { AUDIT_ACTIONS, type AuditLine } from './audit.ts';

type Language = 'nl' | 'en';
type Words = readonly [nl: string, en: string];
type Said = Pick<AuditLine, 'action' | 'object' | 'detail'>;

const METHODS: Readonly<Record<string, Words>> = {
  SMS: ['met een sms-code', 'with a text message code'],
  TOTP: ['met een authenticator-app', 'with an authenticator app'],
  RECOVERY_CODE: ['met een herstelcode', 'with a recovery code'],
  TRUSTED_DEVICE: ['op een onthouden apparaat', 'on a remembered device'],
  MICROSOFT: ['met Microsoft', 'with Microsoft'],
};

const FAILED_AT: Readonly<Record<string, Words>> = {
  password: ['wachtwoord of e-mailadres klopte niet', 'wrong password or email address'],
  'second-factor': ['code klopte niet', 'wrong code'],
  confirmation: ['wachtwoord klopte niet bij bevestigen', 'wrong password when confirming'],
  microsoft: ['met Microsoft', 'with Microsoft'],
  'password-expired': ['wachtwoord was verlopen', 'password had expired'],
  'token-reused': ['oude sleutel opnieuw gebruikt', 'an old token was used again'],
  'device-ordered': ['apparaat is vergrendeld of moet worden gewist', 'device is locked or to be wiped'],
};

const SECURITY: Readonly<Record<string, Words>> = {
  password: ['Wachtwoord gewijzigd', 'Password changed'],
  'reset-requested': ['Nieuw wachtwoord aangevraagd', 'New password requested'],
  'factor-added': ['Extra controlestap ingesteld', 'Second step added'],
  'factor-removed': ['Extra controlestap verwijderd', 'Second step removed'],
  'recovery-codes': ['Herstelcodes gemaakt', 'Recovery codes made'],
  'recovery-code-used': ['Herstelcode gebruikt', 'Recovery code used'],
  'microsoft-added': ['Microsoft-account gekoppeld', 'Microsoft account linked'],
  'microsoft-removed': ['Microsoft-account losgekoppeld', 'Microsoft account unlinked'],
};

const DECISIONS: Readonly<Record<string, Words>> = {
  LOCK: ['Apparaat vergrendeld', 'Device locked'],
  RELEASE: ['Apparaat vrijgegeven', 'Device released'],
  WIPE: ['Opdracht gegeven om apparaat te wissen', 'Device ordered to be wiped'],
};

const INVITATIONS: Readonly<Record<string, Words>> = {
  SAVE: ['Uitnodiging opgeslagen', 'Invitation saved'],
  SEND: ['Uitnodiging verstuurd', 'Invitation sent'],
  REVOKE: ['Uitnodiging ingetrokken', 'Invitation withdrawn'],
  ACCEPT: ['Uitnodiging geaccepteerd', 'Invitation accepted'],
};

const VIEWED: Readonly<Record<string, Words>> = {
  physicalCapacity: ['Belastbaarheid bekeken', 'Physical capacity viewed'],
  contactData: ['Contactgegevens bekeken', 'Contact data viewed'],
  document: ['Document geopend', 'Document opened'],
};

const CONFIRMATIONS: Readonly<Record<string, Words>> = {
  ASKED: ['Gevraagd om profiel te bevestigen', 'Asked to confirm the profile'],
  CHANGED: ['Gemeld dat het profiel niet meer klopt', 'Said that the profile is not right any more'],
};

const STATES: Readonly<Record<string, Words>> = {
  ACTIVE: ['Account geactiveerd', 'Account activated'],
  BLOCKED: ['Account geblokkeerd', 'Account blocked'],
  REMOVED: ['Account verwijderd', 'Account removed'],
};

const OPERATIONS: Readonly<Record<string, Words>> = {
  import: ['Gegevens geïmporteerd', 'Data imported'],
  repair: ['Synchronisatie hersteld', 'Synchronisation repaired'],
  restored: ['Server hersteld uit een back-up', 'Server restored from a backup'],
};

/** Details that say more than the action does, first match first. */
const BY_DETAIL: readonly (readonly [field: string, words: Readonly<Record<string, Words>>])[] = [
  ['security', SECURITY],
  ['decision', DECISIONS],
  ['invitation', INVITATIONS],
  ['confirmation', CONFIRMATIONS],
  ['state', STATES],
  ['operation', OPERATIONS],
  ['device', { new: ['Nieuw apparaat aangemeld', 'New device signed in'] }],
];

/** What a line says was done, in a few words. A detail that is not known here leaves the words of the action. */
export function auditWords(line: Said, language: Language = 'nl'): string {
  const { action, object, detail } = line;
  const say = (words: Words): string => words[language === 'nl' ? 0 : 1];
  const label = AUDIT_ACTIONS.label(action, language);
  const text = (field: string): string => String(detail[field] ?? '');
  if (object?.kind === 'audit') return `${say(['Auditlogboek', 'Audit trail'])}: ${label.toLowerCase()}`;
  if (action === 'LOGIN') return signInWords(detail, label, say);
  if (action === 'LOGIN_FAILED') {
    const why = FAILED_AT[text('reason')] ?? FAILED_AT[text('step')];
    return why === undefined ? label : `${label}: ${say(why)}`;
  }
  if (action === 'VIEW') {
    if (detail['form'] === 'filter')
      return say(['Belastbaarheid gebruikt als filter', 'Physical capacity used as filter']);
    return say(VIEWED[text('field')] ?? [label, label]);
  }
  if (action === 'CHANGE_STATE' && detail['outcome'] !== undefined) {
    return `${say(['Uitkomst van contact', 'Outcome of contact'])}: ${CONTACT_OUTCOMES.label(text('outcome'), language)}`;
  }
  if (detail['wiped'] === true) return say(['Apparaat is gewist', 'Device was wiped']);
  if (detail['field'] === 'lastConfirmedAt') return say(['Profiel bevestigd', 'Profile confirmed']);
  for (const [field, words] of BY_DETAIL) {
    const known = words[text(field)];
    if (known !== undefined) return say(known);
  }
  return label;
}

function signInWords(detail: Said['detail'], label: string, say: (words: Words) => string): string {
  if (detail['step'] === 'confirmation') return say(['Identiteit bevestigd', 'Identity confirmed']);
  if (detail['switch'] === true) return say(['Gewisseld van account', 'Switched accounts']);
  const method = METHODS[String(detail['method'] ?? '')];
  return method === undefined ? label : `${label} ${say(method)}`;
}
