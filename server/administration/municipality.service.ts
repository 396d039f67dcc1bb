import type { Knex } from 'knex';
import type * as z from 'zod';
import type {
  AdministeredRegion,
  Municipality,
  MunicipalityInputSchema,
  RegionInputSchema,
  RegionPreview,
} from '@hallowerk/contract/administration/administration.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { sqlState } from '../database/pg-errors.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import type { SessionContext } from '../security/session.ts';
import { administratorOf, refuseField, requireSeen, type Administrator } from './administrator.ts';
import { followConnection, previewConnection } from '../shared/region-connections.ts';

const UNIQUE_VIOLATION = '23505';

type MunicipalityInput = z.output<typeof MunicipalityInputSchema>;
type RegionInput = z.output<typeof RegionInputSchema>;

/** The administrator's municipality and the region it lies in (features §5.2). */
export interface MunicipalityService {
  get(session: SessionContext): Promise<{ municipality: Municipality; regions: AdministeredRegion[] }>;
  /** @throws {ProblemError} 400 with faults, 409 `changed_meanwhile` */
  change(session: SessionContext, seen: number, input: MunicipalityInput): Promise<Municipality>;
  previewRegion(session: SessionContext, connected: boolean): Promise<RegionPreview>;
  /** What people of connected regions see follows at once. @throws {ProblemError} 409 `changed_meanwhile` */
  changeRegion(session: SessionContext, seen: number, input: RegionInput): Promise<AdministeredRegion>;
}

export function createMunicipalityService(knex: Knex): MunicipalityService {
  return {
    get: async (session) => {
      const administrator = await administratorOf(knex, session);
      return {
        municipality: await municipalityOf(knex, administrator),
        regions: await regionsFor(knex, administrator),
      };
    },
    change: (session, seen, input) => withTransaction(knex, (trx) => change(trx, session, seen, input)),
    previewRegion: (session, connected) =>
      withTransaction(knex, async (trx) => {
        const { regionCode: code } = await administratorOf(trx, session);
        const now = await trx('region').where({ code }).first('connected');
        return now.connected === connected ? { gaining: 0, losing: 0 } : previewConnection(trx, { code, connected });
      }),
    changeRegion: (session, seen, input) => withTransaction(knex, (trx) => changeRegion(trx, session, seen, input)),
  };
}

async function municipalityOf(knex: Knex, { municipalityId }: Administrator): Promise<Municipality> {
  const row = await knex('municipality').where({ id: municipalityId }).first();
  return {
    id: row.id,
    name: row.name,
    cbsCode: row.cbs_code,
    oin: row.oin,
    privacyUrl: row.privacy_url,
    erasureProcedureUrl: row.erasure_procedure_url,
    leaseDays: row.lease_days,
    wipeDays: row.wipe_days,
    revision: row.revision,
  };
}

async function regionsFor(knex: Knex, { regionCode }: Administrator): Promise<AdministeredRegion[]> {
  const rows = await knex('region').orderBy('name').select('code', 'name', 'connected', 'revision');
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    connected: row.connected,
    own: row.code === regionCode,
    revision: row.revision,
  }));
}

async function change(
  trx: Trx,
  session: SessionContext,
  seen: number,
  input: MunicipalityInput,
): Promise<Municipality> {
  const administrator = await administratorOf(trx, session);
  const { municipalityId: id, userId } = administrator;
  const before = await trx('municipality').where({ id }).forUpdate().first('revision');
  requireSeen(seen, before.revision);
  try {
    await trx('municipality').where({ id }).update({
      name: input.name,
      cbs_code: input.cbsCode,
      oin: input.oin,
      privacy_url: input.privacyUrl,
      erasure_procedure_url: input.erasureProcedureUrl,
      lease_days: input.leaseDays,
      wipe_days: input.wipeDays,
    });
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) refuseField('cbsCode', 'Deze CBS-code is al van een andere gemeente');
    throw error;
  }
  const detail = { leaseDays: input.leaseDays, wipeDays: input.wipeDays };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `municipality:${id}`, result: 'ok', detail });
  return municipalityOf(trx, administrator);
}

async function changeRegion(
  trx: Trx,
  session: SessionContext,
  seen: number,
  { name, connected }: RegionInput,
): Promise<AdministeredRegion> {
  const administrator = await administratorOf(trx, session);
  const { regionCode: code, userId } = administrator;
  // All of them, in one order: who is connected with whom may not change between reading and writing.
  const regions = await trx('region').orderBy('code').forUpdate().select('code', 'connected', 'revision');
  const before = regions.find((region) => region.code === code);
  requireSeen(seen, before.revision);
  if (before.connected !== connected) await followConnection(trx, { code, connected });
  await trx('region').where({ code }).update({ name, connected });
  await recordAudit(trx, {
    ...{ actor: userId, action: 'CHANGE', object: `region:${code}`, result: 'ok' },
    detail: { connected },
  });
  const after = await regionsFor(trx, administrator);
  return after.find((region) => region.own)!;
}
