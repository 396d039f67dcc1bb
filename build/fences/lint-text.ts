import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { REPOSITORY_ROOT } from './repository-files.ts';

/** Reading the projects takes seconds; most fences need no types. */
const WITHOUT_PROJECT = { parserOptions: { projectService: false, project: false } };

const withoutTypes = new ESLint({
  cwd: REPOSITORY_ROOT,
  overrideConfig: { rules: tseslint.configs.disableTypeChecked.rules, languageOptions: WITHOUT_PROJECT },
});
const withTypes = new ESLint({ cwd: REPOSITORY_ROOT });

/** Lints `source` as if it stood in `file` (from the repository root; it need not exist) and gives the rules it breaks. */
export async function brokenRules(file: string, source: string): Promise<readonly string[]> {
  return rulesOf(await withoutTypes.lintText(source, { filePath: path.join(REPOSITORY_ROOT, file) }));
}

/** As `brokenRules`, with the rules that need types; `file` must exist, because types come from its project. */
export async function brokenTypedRules(file: string, source: string): Promise<readonly string[]> {
  return rulesOf(await withTypes.lintText(source, { filePath: path.join(REPOSITORY_ROOT, file) }));
}

function rulesOf(results: readonly ESLint.LintResult[]): readonly string[] {
  if (results.length === 0) throw new Error('ESLint ignored the file');
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

/**
 * A source file of a folder, so that a fence is tested against a file that really exists: an import that leads nowhere
 * would be refused for the wrong reason. Relative to the folder, with forward slashes.
 */
export function aSourceIn(folder: string, accept: (file: string) => boolean = () => true): string {
  const absolute = path.join(REPOSITORY_ROOT, folder);
  const found = readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !/\.(test|d)\.ts$/.test(file) && accept(file))
    .sort();
  const first = found[0];
  if (first === undefined) throw new Error(`No source file in ${folder}`);
  return first;
}
