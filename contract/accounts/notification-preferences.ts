import * as z from 'zod';
import { ROLES, type Role } from './account.ts';
import { DEFAULT_RIGHTS } from './default-rights.ts';
import { codeList } from '../common/code-list.ts';

/** How often an e-mail comes, where the user may choose. */
export const MAIL_FREQUENCIES = codeList({
  PER_SEARCH: ['Zoals ingesteld bij elke zoekopdracht', 'As set with each search'],
  WEEKLY: ['Hooguit één keer per week', 'Once a week at most'],
});
export type MailFrequency = (typeof MAIL_FREQUENCIES.codes)[number];

interface Text {
  readonly nl: string;
  readonly en: string;
}

export interface NotificationType {
  readonly title: Text;
  /** What the e-mail is for and when it is sent (HW-MAIL-01). */
  readonly explanation: Text;
  /** Only the first is the default; empty: the moment is not a choice (HW-MAIL-04). */
  readonly frequencies: readonly MailFrequency[];
  /** Always sent. */
  readonly mandatory: boolean;
  /** Who gets it. */
  readonly roles: readonly Role[];
}

const EVERYBODY: readonly Role[] = ROLES.codes;
/** Who looks for people: the rest never asks for contact or saves a search. */
const MATCHING: readonly Role[] = ROLES.codes.filter((role) =>
  DEFAULT_RIGHTS[role].some(({ area }) => area === 'CANDIDATE'),
);

/** Every e-mail that users get from this product (features §5.12); in display order. */
export const NOTIFICATION_TYPES = {
  SEARCH_ALERT: {
    title: { nl: 'Nieuwe kandidaten bij je zoekopdracht', en: 'New candidates for your search' },
    explanation: {
      nl: 'Je krijgt deze e-mail als er nieuwe kandidaten zijn voor een bewaarde zoekopdracht waarbij je berichten per e-mail hebt aangezet. We versturen hem om 7 uur ’s ochtends, elke dag of elke maandag.',
      en: 'You get this e-mail when there are new candidates for a saved search of which you switched on messages by e-mail. We send it at 7 in the morning, every day or every Monday.',
    },
    frequencies: ['PER_SEARCH', 'WEEKLY'],
    mandatory: false,
    roles: MATCHING,
  },
  CONTACT_FOLLOW_UP: {
    title: { nl: 'Herinnering bij een contactverzoek', en: 'Reminder of a contact request' },
    explanation: {
      nl: 'Je krijgt deze e-mail als je 3 en als je 7 werkdagen na een contactverzoek nog geen uitkomst hebt vastgelegd.',
      en: 'You get this e-mail when you have not recorded an outcome 3 and 7 working days after a contact request.',
    },
    frequencies: [],
    mandatory: false,
    roles: MATCHING,
  },
  PROFILE_CHANGED: {
    title: { nl: 'Een kandidaat wil iets wijzigen', en: 'A candidate wants to change something' },
    explanation: {
      nl: 'Je hebt een kandidaat gevraagd of zijn profiel nog klopt. Je krijgt deze e-mail als het antwoord is dat er iets moet veranderen.',
      en: 'You asked a candidate whether the profile is still right. You get this e-mail when the answer is that something has to change.',
    },
    frequencies: [],
    mandatory: false,
    roles: ['ACCOUNT_MANAGER', 'CASE_MANAGER', 'EXECUTOR'],
  },
  NEW_PROPOSAL: {
    title: { nl: 'Nieuwe kandidaat voor je vacature', en: 'New candidate for your vacancy' },
    explanation: {
      nl: 'Je krijgt deze e-mail als een accountmanager een kandidaat voorstelt voor een vacature van je organisatie. Hooguit één keer per uur voor elke vacature.',
      en: 'You get this e-mail when an account manager proposes a candidate for a vacancy of your organisation. Once an hour at most for each vacancy.',
    },
    frequencies: [],
    mandatory: false,
    roles: ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'],
  },
  CONTACT_NOTICE: {
    title: { nl: 'Een werkgever vraagt contactgegevens op', en: 'An employer asks for contact data' },
    explanation: {
      nl: 'Je krijgt deze e-mail zodra een werkgever contact zoekt met een kandidaat die via jou wordt bereikt. De kandidaat kan daarop rekenen; daarom kan deze e-mail niet uit.',
      en: 'You get this e-mail as soon as an employer looks for contact with a candidate who is reached through you. The candidate relies on it, so it cannot be switched off.',
    },
    frequencies: [],
    mandatory: true,
    roles: ['ACCOUNT_MANAGER'],
  },
  CONTACT_DATA_CHANGED: {
    title: { nl: 'Een werkgever wijzigt zijn gegevens', en: 'An employer changes his data' },
    explanation: {
      nl: 'Je krijgt deze e-mail zodra een werkgever in je gemeente zijn naam of telefoonnummer wijzigt.',
      en: 'You get this e-mail as soon as an employer in your municipality changes his name or telephone number.',
    },
    frequencies: [],
    mandatory: true,
    roles: ['ACCOUNT_MANAGER'],
  },
  SECURITY_CHANGED: {
    title: { nl: 'Veiligheid van je account', en: 'Security of your account' },
    explanation: {
      nl: 'Je krijgt deze e-mail als je je aanmeldt op een nieuw apparaat of als er iets verandert aan hoe je je aanmeldt. Zo merk je het als iemand anders dat doet; daarom kan deze e-mail niet uit.',
      en: 'You get this e-mail when you sign in on a new device or when something changes about how you sign in. That is how you notice when somebody else does, so it cannot be switched off.',
    },
    frequencies: [],
    mandatory: true,
    roles: EVERYBODY,
  },
} as const satisfies Record<string, NotificationType>;
export type NotificationCode = keyof typeof NOTIFICATION_TYPES;
/** E-mails that a user may switch off. */
export type OptionalMail = {
  [K in NotificationCode]: (typeof NOTIFICATION_TYPES)[K]['mandatory'] extends true ? never : K;
}[NotificationCode];

export const NotificationCodeSchema = z.enum(
  Object.keys(NOTIFICATION_TYPES) as [NotificationCode, ...NotificationCode[]],
);

export const NotificationPreferenceSchema = z.object({
  code: NotificationCodeSchema,
  enabled: z.boolean(),
  /** Null where it is not a choice. */
  frequency: MAIL_FREQUENCIES.schema.nullable(),
});
export type NotificationPreference = z.infer<typeof NotificationPreferenceSchema>;

/** What holds for a user who chose nothing. */
export function defaultPreference(code: NotificationCode): NotificationPreference {
  const type: NotificationType = NOTIFICATION_TYPES[code];
  return { code, enabled: true, frequency: type.frequencies[0] ?? null };
}

/** Whether a user of this role may choose this: his e-mail, not switched off when mandatory, and a frequency it has. */
export function isAllowedPreference(role: Role, { code, enabled, frequency }: NotificationPreference): boolean {
  const type: NotificationType = NOTIFICATION_TYPES[code];
  if (!type.roles.includes(role)) return false;
  if (type.mandatory && !enabled) return false;
  return frequency === null ? type.frequencies.length === 0 : type.frequencies.includes(frequency);
}

/** The e-mails of a role, in display order. */
export function notificationCodesOf(role: Role): readonly NotificationCode[] {
  const codes = Object.keys(NOTIFICATION_TYPES) as NotificationCode[];
  return codes.filter((code) => (NOTIFICATION_TYPES[code].roles as readonly Role[]).includes(role));
}
