import type { Knex } from 'knex';
import type * as z from 'zod';
import type { AdministeredShowcase, ShowcaseInputSchema } from '@hallowerk/contract/administration/administration.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import { administratorOf, refuseField, requireSeen, type Administrator } from './administrator.ts';

type ShowcaseInput = z.output<typeof ShowcaseInputSchema>;

/** Most showcases of one municipality. */
export const MOST_SHOWCASES = 50;

/**
 * The explorers of a municipality (HW-EXP-07): which filters, in which order. A region has one showcase at a time, so one
 * that takes a region takes it from the one that had it; without any the explorer has all twelve filters. The showcase of
 * the product can be changed while it serves the administrator's region only.
 */
export interface ShowcasesService {
  list(session: SessionContext): Promise<AdministeredShowcase[]>;
  /** `seen` null: a new one under this id. @throws {ProblemError} 400 with faults, 404, 409 `changed_meanwhile` */
  save(session: SessionContext, id: string, seen: number | null, input: ShowcaseInput): Promise<AdministeredShowcase>;
  /** @throws {ProblemError} 404, 409 `in_use` */
  remove(session: SessionContext, id: string): Promise<void>;
}

interface ShowcaseRow {
  readonly id: string;
  readonly name: string;
  readonly region_codes: string[];
  readonly filter_categories: AdministeredShowcase['filterCategories'];
  readonly municipality_id: string | null;
  readonly revision: number;
}

export function createShowcasesService(knex: Knex): ShowcasesService {
  return {
    list: async (session) => {
      const administrator = await administratorOf(knex, session);
      const rows: ShowcaseRow[] = await reachable(knex, administrator).orderBy('name').orderBy('id');
      return rows.map((row) => toShowcase(row, administrator));
    },
    save: (session, id, seen, input) => withTransaction(knex, (trx) => save(trx, { session, id, seen, input })),
    remove: (session, id) => withTransaction(knex, (trx) => remove(trx, session, id)),
  };
}

/** Those of his municipality, and the one that his region has. */
function reachable(knex: Knex, { municipalityId, regionCode }: Administrator): Knex.QueryBuilder {
  return knex('showcase').where((where) =>
    where.where({ municipality_id: municipalityId }).orWhereRaw('? = any(region_codes)', [regionCode]),
  );
}

function isEditable(row: ShowcaseRow, { municipalityId, regionCode }: Administrator): boolean {
  if (row.municipality_id !== null) return row.municipality_id === municipalityId;
  return row.region_codes.every((code) => code === regionCode);
}

function toShowcase(row: ShowcaseRow, administrator: Administrator): AdministeredShowcase {
  return {
    id: row.id,
    name: row.name,
    regionCodes: row.region_codes,
    filterCategories: row.filter_categories,
    editable: isEditable(row, administrator),
    revision: row.revision,
  };
}

async function save(
  trx: Trx,
  asked: {
    readonly session: SessionContext;
    readonly id: string;
    readonly seen: number | null;
    readonly input: ShowcaseInput;
  },
): Promise<AdministeredShowcase> {
  const { id, seen, input } = asked;
  const administrator = await administratorOf(trx, asked.session);
  if (input.regionCodes.some((code) => code !== administrator.regionCode)) {
    refuseField('regionCodes', 'Kies alleen de regio van je eigen gemeente');
  }
  // The region is the lock: of two that take it at once, the second takes it from the first.
  await trx('region').where({ code: administrator.regionCode }).forUpdate().first('code');
  const before = await lockShowcase(trx, administrator, id);
  if (before === null && seen !== null) throw notFound();
  requireSeen(seen, before?.revision ?? null);
  if (before === null) await requireRoom(trx, administrator);
  if (input.regionCodes.length > 0) await freeRegion(trx, administrator, id);
  const facts = { name: input.name, region_codes: input.regionCodes, filter_categories: input.filterCategories };
  const owner = { municipality_id: administrator.municipalityId };
  if (before === null) await insertNew(trx, { id, ...facts, ...owner });
  else
    await trx('showcase')
      .where({ id })
      .update({ ...facts, ...owner });
  await recordAudit(trx, {
    ...{ actor: administrator.userId, action: 'CHANGE', object: `showcase:${id}`, result: 'ok' },
    detail: { showcase: before === null ? 'ADD' : 'CHANGE', inUse: input.regionCodes.length > 0 },
  });
  return toShowcase(await reachable(trx, administrator).where({ id }).first(), administrator);
}

/** Null when there is none that he reaches. @throws {ProblemError} 404 for one that he sees and may not change */
async function lockShowcase(trx: Trx, administrator: Administrator, id: string): Promise<ShowcaseRow | null> {
  const row: ShowcaseRow | undefined = await reachable(trx, administrator).where({ id }).forUpdate().first();
  if (row === undefined) return null;
  if (!isEditable(row, administrator)) throw notFound();
  return row;
}

/** An id that somebody out of reach has is as good as one that does not exist. @throws {ProblemError} 404 */
async function insertNew(trx: Trx, row: Record<string, unknown>): Promise<void> {
  const made = await trx('showcase').insert(row).onConflict('id').ignore().returning('id');
  if (made.length === 0) throw notFound();
}

async function requireRoom(trx: Trx, { municipalityId }: Administrator): Promise<void> {
  const present = await trx('showcase').where({ municipality_id: municipalityId }).count({ n: '*' }).first();
  if (Number(present?.['n'] ?? 0) >= MOST_SHOWCASES) {
    refuseField('name', `Een gemeente heeft hoogstens ${MOST_SHOWCASES} vitrines`);
  }
}

async function freeRegion(trx: Trx, { regionCode }: Administrator, id: string): Promise<void> {
  await trx('showcase')
    .whereRaw('? = any(region_codes)', [regionCode])
    .whereNot({ id })
    .update({ region_codes: trx.raw('array_remove(region_codes, ?)', [regionCode]) });
}

async function remove(trx: Trx, session: SessionContext, id: string): Promise<void> {
  const administrator = await administratorOf(trx, session);
  const row = await lockShowcase(trx, administrator, id);
  if (row === null || row.municipality_id === null) throw notFound();
  if (row.region_codes.length > 0) {
    throw new ProblemError(409, 'in_use', 'Deze vitrine is in gebruik. Neem eerst een andere in gebruik.');
  }
  await trx('showcase').where({ id }).delete();
  await recordAudit(trx, {
    ...{ actor: administrator.userId, action: 'CHANGE', object: `showcase:${id}`, result: 'ok' },
    detail: { showcase: 'REMOVE' },
  });
}
