import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patched } from './apply-patch.ts';
import { HISTORY_BUGS, SEQUENCING, STRESS_BUGS } from './bugs.ts';

const ROOT = join(import.meta.dirname, '../..');
const bugs = [...HISTORY_BUGS, ...STRESS_BUGS];

it.each(bugs)('can still put in the fault "$name"', ({ patches }) => {
  for (const patch of patches) expect(patched(ROOT, patch)).toContain(patch.replace);
});

it('puts faults into the sequencing that is in force, not into one that a later migration replaced', () => {
  const directory = join(ROOT, 'server/database/migrations');
  const defining = readdirSync(directory).filter((name) =>
    readFileSync(join(directory, name), 'utf8').includes('function sync_sequence()'),
  );
  expect(SEQUENCING.endsWith(`/${defining.toSorted().at(-1)}`)).toBe(true);
});

it('knows the ten faults of the test plan', () => {
  expect(HISTORY_BUGS).toHaveLength(10);
});
