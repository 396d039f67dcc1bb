import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const REPOSITORY_ROOT = path.resolve(import.meta.dirname, '../..');

/** Made by tools, or not text. */
const NOT_OURS = new Set([
  '.cache',
  '.git',
  '.types',
  'coverage',
  'dist',
  'node_modules',
  'out',
  'pictures',
  'playwright-report',
  'results',
  'test-results',
]);
const TEXT = /\.(ts|vue|js|cjs|mjs|json|md|yml|yaml|html|css|sql|sh|plist|svg)$|(^|\/)(\.ci\/run|LICENSE|\.[a-z]+)$/;

export interface RepositoryFile {
  /** From the repository root, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/** Every text file of the project itself: source, tests, documents, configuration. */
export function repositoryFiles(folder = ''): readonly RepositoryFile[] {
  return readdirSync(path.join(REPOSITORY_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : repositoryFiles(name);
    if (!entry.isFile() || !TEXT.test(name)) return [];
    return [{ name, text: readFileSync(path.join(REPOSITORY_ROOT, name), 'utf8') }];
  });
}
