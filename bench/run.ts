import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { BenchOptions, BenchReport } from './benchmarks/benchmark.ts';
import { printReport } from './lib/print-report.ts';

/**
 * `node run.ts [NAME...] [--json] [--quick] [--full] [--candidates N] [--peers NAME,NAME]`: runs benchmarks one after the other, each in a
 * process of its own, so that none pays for what another left behind. Ends with 1 when one of them fails, for instance
 * because two engines gave different answers.
 */
const BENCHMARKS = {
  search: async () => (await import('./benchmarks/search.ts')).runSearch,
  suggest: async () => (await import('./benchmarks/suggest.ts')).runSuggest,
  recall: async () => (await import('./benchmarks/recall.ts')).runRecall,
  'initial-sync': async () => (await import('./benchmarks/initial-sync.ts')).runInitialSync,
  incremental: async () => (await import('./benchmarks/incremental.ts')).runIncremental,
  push: async () => (await import('./benchmarks/push.ts')).runPush,
  'server-writes': async () => (await import('./benchmarks/server-writes.ts')).runServerWrites,
  startup: async () => (await import('./benchmarks/startup.ts')).runStartup,
  typing: async () => (await import('./benchmarks/typing.ts')).runTyping,
  'vacancy-table': async () => (await import('./benchmarks/vacancy-table.ts')).runVacancyTable,
  'job-pages': async () => (await import('./benchmarks/job-pages.ts')).runJobPages,
} satisfies Record<string, () => Promise<(options: BenchOptions) => Promise<BenchReport>>>;
type BenchmarkName = keyof typeof BENCHMARKS;
const NAMES = Object.keys(BENCHMARKS) as BenchmarkName[];

const HEAP_MEGABYTES = 8192;
const ALONE = 'HALLOWERK_BENCH_ALONE';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      candidates: { type: 'string' },
      peers: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !NAMES.includes(name as BenchmarkName));
  if (unknown.length > 0) throw new TypeError(`Unknown benchmark: ${unknown.join(', ')}. Known: ${NAMES.join(', ')}`);
  const candidates = values.candidates === undefined ? null : Number(values.candidates);
  if (candidates !== null && !(Number.isInteger(candidates) && candidates > 0)) {
    throw new TypeError('--candidates takes a whole number above zero');
  }
  const names = (positionals.length === 0 ? NAMES : positionals) as BenchmarkName[];
  if (process.env[ALONE] === undefined)
    return runEach(
      names,
      process.argv.slice(2).filter((arg) => !isName(arg)),
    );
  // Whoever asked for this is gone: so is the wish for an answer.
  process.once('disconnect', () => process.exit(1));
  const run = await BENCHMARKS[names[0] as BenchmarkName]();
  const peers = values.peers?.split(',') ?? null;
  printReport(await run({ quick: values.quick, full: values.full, candidates, peers }), values.json);
  return 0;
}

const isName = (text: string): boolean => NAMES.includes(text as BenchmarkName);

async function runEach(names: readonly BenchmarkName[], flags: readonly string[]): Promise<number> {
  let worst = 0;
  for (const name of names) {
    process.stderr.write(`${name}\n`);
    const child = fork(import.meta.filename, [name, ...flags], {
      env: { ...process.env, [ALONE]: '1' },
      execArgv: ['--expose-gc', '--no-warnings', `--max-old-space-size=${HEAP_MEGABYTES}`],
    });
    const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    worst = Math.max(worst, code);
  }
  return worst;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // A wrong option is the caller's to mend; a stack would only hide the word that is wrong.
    const isUsage = error instanceof Error && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS');
    const text = error instanceof Error ? (isUsage ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(isUsage ? 2 : 1);
  },
);
