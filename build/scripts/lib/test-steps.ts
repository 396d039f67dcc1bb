import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { outcomeOfCommand, outcomeOfPlaywright, outcomeOfVitest, type Outcome } from './test-reports.ts';

const LINT_HEAP = '--max-old-space-size=6144';

/** One step of `npm test`. `args` start with the program's own file, so that it runs under the Node that runs this. */
export interface TestStep {
  readonly name: string;
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly outcome: (exitCode: number | null) => Outcome;
}

/** In the order in which a mistake is cheapest to hear about. `logs` is where reports of the steps go. */
export function testSteps(logs: string): readonly TestStep[] {
  return [
    command('format', 'Prettier', ['prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']),
    // Types of every file at once need more than Node takes by itself.
    { ...command('lint', 'ESLint with the fences', ['eslint/bin/eslint.js', '.']), env: { NODE_OPTIONS: LINT_HEAP } },
    command('types', 'TypeScript and Vue templates', ['vue-tsc/bin/vue-tsc.js', '--build']),
    vitest('unit', 'contract, cache, core, shell, build', logs),
    vitest('dom', 'components and stores', logs),
    vitest('server', 'server on PGlite and PostgreSQL, with the API design rules', logs),
    vitest('trials', 'histories with faults, many at once, and places for seeded bugs', logs),
    command('build', 'bundles of the desktop program', ['electron-vite/bin/electron-vite.js', 'build']),
    playwright('e2e', 'stories in a real browser', logs),
  ];
}

function command(name: string, what: string, args: readonly string[]): TestStep {
  return { name, what, args: inNodeModules(args), outcome: outcomeOfCommand };
}

function vitest(project: string, what: string, logs: string): TestStep {
  const report = path.join(logs, `${project}.json`);
  return {
    name: project,
    what,
    args: inNodeModules([
      'vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]),
    outcome: (exitCode) => fromReport(report, exitCode, outcomeOfVitest),
  };
}

function playwright(name: string, what: string, logs: string): TestStep {
  const report = path.join(logs, `${name}.json`);
  return {
    name,
    what,
    args: inNodeModules(['@playwright/test/cli.js', 'test', '--reporter=line,json']),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    outcome: (exitCode) => fromReport(report, exitCode, outcomeOfPlaywright),
  };
}

function inNodeModules([program, ...rest]: readonly string[]): readonly string[] {
  return [path.join('node_modules', program ?? ''), ...rest];
}

/** Without a report the program fell over before it could count. */
function fromReport(
  report: string,
  exitCode: number | null,
  read: (report: unknown, exitCode: number | null) => Outcome,
): Outcome {
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`no report was written (exit code ${exitCode})`] };
  }
  return read(JSON.parse(readFileSync(report, 'utf8')), exitCode);
}
