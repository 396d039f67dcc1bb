import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { SCRATCH } from '../data/corpus.ts';

/** Runs `work` with a fresh folder that is gone afterwards, however it ends. */
export async function withScratch<T>(name: string, work: (directory: string) => Promise<T>): Promise<T> {
  mkdirSync(SCRATCH, { recursive: true });
  removeLeftOvers();
  const directory = mkdtempSync(path.join(SCRATCH, `${name}-${process.pid}-`));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Folders of processes that were killed. */
function removeLeftOvers(): void {
  for (const name of readdirSync(SCRATCH)) {
    const owner = /^[a-z]+-(\d+)-\w{6}$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      rmSync(path.join(SCRATCH, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}
