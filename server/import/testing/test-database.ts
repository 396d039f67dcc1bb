import { openDatabase } from '../../database/knex.ts';
import type { Database } from '../../database/knex.ts';
import { migrate } from '../../database/migrations.ts';

/** A migrated database in memory with two regions and one municipality of AM21; empty otherwise. */
export async function importDatabase(): Promise<Database> {
  const database = await openDatabase({ kind: 'embedded', directory: null });
  await migrate(database.knex);
  await database.knex('region').insert([
    { code: 'AM01', name: 'Groningen' },
    { code: 'AM21', name: 'Haaglanden' },
  ]);
  await database.knex('municipality').insert({
    id: '00000000-0000-4000-8000-00000000aaaa',
    name: 'Voorbeeldgemeente',
    region_code: 'AM21',
  });
  return database;
}
