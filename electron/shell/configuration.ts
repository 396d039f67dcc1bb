import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const FILE = 'hallowerk.json';
const ConfigurationSchema = z.strictObject({
  server: z.url({ protocol: /^https?$/ }).optional(),
  productName: z.string().min(1).max(80).optional(),
});
export type Configuration = z.infer<typeof ConfigurationSchema>;

/**
 * What the municipality set up: `hallowerk.json` from the first of `directories` that has one (the profile before the
 * program's own folder), so that people need no command line.
 *
 * @throws {Error} with the faults of the file when it does not have this form.
 */
export function readConfiguration(directories: readonly string[]): Configuration {
  for (const directory of directories) {
    const text = readIfPresent(path.join(directory, FILE));
    if (text === null) continue;
    const parsed = ConfigurationSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new Error(`${FILE}: ${z.prettifyError(parsed.error)}`);
  }
  return {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${FILE} is not JSON`, { cause: error });
  }
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
