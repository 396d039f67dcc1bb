import { LAST_MODIFIED_BUCKETS } from './candidate-codes.ts';

/** Greatest age in days of each bucket; all but OLDER hold the younger ones. A day in the future counts as today. */
const BUCKET_AGES = [0, 7, 31, 92, 365, Infinity] as const;
const YEAR = 365;

/** Position in LAST_MODIFIED_BUCKETS of the smallest bucket that holds this age. */
export function smallestBucket(ageDays: number): number {
  let bucket = 0;
  while (ageDays > (BUCKET_AGES[bucket] as number)) bucket += 1;
  return bucket;
}

/** A test on the age in days for the selected buckets together (OR). */
export function ageTest(codes: readonly string[]): (ageDays: number) => boolean {
  const older = codes.includes('OLDER');
  const positions = LAST_MODIFIED_BUCKETS.codes.flatMap((code, at) =>
    code !== 'OLDER' && codes.includes(code) ? at : [],
  );
  const greatest = positions.length === 0 ? -Infinity : (BUCKET_AGES[Math.max(...positions)] as number);
  return (ageDays) => ageDays <= greatest || (older && ageDays > YEAR);
}

/** Counts per smallest bucket → counts per bucket as shown, where a younger one belongs to the older ones as well. */
export function bucketCounts(smallest: Uint32Array): Record<string, number> {
  const counts: Record<string, number> = {};
  let sum = 0;
  LAST_MODIFIED_BUCKETS.codes.forEach((code, position) => {
    sum += smallest[position] as number;
    const count = code === 'OLDER' ? (smallest[position] as number) : sum;
    if (count > 0) counts[code] = count;
  });
  return counts;
}
