import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './repository-files.ts';

interface CoverageLine {
  readonly feature: string;
  readonly file: string;
  readonly test: string;
}

const document = readFileSync(path.join(REPOSITORY_ROOT, 'docs/coverage.md'), 'utf8');

/** Rows of the table: `| HW-FILT-01 | path/of.test.ts | name of the test |`. */
const lines: readonly CoverageLine[] = document
  .split('\n')
  .filter((line) => /^\| *[A-Z]/.test(line) && !/^\| *Feature /.test(line))
  .map((line) => {
    const [, feature = '', file = '', test = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
    return { feature, file, test };
  });

/** The title as it stands in the source, so that `it.each` titles are named with their placeholders. */
function hasTest(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
}

describe('docs/coverage.md', () => {
  it('has a table', () => {
    expect(lines.length).toBeGreaterThan(0);
  });

  it('names features by their number', () => {
    const numbered = /^(HW|PP|HR|WT|HF|BX|NEW|SYNC|SEC|HOUSE)(-[A-Z]+)?-\d+[a-z]?$/;
    expect(lines.filter((line) => !numbered.test(line.feature))).toEqual([]);
  });

  it('names test files that exist', () => {
    expect(lines.filter((line) => !existsSync(path.join(REPOSITORY_ROOT, line.file)))).toEqual([]);
  });

  it('names tests that exist in their file', () => {
    const missing = lines.filter((line) => {
      const file = path.join(REPOSITORY_ROOT, line.file);
      return existsSync(file) && !hasTest(readFileSync(file, 'utf8'), line.test);
    });
    expect(missing).toEqual([]);
  });

  it('says each thing once', () => {
    const keys = lines.map((line) => `${line.feature} ${line.file} ${line.test}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
