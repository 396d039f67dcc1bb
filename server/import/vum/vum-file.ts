import { isDeepStrictEqual } from 'node:util';
import { basename } from 'node:path';
import type * as z from 'zod';
import { VacancyMessageSchema, type VacancyMessage } from '@hallowerk/contract/vacancies/vum-message.ts';
import { fileFault } from '../fault.ts';
import type { ImportFault, Read } from '../fault.ts';
import { readJsonFile } from '../read/json-file.ts';
import { messageFaults } from './vum-faults.ts';
import { JobseekerMessageSchema } from './vum-message.ts';
import type { JobseekerMessage } from './vum-message.ts';

/** Everything is written in one transaction, which holds up other writers while it commits. */
export const MAX_MESSAGES = 5000;

export type Section = 'werkzoekenden' | 'vacatures';

/** One message of the file; `message` is null when it has a fault. */
export interface VumRow<M> {
  readonly file: string;
  readonly section: Section;
  /** Index in the list, from 0. */
  readonly row: number;
  readonly sourceId: string;
  readonly message: M | null;
  /** Index of an earlier, equal message with the same id: this one adds nothing. */
  readonly repeats: number | null;
}

export interface VumFile {
  readonly jobseekers: readonly VumRow<JobseekerMessage>[];
  readonly vacancies: readonly VumRow<VacancyMessage>[];
}

/**
 * Reads a file with `werkzoekenden` and/or `vacatures`, or a bare list of either, and checks every message against
 * VUM 3.0. The same message twice is harmless (the exchange does deliver that); the same id with other content is a fault.
 */
export async function readVumFile(path: string): Promise<Read<VumFile>> {
  const file = basename(path);
  const json = await readJsonFile(path);
  if (json.faults.length > 0) return { value: { jobseekers: [], vacancies: [] }, faults: json.faults };
  const lists = findLists(json.value);
  if (typeof lists === 'string') return { value: { jobseekers: [], vacancies: [] }, faults: [fileFault(file, lists)] };
  const faults: ImportFault[] = [];
  return {
    value: {
      jobseekers: checkList(file, 'werkzoekenden', lists.werkzoekenden, JobseekerMessageSchema, faults),
      vacancies: checkList(file, 'vacatures', lists.vacatures, VacancyMessageSchema, faults),
    },
    faults,
  };
}

const ID_FIELDS = { werkzoekenden: 'idWerkzoekende', vacatures: 'idVacature' } as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findLists(value: unknown): Readonly<Record<Section, readonly unknown[]>> | string {
  const lists = Array.isArray(value) ? bareList(value) : namedLists(value);
  if (typeof lists === 'string') return lists;
  const count = lists.werkzoekenden.length + lists.vacatures.length;
  if (count === 0) return 'Dit bestand bevat geen werkzoekenden en geen vacatures.';
  if (count > MAX_MESSAGES) return `Dit bestand bevat meer dan ${MAX_MESSAGES} berichten. Splits het op.`;
  return lists;
}

function namedLists(value: unknown): Readonly<Record<Section, readonly unknown[]>> | string {
  if (!isObject(value)) return 'Verwacht: een lijst, of een object met werkzoekenden of vacatures.';
  const { werkzoekenden, vacatures } = value;
  if (werkzoekenden === undefined && vacatures === undefined) {
    return 'Dit bestand bevat geen werkzoekenden en geen vacatures.';
  }
  if (!Array.isArray(werkzoekenden ?? []) || !Array.isArray(vacatures ?? [])) {
    return 'Verwacht: werkzoekenden en vacatures als lijst.';
  }
  return { werkzoekenden: (werkzoekenden ?? []) as unknown[], vacatures: (vacatures ?? []) as unknown[] };
}

/** The id field tells what a bare list holds; with both kinds in it nobody can say which rules a faulty row broke. */
function bareList(value: readonly unknown[]): Readonly<Record<Section, readonly unknown[]>> | string {
  const holds = (field: string): boolean => value.some((message) => isObject(message) && field in message);
  const [jobseekers, vacancies] = [holds(ID_FIELDS.werkzoekenden), holds(ID_FIELDS.vacatures)];
  if (jobseekers && vacancies) return 'Zet werkzoekenden en vacatures elk in een eigen lijst.';
  if (!jobseekers && !vacancies) return 'Dit bestand bevat geen werkzoekenden en geen vacatures.';
  return { werkzoekenden: jobseekers ? value : [], vacatures: vacancies ? value : [] };
}

function checkList<M>(
  file: string,
  section: Section,
  list: readonly unknown[],
  schema: z.ZodType<M>,
  faults: ImportFault[],
): VumRow<M>[] {
  const first = new Map<string, number>();
  return list.map((value, row) => {
    const at = { file, section, row };
    const parsed = schema.safeParse(value, { reportInput: true });
    const sourceId = readId(value, section);
    for (const { path, message } of parsed.success ? [] : messageFaults(parsed.error)) {
      faults.push({ ...at, column: path, message });
    }
    const earlier = sourceId === '' ? undefined : first.get(sourceId);
    if (sourceId !== '' && earlier === undefined) first.set(sourceId, row);
    const repeats = earlier !== undefined && isDeepStrictEqual(list[earlier], value) ? earlier : null;
    if (earlier !== undefined && repeats === null) {
      const message = `Dit nummer staat ook in ${section}[${earlier}], met een andere inhoud.`;
      faults.push({ ...at, column: ID_FIELDS[section], message });
    }
    return { ...at, sourceId, message: parsed.success ? parsed.data : null, repeats };
  });
}

/** Only a well-formed id is shown or compared: anything else could be a name typed into the wrong field. */
function readId(message: unknown, section: Section): string {
  const id = isObject(message) ? message[ID_FIELDS[section]] : undefined;
  return typeof id === 'string' && /^[a-zA-Z0-9_.-]{1,200}$/.test(id) ? id : '';
}
