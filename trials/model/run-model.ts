import * as fc from 'fast-check';
import { historyArbitrary, type Command, type HistorySize } from './commands.ts';
import { Coverage } from './coverage.ts';
import { History } from './history.ts';
import { InvariantError } from './invariant-error.ts';
import { shrinkHistory } from './shrink.ts';
import type { TrialServer } from './trial-server.ts';

export interface ModelOptions {
  readonly runs: number;
  readonly seed: number;
  /** Of a failure printed before: goes straight to its history. */
  readonly path?: string;
  readonly size?: HistorySize;
  /** Milliseconds for making a failing history smaller. */
  readonly shrinkMs: number;
  readonly onHistory?: (count: number) => void;
  /** True ends the run after the history in hand. */
  readonly stop?: () => boolean;
}

export interface ModelResult {
  /** Histories that held. */
  readonly histories: number;
  readonly commands: number;
  readonly coverage: Coverage;
  /** Null when every promise held. */
  readonly failure: ModelFailure | null;
}

export interface ModelFailure {
  readonly error: Error;
  /** The promise that did not hold, or `error` for a program that fell over. */
  readonly invariant: string;
  readonly seed: number;
  readonly path: string;
  readonly history: readonly Command[];
  readonly after: number;
}

const SIZE: HistorySize = { min: 40, max: 120 };

/** Random histories on one server, one after the other, until one fails. */
export async function runModel(server: TrialServer, options: ModelOptions): Promise<ModelResult> {
  const coverage = new Coverage();
  let histories = 0;
  let commands = 0;
  const property = fc.asyncProperty(historyArbitrary(options.size ?? SIZE), async (history) => {
    if (options.stop?.() === true) return;
    const own = new Coverage();
    await new History(server, own).run(history);
    coverage.add(own);
    histories += 1;
    commands += history.length;
    options.onHistory?.(histories);
  });
  const details = await fc.check(property, {
    numRuns: options.runs,
    seed: options.seed,
    ...(options.path === undefined ? {} : { path: options.path }),
    endOnFailure: true,
  });
  const history = details.counterexample?.[0];
  if (history === undefined || details.errorInstance === null) return { histories, commands, coverage, failure: null };
  const { seed, counterexamplePath } = details;
  const at = { seed, path: counterexamplePath ?? '', after: histories };
  return { histories, commands, coverage, failure: await smallestFailure(server, { history, at }, options.shrinkMs) };
}

/** Runs one history, such as one that failed before. Null when it holds. */
export async function runHistory(server: TrialServer, history: readonly Command[]): Promise<Error | null> {
  try {
    await new History(server, new Coverage()).run(history);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function smallestFailure(
  server: TrialServer,
  found: { readonly history: readonly Command[]; readonly at: Pick<ModelFailure, 'seed' | 'path' | 'after'> },
  shrinkMs: number,
): Promise<ModelFailure> {
  const first = await runHistory(server, found.history);
  if (first === null) {
    const error = new Error('A history failed once and held when it was repeated: something in it is not in our hand');
    return { ...found.at, error, invariant: 'replay', history: found.history };
  }
  const until = performance.now() + shrinkMs;
  let error = first;
  const history = await shrinkHistory(
    found.history,
    async (part) => {
      const again = await runHistory(server, part);
      if (again === null || invariantOf(again) !== invariantOf(first)) return false;
      error = again;
      return true;
    },
    () => performance.now() > until,
  );
  return { ...found.at, error, invariant: invariantOf(first), history };
}

function invariantOf(error: Error): string {
  return error instanceof InvariantError ? error.invariant : 'error';
}

/** Everything somebody needs to see it fail again. */
export function describeFailure({ error, seed, path, history, after }: ModelFailure): string {
  return [
    `${error.message} (after ${after} histories that held)`,
    `Again: TRIALS_SEED=${seed} TRIALS_PATH=${path} npx vitest run --project trials trials/histories.test.ts`,
    'Smallest history found; keep it as a file in trials/regressions:',
    `[\n${history.map((command) => `  ${JSON.stringify(command)}`).join(',\n')}\n]`,
    error.stack ?? '',
  ].join('\n');
}
