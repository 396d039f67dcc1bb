import { ROLES } from '@hallowerk/contract/accounts/account.ts';
import {
  CAPACITY_LEVELS,
  CONTACT_ROUTES,
  DOCUMENT_KINDS,
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  EDUCATION_STATUSES,
  GENDERS,
  LANGUAGE_LEVELS,
  MEDIA_KINDS,
  PHYSICAL_ACTIVITIES,
  SUPPORT_MODELS,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import { CONFIRMATION_ANSWERS } from '@hallowerk/contract/candidates/confirmation.ts';
import { CONTACT_OUTCOMES } from '@hallowerk/contract/candidates/contact-request.ts';
import { JUDGEMENTS } from '@hallowerk/contract/candidates/candidate-search.ts';
import { NOTE_SCOPES } from '@hallowerk/contract/candidates/note.ts';
import type { CodeList } from '@hallowerk/contract/common/code-list.ts';
import { PROPOSAL_STATES } from '@hallowerk/contract/vacancies/proposal.ts';
import { ERASURE_STATES } from '@hallowerk/contract/privacy/erasure.ts';

/** A section of the file: which tables, and what they are called for the person himself. Dutch, level B1. */
export interface SectionWords {
  readonly code: string;
  readonly title: string;
  readonly explanation: string;
  /** Heading of each thing in it. */
  readonly item: string;
}

export const SECTIONS: Readonly<Record<string, SectionWords>> = {
  candidate: {
    code: 'profile',
    title: 'Je profiel',
    explanation:
      'Dit staat in je profiel. Werkgevers zien het als je profiel zichtbaar is, behalve je e-mailadres, telefoonnummer en postcode.',
    item: 'Profiel',
  },
  candidate_internal: {
    code: 'internal',
    title: 'Gegevens voor de gemeente',
    explanation: 'Deze gegevens ziet alleen de gemeente die je helpt. Werkgevers zien ze niet.',
    item: 'Gegevens',
  },
  candidate_capacity: {
    code: 'capacity',
    title: 'Wat je lichamelijk kunt',
    explanation: 'Dit heb je zelf ingevuld. Elke keer dat iemand het bekijkt, leggen we dat vast.',
    item: 'Belastbaarheid',
  },
  candidate_assessment: {
    code: 'assessment',
    title: 'Uitslagen van testen',
    explanation: 'Alleen jij en je contactpersoon bij de gemeente mogen dit zien.',
    item: 'Uitslagen',
  },
  candidate_document: {
    code: 'documents',
    title: 'Documenten',
    explanation: 'Dit zijn je documenten, zoals een cv of diploma.',
    item: 'Document',
  },
  candidate_file: {
    code: 'files',
    title: "Foto's, films en bestanden",
    explanation:
      'Dit zijn de bestanden die bij je profiel zijn bewaard. Wil je ze zelf hebben? Vraag de gemeente om een kopie.',
    item: 'Bestand',
  },
  candidate_file_content: {
    code: 'contents',
    title: 'Inhoud van bestanden',
    explanation: 'Van elk bestand bewaren we de inhoud één keer. Hier staan het controlegetal en de grootte.',
    item: 'Inhoud',
  },
  candidate_origin: {
    code: 'origin',
    title: 'Waar je gegevens vandaan komen',
    explanation: 'Deze gegevens kregen we van een ander systeem. Hieronder staat het hele bericht.',
    item: 'Bericht',
  },
  favourite: {
    code: 'favourites',
    title: 'Wie je als favoriet bewaarde',
    explanation: 'Iemand kan je profiel bewaren om het later terug te vinden.',
    item: 'Favoriet',
  },
  judgement: {
    code: 'judgements',
    title: 'Oordelen bij een zoekopdracht',
    explanation: 'Iemand gaf aan of je profiel past bij wat hij zocht.',
    item: 'Oordeel',
  },
  note: {
    code: 'notes',
    title: 'Notities over jou',
    explanation: 'Dit schreven mensen over jou, voor zichzelf of voor hun collega’s.',
    item: 'Notitie',
  },
  note_conflict: {
    code: 'noteConflicts',
    title: 'Andere versies van notities',
    explanation: 'Twee mensen schreven tegelijk in dezelfde notitie. Dit is de tekst die niet is gekozen.',
    item: 'Andere versie',
  },
  proposal: {
    code: 'proposals',
    title: 'Vacatures waarvoor je bent voorgesteld',
    explanation: 'Iemand stelde je voor aan een werkgever.',
    item: 'Voorstel',
  },
  contact_request: {
    code: 'contactRequests',
    title: 'Wie je contactgegevens opvroeg',
    explanation: 'Deze organisaties vroegen hoe ze je konden bereiken, en wat ervan kwam.',
    item: 'Verzoek',
  },
  contact_reminder: {
    code: 'reminders',
    title: 'Herinneringen bij die verzoeken',
    explanation: 'We herinnerden iemand eraan om te vertellen wat er van zijn verzoek kwam.',
    item: 'Herinnering',
  },
  confirmation_request: {
    code: 'confirmations',
    title: 'Vragen of je profiel nog klopt',
    explanation: 'De gemeente vroeg je per e-mail of je profiel nog klopt.',
    item: 'Vraag',
  },
  search_alert: {
    code: 'alerts',
    title: 'Meldingen over jou',
    explanation:
      'Iemand kreeg een melding dat er iemand is die past bij zijn zoekopdracht. Je naam stond daar niet in.',
    item: 'Melding',
  },
  candidate_news: {
    code: 'news',
    title: 'Wanneer je profiel veranderde',
    explanation: 'Hiermee bepalen we wie een melding krijgt als je profiel verandert.',
    item: 'Verandering',
  },
  mail_queue: {
    code: 'mails',
    title: 'E-mails aan jou of over jou',
    explanation: 'Als een e-mail is verstuurd, bewaren we alleen dat die er was. De tekst wissen we.',
    item: 'E-mail',
  },
  demo_message: {
    code: 'messages',
    title: 'Berichten op deze proefserver',
    explanation: 'Een proefserver verstuurt geen echte berichten, maar bewaart ze.',
    item: 'Bericht',
  },
};

export const ERASURE_SECTION: SectionWords = {
  code: 'erasureRequests',
  title: 'Je verzoeken om verwijderd te worden',
  explanation: 'Dit vroeg je aan de gemeente, en wat de gemeente besliste.',
  item: 'Verzoek',
};

export const VIEWER_SECTION: SectionWords = {
  code: 'viewers',
  title: 'Wie je gegevens bekeek of veranderde',
  explanation: 'We leggen vast wie iets met je gegevens doet. Hier staan de organisatie en de functie.',
  item: 'Handeling',
};

/** Labels of columns and of fields inside them; what is not here is in the file for machines only. */
export const LABELS: Readonly<Record<string, string>> = {
  about: 'Over mij',
  activity: 'Activiteit',
  answer: 'Antwoord',
  answered_at: 'Geantwoord op',
  asked_at: 'Gevraagd op',
  assessments: 'Uitslagen',
  availableFrom: 'Beschikbaar vanaf',
  availableUntil: 'Beschikbaar tot',
  birth_date: 'Geboortedatum',
  body: 'Tekst',
  caption: 'Bijschrift',
  case_manager_name: 'Klantmanager',
  certificateDate: 'Datum certificaat',
  certificates: 'Certificaten',
  changed_at: 'Laatst veranderd op',
  city: 'Woonplaats',
  client_number: 'Klantnummer',
  code: 'Code',
  contactRoute: 'Contact loopt',
  courses: 'Cursussen',
  created_at: 'Gemaakt op',
  decided_at: 'Besloten op',
  deleted_at: 'Verwijderd op',
  deployability: 'Inzetbaarheid',
  deployableFrom: 'Inzetbaar vanaf',
  description: 'Omschrijving',
  diploma: 'Diploma',
  diplomaDate: 'Datum diploma',
  document: 'Bericht',
  drivingLicences: 'Rijbewijzen',
  due_at: 'Uiterste datum',
  educationHistory: 'Opleidingen',
  effective_at: 'Laatst veranderd op',
  email: 'E-mailadres',
  employmentHistory: 'Werkervaring',
  expires_at: 'Geldig tot',
  firstName: 'Voornaam',
  from: 'Van',
  gender: 'Geslacht',
  ground: 'Reden van afwijzing',
  hobbies: "Hobby's",
  hoursMax: 'Uren per week, hoogstens',
  hoursMin: 'Uren per week, minstens',
  institute: 'Instelling',
  interests: 'Interesses',
  is_set: 'Nog steeds favoriet',
  items: 'Gegevens',
  kind: 'Soort',
  language: 'Taal',
  languages: 'Talen',
  lastConfirmedAt: 'Laatst bevestigd op',
  lastModifiedAt: 'Laatst gewijzigd op',
  lastName: 'Achternaam',
  level: 'Niveau',
  listening: 'Luisteren',
  media: "Foto's, films en links",
  media_type: 'Type bestand',
  modified_at: 'Versie van je profiel',
  motivation: 'Motivatie',
  municipality: 'Gemeente',
  name: 'Naam',
  note: 'Toelichting',
  noted_at: 'Herinnerd op',
  oneLiner: 'Jezelf in één zin',
  organizationName: 'Organisatie',
  other_at: 'Geschreven op',
  other_text: 'Tekst',
  outcome: 'Uitkomst',
  outcome_at: 'Uitkomst op',
  phone: 'Telefoonnummer',
  place: 'Plaats',
  postcode: 'Postcode',
  preferredFields: 'Gewenste vakgebieden',
  profile: 'Profiel',
  proposed_at: 'Voorgesteld op',
  purpose: 'Waarvoor',
  raised_at: 'Gemaakt op',
  reading: 'Lezen',
  reason: 'Hoe het verzoek binnenkwam',
  received_at: 'Ontvangen op',
  recipient: 'Aan',
  reference: 'Nummer bij de bron',
  requested_at: 'Gevraagd op',
  resolved_at: 'Opgelost op',
  result: 'Uitslag',
  route_at_request: 'Contact liep',
  scope: 'Zichtbaar voor',
  sent_at: 'Verstuurd op',
  service_ended_at: 'Dienstverlening beëindigd op',
  sha256: 'Controlegetal',
  shareable: 'Werkgevers mogen dit zien',
  size: 'Grootte in bytes',
  size_bytes: 'Grootte in bytes',
  skills: 'Vaardigheden',
  spoken: 'Spreken',
  state: 'Stand',
  status: 'Status',
  stored_at: 'Bewaard op',
  subject: 'Onderwerp',
  support_model: 'Mate van ondersteuning',
  takenAt: 'Gemaakt op',
  talents: 'Talenten',
  targetGroups: 'Doelgroepen',
  test: 'Test',
  text: 'Tekst',
  text_at: 'Laatst veranderd op',
  title: 'Functie',
  tozo: 'Tozo',
  transport: 'Vervoer',
  until: 'Tot',
  updated_at: 'Laatst bijgewerkt op',
  url: 'Adres of bestand',
  validUntil: 'Geldig tot',
  value: 'Oordeel',
  visible_to_employers: 'Zichtbaar voor werkgevers',
  workTypes: 'Werksoorten',
  working_days: 'Werkdagen na het verzoek',
  workingLevel: 'Werk- en denkniveau',
  workingTimes: 'Werktijden',
  written: 'Schrijven',
};

/** Codes that become words, by column or field; `table.column` where one name means two things. */
export const CODES: Readonly<Record<string, CodeList>> = {
  activity: PHYSICAL_ACTIVITIES,
  answer: CONFIRMATION_ANSWERS,
  'candidate_capacity.level': CAPACITY_LEVELS,
  'candidate_document.kind': DOCUMENT_KINDS,
  'candidate.kind': MEDIA_KINDS,
  'candidate.level': EDUCATION_LEVELS,
  'candidate.status': EDUCATION_STATUSES,
  contactRoute: CONTACT_ROUTES,
  drivingLicences: DRIVING_LICENCES,
  'erasure_request.state': ERASURE_STATES,
  gender: GENDERS,
  'judgement.value': JUDGEMENTS,
  listening: LANGUAGE_LEVELS,
  outcome: CONTACT_OUTCOMES,
  'proposal.state': PROPOSAL_STATES,
  reading: LANGUAGE_LEVELS,
  route_at_request: CONTACT_ROUTES,
  scope: NOTE_SCOPES,
  spoken: LANGUAGE_LEVELS,
  support_model: SUPPORT_MODELS,
  targetGroups: TARGET_GROUPS,
  transport: TRANSPORT_MEANS,
  workTypes: WORK_TYPES,
  workingLevel: WORKING_LEVELS,
  written: LANGUAGE_LEVELS,
};

/** Columns with the id of who did it. */
export const PEOPLE_COLUMNS: Readonly<Record<string, string>> = {
  user_id: 'Door',
  author_id: 'Geschreven door',
  requester_id: 'Gevraagd door',
  asked_by: 'Gevraagd door',
  proposed_by: 'Voorgesteld door',
  decided_by: 'Besloten door',
};

const ACTIONS: Readonly<Record<string, string>> = {
  VIEW: 'Bekeken',
  CHANGE: 'Veranderd',
  REQUEST_CONTACT: 'Contactgegevens opgevraagd',
  PRINT: 'Afgedrukt',
  EXPORT: 'In een bestand gezet',
};

const PARTS: Readonly<Record<string, string>> = {
  contactData: 'contactgegevens',
  document: 'een document',
  physicalCapacity: 'wat je lichamelijk kunt',
  lastConfirmedAt: 'je profiel bevestigd',
  subjectFile: 'dit dossier',
  service: 'de dienstverlening',
};

/** What a line of the audit trail says, for the person. */
export function actionWords(action: string, field: unknown): string {
  const word = ACTIONS[action] ?? action;
  const part = typeof field === 'string' ? PARTS[field] : undefined;
  return part === undefined ? word : `${word}: ${part}`;
}

export function roleWords(role: string): string {
  return ROLES.label(role);
}
