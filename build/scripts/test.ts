/**
 * `npm test`: every check in order, all of them, whatever fails on the way.
 *
 *   npm test                        everything
 *   npm test -- --only unit,lint    some steps
 *
 * The last line is `N passed, N failed` and nothing else. Each step's full output is in `.cache/test-logs`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Outcome } from './lib/test-reports.ts';
import { testSteps, type TestStep } from './lib/test-steps.ts';
import { ensureTestTools } from './lib/test-tools.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOGS = path.join(ROOT, '.cache', 'test-logs');
const TAIL_LINES = 40;

function chosenSteps(): readonly TestStep[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const steps = testSteps(LOGS);
  if (values.only === undefined) return steps;
  const names = values.only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`No step is called ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}`);
  }
  return steps.filter((step) => names.includes(step.name));
}

/** Runs one step with everything it says in its log. Never throws for a step that fails: that is an outcome. */
async function run(step: TestStep): Promise<Outcome> {
  rmSync(path.join(LOGS, `${step.name}.json`), { force: true });
  const child = spawn(process.execPath, [...step.args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: pathWithOurNode(), NO_COLOR: '1', FORCE_COLOR: '0', ...step.env },
  });
  const log = createWriteStream(logFile(step));
  const streams = [child.stdout, child.stderr].map((stream) => pipeline(stream, log, { end: false }));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await Promise.all(streams);
  log.end();
  await once(log, 'finish');
  return step.outcome(exitCode);
}

/** What a test starts as `node` is the Node that runs this, also when this was not started through npm. */
function pathWithOurNode(): string {
  return [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
}

function logFile(step: TestStep): string {
  return path.join(LOGS, `${step.name}.log`);
}

function report(step: TestStep, outcome: Outcome, seconds: number): void {
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
  const mark = outcome.failed === 0 ? 'ok  ' : 'FAIL';
  console.log(
    `${mark} ${step.name}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} (${seconds.toFixed(0)} s)`,
  );
  for (const failure of outcome.failures) console.log(`       ${shorten(failure)}`);
  if (outcome.failed === 0) return;
  const lines = readFileSync(logFile(step), 'utf8').trimEnd().split('\n');
  console.log(`     the end of ${path.relative(ROOT, logFile(step))}:`);
  for (const line of lines.slice(-TAIL_LINES)) console.log(`     │ ${line}`);
}

function shorten(failure: string): string {
  return failure.replaceAll(`${ROOT}${path.sep}`, '');
}

async function main(): Promise<void> {
  const steps = chosenSteps();
  mkdirSync(LOGS, { recursive: true });
  if (steps.some((step) => step.name === 'e2e')) {
    for (const sentence of ensureTestTools((line) => console.log(`     ${line}`))) console.log(`     ${sentence}`);
  }
  const total = { passed: 0, failed: 0 };
  for (const step of steps) {
    console.log(`     ${step.name}: ${step.what} …`);
    const start = performance.now();
    const outcome = await run(step);
    report(step, outcome, (performance.now() - start) / 1000);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
