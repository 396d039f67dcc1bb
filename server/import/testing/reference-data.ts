import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const DEFAULT = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/**
 * Folder with the official files; they are not part of this repository. Null where they are absent, with the reason
 * printed, so that a run shows what it did not check.
 */
export function referenceData(part: string): string | null {
  const folder = join(process.env['HALLOWERK_REFERENCE_DATA'] ?? DEFAULT, part);
  if (existsSync(folder)) return folder;
  console.warn(
    `Skipped: no reference data in ${folder}; set HALLOWERK_REFERENCE_DATA to the folder that holds '${part}'.`,
  );
  return null;
}
