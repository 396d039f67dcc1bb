import { clip } from './vum-parts.ts';
import {
  findJobPostings,
  jobPostingFields,
  jobPostingIdentifier,
  toJobPosting,
  type JobPosting,
} from './job-posting.ts';
import { BLANK_VACANCY, VacancyFieldsSchema, type Vacancy, type VacancyFields } from './vacancy.ts';
import { VacancyMessageSchema } from './vum-message.ts';
import { toVumMessage, vumFields } from './vum-vacancy.ts';

/** Vacancies in a file that others read: schema.org JobPosting in JSON-LD, or VUM 3.0. */
export const INTERCHANGE_FORMATS = ['JSON_LD', 'VUM'] as const;
export type InterchangeFormat = (typeof INTERCHANGE_FORMATS)[number];

/** Vacancies in one file, and characters of it; more is refused. */
export const MOST_INTERCHANGED = 500;
export const LONGEST_FILE = 10_000_000;

/** One vacancy of a file. Wrong values are left out of `fields` and named in `faults`. */
export interface ReadVacancy {
  /** What the file calls it; empty when it does not say. For our own files the id of the vacancy. */
  readonly reference: string;
  readonly organizationName: string;
  readonly fields: VacancyFields;
  /** Dutch. */
  readonly faults: readonly string[];
  /** Cannot be taken over at all. */
  readonly broken: boolean;
}

export type ReadFile =
  | { readonly format: InterchangeFormat; readonly vacancies: readonly ReadVacancy[] }
  /** Dutch: why nothing can be read. */
  | { readonly fault: string };

/** Key of what the standard has no place for, so that one of our own files brings back exactly what went in. */
const REST_KEY = 'hallowerk:fields';
const VUM_REST_KEY = 'hallowerk';
const RestSchema = VacancyFieldsSchema.partial();

const LABELS: Partial<Record<keyof VacancyFields, string>> = {
  title: 'Vacaturetitel',
  description: 'Omschrijving',
  city: 'Plaats',
  postcode: 'Postcode',
  occupationName: 'Functie',
  workingLevel: 'Werk- en denkniveau',
  hoursMin: 'Uren per week',
  hoursMax: 'Uren per week',
  startDate: 'Begindatum',
  endDate: 'Einddatum',
  closingDate: 'Sluitingsdatum',
  openPositions: 'Aantal plaatsen',
  salaryText: 'Salaris',
  skills: 'Vaardigheden',
};

/**
 * The vacancies as one file. Every standard field says what it can; what the standard cannot carry stands beside it, so
 * that `readInterchange` gives back the same fields (round trip without loss).
 */
export function writeInterchange(vacancies: readonly Vacancy[], format: InterchangeFormat): string {
  const file = format === 'VUM' ? vumFile(vacancies) : jsonLdFile(vacancies);
  return `${JSON.stringify(file, null, 2)}\n`;
}

function jsonLdFile(vacancies: readonly Vacancy[]): unknown {
  const graph = vacancies.map((vacancy) => {
    const posting = toJobPosting(vacancy);
    return withRest(posting, REST_KEY, restOf(vacancy, checked(jobPostingFields(posting)).fields));
  });
  return { '@context': ['https://schema.org', { hallowerk: 'urn:hallowerk:' }], '@graph': graph };
}

/** The messages are strictly those of the interface; what it has no place for stands beside them, by `idVacature`. */
function vumFile(vacancies: readonly Vacancy[]): unknown {
  const rests: Record<string, unknown> = {};
  const messages = vacancies.map((vacancy) => {
    const message = toVumMessage(vacancy, vacancy);
    const rest = restOf(vacancy, vumFields(message));
    if (Object.keys(rest).length > 0) rests[vacancy.id] = rest;
    return message;
  });
  return { standaard: 'VUM 3.0.0', vacatures: messages, [VUM_REST_KEY]: rests };
}

function withRest(posting: JobPosting, key: string, rest: Partial<VacancyFields>): JobPosting {
  return Object.keys(rest).length === 0 ? posting : { ...posting, [key]: rest };
}

/** Fields that the standard part does not bring back as they are. */
function restOf(fields: VacancyFields, readBack: VacancyFields): Partial<VacancyFields> {
  const names = Object.keys(BLANK_VACANCY) as (keyof VacancyFields)[];
  const lost = names.filter((name) => JSON.stringify(fields[name]) !== JSON.stringify(readBack[name]));
  return Object.fromEntries(lost.map((name) => [name, fields[name]]));
}

