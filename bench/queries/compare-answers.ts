import type { EngineName } from '../engines/engine.ts';
import { FIRST } from '../engines/engine.ts';
import { describeQuery } from './workload.ts';
import type { BenchAnswer, BenchQuery } from './bench-query.ts';

/**
 * Throws unless two engines gave the same total, the same counts, and as many first hits; when all hits fit in the first
 * fifty, also the same candidates. Beyond that their orders differ by nature (each ranks in its own way).
 */
export function assertSameAnswer(
  query: BenchQuery,
  [expectedBy, expected]: readonly [EngineName, BenchAnswer],
  [givenBy, given]: readonly [EngineName, BenchAnswer],
): void {
  const faults: string[] = [];
  if (expected.total !== given.total) faults.push(`total ${expected.total} and ${given.total}`);
  const names = new Set([...Object.keys(expected.counts), ...Object.keys(given.counts)]);
  for (const name of names) {
    const [left, right] = [expected.counts[name] ?? 0, given.counts[name] ?? 0];
    if (left !== right) faults.push(`${name} ${left} and ${right}`);
  }
  if (given.first.length !== Math.min(FIRST, given.total)) faults.push(`${given.first.length} first hits`);
  if (expected.total <= FIRST && !sameSet(expected.first, given.first)) faults.push('other candidates');
  if (faults.length === 0) return;
  const more = faults.length > 5 ? ` and ${faults.length - 5} more` : '';
  throw new Error(
    `${expectedBy} and ${givenBy} disagree on "${describeQuery(query)}": ${faults.slice(0, 5).join('; ')}${more}`,
  );
}

function sameSet(left: readonly number[], right: readonly number[]): boolean {
  const set = new Set(left);
  return left.length === right.length && right.every((item) => set.has(item));
}
