import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patched } from './apply-patch.ts';
import { HISTORY_BUGS, STRESS_BUGS } from './bugs.ts';

const ROOT = join(import.meta.dirname, '../..');
const bugs = [...HISTORY_BUGS, ...STRESS_BUGS];

it.each(bugs)('can still put in the fault "$name"', ({ patches }) => {
  for (const patch of patches) expect(patched(ROOT, patch)).toContain(patch.replace);
});

it('knows the ten faults of the test plan', () => {
  expect(HISTORY_BUGS).toHaveLength(10);
});
