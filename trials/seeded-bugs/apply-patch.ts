import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Patch } from './bugs.ts';

/** The source with the fault in it. @throws when the place is not there, or not the only one: code moves. */
export function patched(root: string, { file, find, replace }: Patch): string {
  const source = readFileSync(join(root, file), 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${file}: ${places} places instead of one with: ${find}`);
  return source.replace(find, () => replace);
}

export function applyPatch(root: string, patch: Patch): void {
  writeFileSync(join(root, patch.file), patched(root, patch));
}
