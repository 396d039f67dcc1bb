import type { Knex } from 'knex';
import type { Handlers } from '../http/handlers.ts';
import { unavailable } from '../http/problems.ts';
import { MIGRATIONS } from '../database/migrations.ts';
import type { RestoreGate } from '../sync/epoch.ts';

export const SERVER_VERSION = '0.1.0';

/** Whether the process lives, and whether it can take requests. Neither tells a stranger more than that. */
export function operationHandlers(deps: {
  readonly knex: Knex;
  readonly productName: string;
  readonly demo: boolean;
  readonly gate: RestoreGate;
}): Pick<Handlers, 'getHealth' | 'getReadiness'> {
  return {
    getHealth: async () => ({
      status: 'ok',
      productName: deps.productName,
      version: SERVER_VERSION,
      demo: deps.demo,
    }),
    getReadiness: async () => {
      const applied = await countMigrations(deps.knex);
      if (applied !== MIGRATIONS.length) throw unavailable(new Error('Migrations are pending'));
      await deps.gate.require();
      return { status: 'ready' };
    },
  };
}

async function countMigrations(knex: Knex): Promise<number> {
  try {
    const row = await knex('schema_migration').count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  } catch (error) {
    throw unavailable(error);
  }
}
