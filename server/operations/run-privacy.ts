import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { withTransaction } from '../database/transaction.ts';
import { errorFields } from '../http/logging.ts';
import { runJobNow } from './jobs.ts';
import { SYSTEM_CLOCK } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { erasePerson } from '../privacy/erase-person.ts';
import { mergeRegister, registerLines, RegisterLineSchema, returnedIds } from '../privacy/erasure-register.ts';
import { removeParkedAboutErased } from '../privacy/parked-work.ts';
import { rehearse, retentionNow } from './retention.service.ts';

type Print = (line: unknown) => void;
interface Parts {
  readonly knex: Knex;
  readonly keys: ServerKeys;
}

/**
 * `retention rehearse` prints what would go now, and changes nothing; `retention run` does it. One JSON line; exit code 1
 * for another word, and when the run failed.
 */
export async function runRetention({ knex, keys }: Parts, args: readonly string[], print: Print): Promise<number> {
  const now = SYSTEM_CLOCK.now();
  switch (args.join(' ')) {
    case 'rehearse':
      print(await rehearse(knex, now));
      return 0;
    case 'run': {
      const log = {
        finished: (event: object) => print(event),
        failed: ({ job, error }: { job: string; error: unknown }) => print({ job, failed: errorFields(error) }),
      };
      return (await runJobNow({ knex, clock: SYSTEM_CLOCK, log }, retentionNow(keys, 'system'))) ? 0 : 1;
    }
    default:
      print({ error: 'unknown command', commands: ['retention rehearse', 'retention run'] });
      return 1;
  }
}

/**
 * `erasures export` prints the register, a JSON line each: keep it where the backups are not. `erasures apply [FILE]`
 * merges such a file and removes again whoever came back with a backup; `restored --erasures FILE` does the same before
 * it opens the synchronisation.
 */
export async function runErasures(parts: Parts, args: readonly string[], print: Print): Promise<number> {
  const [command, file, ...rest] = args;
  if (command === 'export' && file === undefined) {
    for (const entry of await registerLines(parts.knex)) print(entry);
    return 0;
  }
  if (command === 'apply' && rest.length === 0) {
    print(await applyRegister(parts, file));
    return 0;
  }
  print({ error: 'unknown command', commands: ['erasures export', 'erasures apply [FILE]'] });
  return 1;
}

/** Removes whoever is back although he was erased. Each in a transaction of his own; run again, it does the rest. */
export async function applyRegister(
  { knex, keys }: Parts,
  file?: string,
): Promise<{ readonly erased: number; readonly parked: number }> {
  if (file !== undefined) {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((text) => text.trim() !== '')
      .map((text) => RegisterLineSchema.parse(JSON.parse(text)));
    await withTransaction(knex, (trx) => mergeRegister(trx, lines));
  }
  const ids = await returnedIds(knex);
  for (const candidateId of ids) {
    const erasure = { candidateId, cause: 'REGISTER', by: 'system', now: SYSTEM_CLOCK.now() } as const;
    await withTransaction(knex, (trx) => erasePerson(trx, keys, erasure));
  }
  return { erased: ids.length, parked: await withTransaction(knex, (trx) => removeParkedAboutErased(trx, keys)) };
}
