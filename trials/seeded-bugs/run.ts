/**
 * `npm run seeded-bugs`: are the trials able to fail? Puts each of the known faults in a copy of the sources and runs the
 * histories, or the stress, until they find it.
 *
 *   npm run seeded-bugs                          all
 *   npm run seeded-bugs -- --only "lost scope"   those whose name begins so
 *   npm run seeded-bugs -- --seed 5
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyPatch } from './apply-patch.ts';
import { HISTORY_BUGS, STRESS_BUGS, type SeededBug } from './bugs.ts';
import { copySources } from './copy-sources.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAX_HISTORIES = 60;
const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, seed: { type: 'string', default: '1' } },
});

interface Outcome {
  readonly caught: boolean;
  readonly skipped?: boolean;
  readonly what: string;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs the trial of the copy in a process of its own, which tells in its last line how it went. */
function tryIn(copy: string, args: readonly string[]): Outcome {
  const run = spawnSync(process.execPath, [join(copy, 'trials/probe.ts'), ...args], { cwd: copy, encoding: 'utf8' });
  const last = run.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) return { caught: false, what: `the trial itself fell over: ${run.stderr.slice(-400)}` };
  return JSON.parse(last) as Outcome;
}

function tryBug(bug: SeededBug, args: readonly string[]): Outcome {
  const copy = copySources(ROOT);
  try {
    for (const patch of bug.patches) applyPatch(copy, patch);
    return tryIn(copy, args);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function main(): void {
  const histories = ['histories', String(MAX_HISTORIES), values.seed];
  const all = [
    ...HISTORY_BUGS.map((bug) => ({ bug, args: histories })),
    ...STRESS_BUGS.map((bug) => ({ bug, args: ['stress'] })),
  ].filter(({ bug }) => bug.name.startsWith(values.only));
  let survived = 0;
  for (const { bug, args } of all) {
    const start = performance.now();
    const { caught, skipped, what } = tryBug(bug, args);
    if (!caught && skipped !== true) survived += 1;
    const word = caught ? 'caught ' : skipped === true ? 'skipped' : 'SURVIVED';
    say(`${word}  ${bug.name}: ${what} (${((performance.now() - start) / 1000).toFixed(0)} s)`);
  }
  say(`${all.length} faults, ${survived} survived`);
  process.exitCode = survived === 0 ? 0 : 1;
}

main();
