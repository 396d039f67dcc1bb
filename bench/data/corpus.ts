import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { benchRegion, type BenchRegion } from './region.ts';

/** Scratch space of the benchmarks; safe to delete at any time. */
export const SCRATCH = fileURLToPath(new URL('../.cache', import.meta.url));

/**
 * Writes `count` cards as lines of JSON and gives the file; a file of the same contents is used again. Engines in
 * processes of their own then read exactly the same candidates without generating them anew.
 */
export async function corpusFile(count: number, region: BenchRegion = benchRegion()): Promise<string> {
  const fingerprint = createHash('sha256');
  for (let index = 0; index < 20; index++) fingerprint.update(JSON.stringify(region.card(index)));
  const file = path.join(SCRATCH, `cards-${count}-${fingerprint.digest('hex').slice(0, 12)}.ndjson`);
  if (existsSync(file)) return file;
  mkdirSync(SCRATCH, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const stream = createWriteStream(partial);
  for (let index = 0; index < count; index++) {
    const room = stream.write(`${JSON.stringify(region.card(index))}\n`);
    if (!room) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await finished(stream);
  renameSync(partial, file);
  return file;
}

/** The cards of a corpus file in order. */
export async function* readCards(file: string, limit = Infinity): AsyncGenerator<CandidateCard> {
  const lines = createInterface({ input: createReadStream(file, { highWaterMark: 1 << 20 }) });
  let read = 0;
  for await (const line of lines) {
    if (read++ >= limit) return;
    yield JSON.parse(line) as CandidateCard;
  }
}
