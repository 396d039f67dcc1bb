import type { Trx } from './transaction.ts';

/** What a bulk write did. `unchanged` rows were not written at all, so they cause no synchronisation. */
export interface UpsertCounts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface UpsertTarget {
  readonly table: string;
  /** Column → PostgreSQL type, in the order of the statement. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns of the unique constraint that makes two rows the same. */
  readonly key: readonly string[];
  /** Columns that keep their first value. */
  readonly keep?: readonly string[];
  /** Set, as SQL, on rows that really change. */
  readonly onChange?: Readonly<Record<string, string>>;
}

/** One statement holds at most this many rows; a transaction at most 250 parents (sync §2.5), which callers see to. */
const ROWS_PER_STATEMENT = 1000;

/**
 * Writes rows in bulk, comparing content in the database: only rows that differ are touched. Rows travel as one JSON
 * parameter, which keeps the statement text constant whatever their number. Later rows win over earlier ones of the
 * same key.
 */
export async function upsertChanged(
  trx: Trx,
  target: UpsertTarget,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<UpsertCounts> {
  const unique = [...new Map(rows.map((row) => [target.key.map((column) => row[column]).join('|'), row])).values()];
  const sql = upsertSql(target);
  let created = 0;
  let changed = 0;
  for (let start = 0; start < unique.length; start += ROWS_PER_STATEMENT) {
    const chunk = unique.slice(start, start + ROWS_PER_STATEMENT);
    const result: { rows: { created: boolean }[] } = await trx.raw(sql, [JSON.stringify(chunk)]);
    for (const row of result.rows) {
      if (row.created) created++;
      else changed++;
    }
  }
  return { created, changed, unchanged: unique.length - created - changed };
}

/** Text built from constants of the calling module only, never from input. */
function upsertSql({ table, columns, key, keep = [], onChange = {} }: UpsertTarget): string {
  const names = Object.keys(columns);
  const compared = names.filter((name) => !key.includes(name) && !keep.includes(name));
  const tuple = (prefix: string): string => compared.map((name) => `${prefix}.${name}`).join(', ');
  const assignments = [
    ...compared.map((name) => `${name} = excluded.${name}`),
    ...Object.entries(onChange).map(([name, value]) => `${name} = ${value}`),
  ];
  return `
    insert into ${table} as t (${names.join(', ')})
    select ${names.join(', ')}
    from jsonb_to_recordset(cast(? as jsonb)) as x(${names.map((name) => `${name} ${columns[name]}`).join(', ')})
    on conflict (${key.join(', ')}) do update set ${assignments.join(', ')}
    where (${tuple('t')}) is distinct from (${tuple('excluded')})
    returning (xmax = 0) as created`;
}

export function addCounts(a: UpsertCounts, b: UpsertCounts): UpsertCounts {
  return { created: a.created + b.created, changed: a.changed + b.changed, unchanged: a.unchanged + b.unchanged };
}
