import { loadavg } from 'node:os';
import type { BenchReport, Value } from '../benchmarks/benchmark.ts';

/** One JSON object a line with `json`, else a table to read. */
export function printReport(report: BenchReport, json: boolean): void {
  const complete = { ...report, load: Number((loadavg()[0] as number).toFixed(1)), node: process.version };
  process.stdout.write(json ? `${JSON.stringify(complete)}\n` : `${table(complete)}\n`);
}

function table({ benchmark, candidates, notes, ...figures }: BenchReport): string {
  const lines = [`${benchmark} (${candidates.toLocaleString('en')} candidates)`];
  for (const [name, value] of Object.entries(figures)) lines.push(...rows(name, value));
  if (Array.isArray(notes)) for (const note of notes) lines.push(`  * ${note}`);
  return `${lines.join('\n')}\n`;
}

function rows(name: string, value: Value): string[] {
  if (value === null) return [row(name, 'not measured')];
  if (Array.isArray(value)) return [row(name, value.join('; '))];
  if (typeof value !== 'object') return [row(name, String(value))];
  const entries = Object.entries(value);
  if (entries.every(([, inner]) => typeof inner !== 'object' || inner === null)) {
    return [row(name, entries.map(([key, inner]) => `${key} ${inner ?? '-'}`).join('   '))];
  }
  return entries.flatMap(([key, inner]) => rows(`${name}.${key}`, inner));
}

const row = (name: string, value: string): string => `  ${name.padEnd(30)} ${value}`;