/** The vacancies of a file, whichever of the two it is; never throws. */
export function readInterchange(text: string): ReadFile {
  if (text.length > LONGEST_FILE) return { fault: 'Dit bestand is te groot.' };
  const document = parsed(text);
  if (document === undefined) return { fault: 'Dit is geen JSON-bestand, of het is niet compleet.' };
  const messages = vumMessages(document);
  const found: ReadFile =
    messages === null
      ? { format: 'JSON_LD', vacancies: findJobPostings(document).map((posting) => readPosting(posting)) }
      : { format: 'VUM', vacancies: messages.map((message) => readMessage(message, restsIn(document))) };
  if (found.vacancies.length === 0) return { fault: 'In dit bestand staan geen vacatures volgens schema.org of VUM.' };
  if (found.vacancies.length <= MOST_INTERCHANGED) return found;
  return { fault: `In dit bestand staan meer dan ${MOST_INTERCHANGED} vacatures. Verdeel het over meer bestanden.` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Null when it is no VUM file: one message, an array of them, or the file we write. */
function vumMessages(document: unknown): readonly unknown[] | null {
  const isMessage = (one: unknown): boolean => typeof one === 'object' && one !== null && 'idVacature' in one;
  if (isMessage(document)) return [document];
  const inside =
    typeof document === 'object' && document !== null && 'vacatures' in document ? document.vacatures : document;
  return Array.isArray(inside) && inside.some((one) => isMessage(one)) ? inside : null;
}

function restsIn(document: unknown): Readonly<Record<string, unknown>> {
  const rests = (document as Record<string, unknown>)[VUM_REST_KEY];
  return typeof rests === 'object' && rests !== null ? (rests as Record<string, unknown>) : {};
}

function readMessage(document: unknown, rests: Readonly<Record<string, unknown>>): ReadVacancy {
  const message = VacancyMessageSchema.safeParse(document);
  if (!message.success) {
    const paths = [...new Set(message.error.issues.map(({ path }) => path.join('.') || 'bericht'))].slice(0, 5);
    const reference = (document as { readonly idVacature?: unknown } | null)?.idVacature;
    return {
      ...{ reference: typeof reference === 'string' ? clip(reference, 100) : '', organizationName: '' },
      fields: BLANK_VACANCY,
      faults: paths.map((path) => `${clip(path, 100)}: dit past niet bij VUM 3.0.`),
      broken: true,
    };
  }
  const organizationName = clip(message.data.werkgever?.handelsnaamOrganisatie, 200);
  const { idVacature: reference } = message.data;
  const rest = Object.hasOwn(rests, reference) ? rests[reference] : undefined;
  return complete({ reference, organizationName, ...checked(vumFields(message.data)) }, rest);
}

function readPosting(posting: JobPosting): ReadVacancy {
  const organization = posting['hiringOrganization'];
  const name =
    typeof organization === 'object' && organization !== null && 'name' in organization ? organization.name : '';
  const organizationName = typeof name === 'string' ? clip(name, 200) : '';
  const reference = clip(jobPostingIdentifier(posting), 100);
  return complete({ reference, organizationName, ...checked(jobPostingFields(posting)) }, posting[REST_KEY]);
}

type Checked = Pick<ReadVacancy, 'fields' | 'faults'>;

/** Each field by itself: what ours does not take is left blank and named. */
function checked(raw: Readonly<Record<keyof VacancyFields, unknown>>): Checked {
  const faults = new Set<string>();
  const fields = Object.entries(VacancyFieldsSchema.shape).map(([key, schema]) => {
    const name = key as keyof VacancyFields;
    const found = schema.safeParse(raw[name]);
    if (found.success) return [name, found.data];
    faults.add(`${LABELS[name] ?? name}: dit kunnen we niet overnemen.`);
    return [name, BLANK_VACANCY[name]];
  });
  return { fields: Object.fromEntries(fields) as VacancyFields, faults: [...faults] };
}

function complete(read: Omit<ReadVacancy, 'broken'>, rest: unknown): ReadVacancy {
  const known = rest === undefined ? null : RestSchema.safeParse(rest);
  const faults = known?.success === false ? [...read.faults, 'Een deel van de gegevens is kapot.'] : read.faults;
  const fields = known?.success === true ? { ...read.fields, ...known.data } : read.fields;
  const named = Object.keys(known?.success === true ? known.data : {}).map(
    (name) => LABELS[name as keyof VacancyFields],
  );
  const left = faults.filter((fault) => !named.some((label) => label !== undefined && fault.startsWith(`${label}:`)));
  const isNamed = fields.title.trim() !== '';
  return {
    ...read,
    fields,
    faults: isNamed ? left : [...left, 'De vacature heeft geen titel.'],
    broken: !isNamed,
  };
}
