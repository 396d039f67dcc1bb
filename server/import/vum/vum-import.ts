import { isDeepStrictEqual } from 'node:util';
import type { VacancyMessage } from '@hallowerk/contract/vacancies/vum-message.ts';
import type { CandidateRecord } from '../../candidates/candidate-record.ts';
import { CANDIDATES_PER_TRANSACTION, upsertCandidates } from '../../candidates/candidates.repository.ts';
import type { Trx } from '../../database/transaction.ts';
import { erasedOrigins } from '../../privacy/erasure-register.ts';
import type { VacancyRecord } from '../../vacancies/vacancy-record.ts';
import { upsertVacancies } from '../../vacancies/vacancies.repository.ts';
import { fileFault } from '../fault.ts';
import type { ImportFault } from '../fault.ts';
import { actionFor, inSlices, rowKey } from '../plan.ts';
import type { ImportJob, ImportPlan, PlannedRow } from '../plan.ts';
import { idsOfOthers, importedCandidates, importedVacancies, ownRegion, regionCodes } from './origin-row.ts';
import { NO_TOWN, townOf } from './town.ts';
import type { Town } from './town.ts';
import { candidateFromMessage, candidateId } from './vum-candidate.ts';
import { readVumFile } from './vum-file.ts';
import type { VumRow } from './vum-file.ts';
import type { JobseekerMessage } from './vum-message.ts';
import { vacancyFromMessage, vacancyId } from './vum-vacancy.ts';

export interface VumOptions {
  /** Labour-market region of new rows; null is the region of this server's municipality. */
  readonly regionCode: string | null;
  /** Shows new candidates to employers at once. Only with their consent: the candidate decides (PP-VIS-01). */
  readonly visible: boolean;
  readonly now: () => Date;
}

interface Planned<R> {
  readonly planned: PlannedRow;
  readonly record: R | null;
}

/** VUM 3.0 profiles and vacancies from one JSON file. Output names rows by index and source id only, never by content. */
export function vumImport(path: string, options: VumOptions): ImportJob {
  return {
    title: 'VUM-berichten',
    plan: async (trx) => {
      const { value, faults: readFaults } = await readVumFile(path);
      if (value.jobseekers.length + value.vacancies.length === 0) {
        return { rows: [], faults: readFaults, remarks: [], writes: [] };
      }
      const file = (value.jobseekers[0] ?? value.vacancies[0])!.file;
      const region = await chooseRegion(trx, file, options.regionCode);
      const faults = [
        ...readFaults,
        ...region.faults,
        ...(await takenIds(trx, 'candidate', value.jobseekers, candidateId)),
        ...(await takenIds(trx, 'vacancy', value.vacancies, vacancyId)),
        ...(await erasedPeople(trx, value.jobseekers)),
      ];
      const faulty = new Set(faults.map(rowKey));
      const town = townReader(trx);
      const candidates = await planCandidates(
        trx,
        value.jobseekers,
        { ...options, regionCode: region.code },
        faulty,
        town,
      );
      const vacancies = await planVacancies(trx, value.vacancies, region.code, faulty, town);
      return toPlan(candidates, vacancies, faults);
    },
  };
}

function toPlan(
  candidates: readonly Planned<CandidateRecord>[],
  vacancies: readonly Planned<VacancyRecord>[],
  faults: readonly ImportFault[],
): ImportPlan {
  return {
    rows: [...candidates, ...vacancies].map(({ planned }) => planned),
    faults,
    remarks: [],
    writes: [
      ...inSlices(recordsOf(candidates), CANDIDATES_PER_TRANSACTION, upsertCandidates),
      ...inSlices(recordsOf(vacancies), CANDIDATES_PER_TRANSACTION, upsertVacancies),
    ],
  };
}

function recordsOf<R>(planned: readonly Planned<R>[]): R[] {
  return planned.flatMap(({ record }) => (record === null ? [] : [record]));
}

async function chooseRegion(
  trx: Trx,
  file: string,
  asked: string | null,
): Promise<{ readonly code: string; readonly faults: readonly ImportFault[] }> {
  const known = await regionCodes(trx);
  const code = asked ?? (await ownRegion(trx));
  if (code !== null && known.includes(code)) return { code, faults: [] };
  const choices = known.length === 0 ? 'Deze server kent nog geen regio’s.' : `Kies uit: ${known.join(', ')}.`;
  const problem = asked === null ? 'Geef een regio op met --region.' : 'Deze regio kent de server niet.';
  return { code: '', faults: [fileFault(file, `${problem} ${choices}`)] };
}

