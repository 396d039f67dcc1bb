import { Coverage } from './model/coverage.ts';
import { describeFailure, type ModelResult } from './model/run-model.ts';

export interface SoakFacts {
  readonly kind: string;
  readonly seed: string;
  readonly seconds: number;
}

/** Which promises belong to which number of the report. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  'Changes lost': ['C3', 'C10', 'lost'],
  'Changes executed twice': ['S6', 'twice'],
  Leaks: ['leak', 'S4', 'S7'],
  'Digests that differed': ['C2', 'C11', 'S2'],
  'Views or entries that differed': ['C1', 'C4', 'C5', 'C6', 'C7', 'C8', 'S1'],
  'Programs that fell over': ['error', 'replay'],
};

/** Markdown: what ran, what went wrong on purpose, and what must all be zero. */
export function soakReport(results: readonly ModelResult[], { kind, seed, seconds }: SoakFacts): string {
  const coverage = new Coverage();
  for (const result of results) coverage.add(result.coverage);
  const failures = results.flatMap(({ failure }) => failure ?? []);
  const histories = results.reduce((sum, result) => sum + result.histories, 0);
  const commands = results.reduce((sum, result) => sum + result.commands, 0);
  const count = (invariants: readonly string[]): number =>
    failures.filter(({ invariant }) => invariants.includes(invariant)).length;
  return [
    '# Soak of sync',
    '',
    `${histories} histories with ${commands} commands on ${kind} in ${Math.round(seconds)} s, from seed ${seed}.`,
    `Faults: ${coverage.sum('fault:')}. Pages: ${coverage.of('page')}. Changes: ${coverage.sum('mutation:')}.`,
    '',
    '| Must be zero | |',
    '| --- | --: |',
    ...Object.entries(NUMBERS).map(([name, invariants]) => `| ${name} | ${count(invariants)} |`),
    '',
    '| Happened | |',
    '| --- | --: |',
    ...coverage.entries().map(([event, times]) => `| ${event} | ${times} |`),
    '',
    ...failures.flatMap((failure) => ['```', describeFailure(failure), '```', '']),
  ].join('\n');
}