async function takenIds(
  trx: Trx,
  table: 'candidate' | 'vacancy',
  rows: readonly VumRow<unknown>[],
  idOf: (sourceId: string) => string,
): Promise<ImportFault[]> {
  const valid = rows.filter((row) => row.sourceId !== '');
  const taken = await idsOfOthers(
    trx,
    table,
    valid.map((row) => idOf(row.sourceId)),
  );
  const kind = table === 'candidate' ? 'kandidaat' : 'vacature';
  return valid
    .filter((row) => taken.has(idOf(row.sourceId)))
    .map(({ file, section, row }) => ({
      file,
      section,
      row,
      column: '',
      message: `Dit nummer is op de server al van een ${kind} die niet uit VUM komt.`,
    }));
}

/** Somebody who was removed on his own request comes in again only when the administrator allowed it. */
async function erasedPeople(trx: Trx, rows: readonly VumRow<JobseekerMessage>[]): Promise<ImportFault[]> {
  const erased = await erasedOrigins(
    trx,
    'VUM',
    rows.map((row) => row.sourceId),
  );
  return rows
    .filter((row) => erased.has(row.sourceId))
    .map(({ file, section, row }) => ({
      ...{ file, section, row, column: '' },
      message: 'Deze persoon is op eigen verzoek verwijderd. De beheerder kan toestaan dat hij terugkomt.',
    }));
}

type TownReader = (postcode: string | undefined) => Promise<Town>;

/** Many people share a postcode area: each is looked up once. */
function townReader(trx: Trx): TownReader {
  const known = new Map<string, Town>();
  return async (postcode = '') => {
    const area = postcode.slice(0, 4);
    const town = known.get(area) ?? (await townOf(trx, area));
    known.set(area, town);
    return town;
  };
}

async function planCandidates(
  trx: Trx,
  rows: readonly VumRow<JobseekerMessage>[],
  options: VumOptions & { readonly regionCode: string },
  faulty: ReadonlySet<string>,
  town: TownReader,
): Promise<Planned<CandidateRecord>[]> {
  const known = await importedCandidates(
    trx,
    rows.map((row) => row.sourceId),
  );
  const now = options.now();
  return planRows(rows, faulty, async (row, message) => {
    const existing = known.get(row.sourceId) ?? null;
    const found = await town(message.mobiliteit?.bemiddelingspostcode);
    if (existing !== null && sameMessage(existing.origin?.document, message)) {
      return { existing, next: withTown(existing, found) };
    }
    const { regionCode, visible } = options;
    const context = { regionCode, visibleToEmployers: visible, town: found, now, existing };
    return { existing, next: candidateFromMessage(message, context) };
  });
}

/** The same message again changes nothing, except that a place may be known by now. */
function withTown(existing: CandidateRecord, town: Town): CandidateRecord {
  if (existing.profile.city !== '' || town === NO_TOWN || town.city === '') return existing;
  return { ...existing, profile: { ...existing.profile, ...town } };
}

async function planVacancies(
  trx: Trx,
  rows: readonly VumRow<VacancyMessage>[],
  regionCode: string,
  faulty: ReadonlySet<string>,
  town: TownReader,
): Promise<Planned<VacancyRecord>[]> {
  const known = await importedVacancies(
    trx,
    rows.map((row) => row.sourceId),
  );
  return planRows(rows, faulty, async (row, message) => {
    const existing = known.get(row.sourceId) ?? null;
    const { city } = await town(message.adres?.postcode);
    if (existing !== null && sameMessage(existing.origin?.document, message)) {
      const moved = existing.vacancy.city === '' && city !== '';
      return { existing, next: moved ? { ...existing, vacancy: { ...existing.vacancy, city } } : existing };
    }
    return { existing, next: vacancyFromMessage(message, { regionCode, city, existing }) };
  });
}

/** The database stores JSON, which knows no -0 and no undefined: compare what it would give back. */
function sameMessage(stored: unknown, message: unknown): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(message)));
}

async function planRows<M, R>(
  rows: readonly VumRow<M>[],
  faulty: ReadonlySet<string>,
  next: (row: VumRow<M>, message: M) => Promise<{ readonly existing: R | null; readonly next: R }>,
): Promise<Planned<R>[]> {
  const planned: Planned<R>[] = [];
  for (const row of rows) {
    const { file, section, row: index } = row;
    const at = { file, section, row: index, key: row.sourceId === '' ? 'zonder geldig nummer' : row.sourceId };
    if (row.message === null || faulty.has(rowKey(row))) {
      planned.push({ planned: { ...at, action: 'fout' }, record: null });
    } else if (row.repeats !== null) {
      const note = `zelfde bericht als ${section}[${row.repeats}]`;
      planned.push({ planned: { ...at, action: 'ongewijzigd', note }, record: null });
    } else {
      const change = await next(row, row.message);
      const action = actionFor(change.existing ?? undefined, change.existing === change.next);
      planned.push({ planned: { ...at, action }, record: action === 'ongewijzigd' ? null : change.next });
    }
  }
  return planned;
}
