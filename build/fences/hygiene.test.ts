import { describe, expect, it } from 'vitest';
import { repositoryFiles, type RepositoryFile } from './repository-files.ts';

/** This file must write down what it forbids. */
const files = repositoryFiles().filter((file) => file.name !== 'build/fences/hygiene.test.ts');
const isTest = (file: RepositoryFile): boolean => /\.(test|e2e)\.ts$|(^|\/)(testing|e2e)\//.test(file.name);
const isLock = (file: RepositoryFile): boolean => file.name.endsWith('package-lock.json');

/** `file:line` of every line that matches. */
function places(among: readonly RepositoryFile[], forbidden: RegExp): readonly string[] {
  return among.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => (forbidden.test(line) ? [`${file.name}:${index + 1}`] : [])),
  );
}

describe('the repository', () => {
  it('is read by this test', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('promises no later work in comments: what is missing stands in the README or an issue', () => {
    expect(
      places(
        files.filter((file) => !isLock(file)),
        /\b(TODO|FIXME|XXX|HACK)\b/,
      ),
    ).toEqual([]);
  });

  it('names no package registry, so that it installs from any', () => {
    expect(places(files, /registry\.(npmjs|yarnpkg|npmmirror)\.|npm\.pkg\.github\.com/)).toEqual([]);
    expect(places(files.filter(isLock), /"resolved": "https?:/)).toEqual([]);
  });

  it('holds no path of somebody’s machine', () => {
    expect(places(files, /(^|[\s'"`(=])\/(work|root)\//)).toEqual([]);
    // A test may make up somebody's folder, to show that it is not given away.
    const source = files.filter((file) => !isTest(file));
    expect(places(source, /(^|[\s'"`(=])\/(home|Users)\/|[A-Z]:\\\\?Users\\/)).toEqual([]);
  });

  it('keeps fixed temporary paths out of the source', () => {
    const source = files.filter((file) => /\.(ts|vue|js)$/.test(file.name) && !isTest(file));
    expect(places(source, /['"`]\/tmp\//)).toEqual([]);
  });

  it('switches no test off and runs no test alone', () => {
    const tests = files.filter(isTest);
    expect(places(tests, /\b(describe|it|test|suite)\.(only|todo|fixme|fails)\b|\bx(it|describe)\(/)).toEqual([]);
    // A test may skip itself where a binary or reference file is absent: `skipIf(condition)`, `test.skip(condition, why)`.
    expect(places(tests, /\b(describe|it|test|suite)\.skip(\.each)?\(\s*(['"`]|$)/)).toEqual([]);
  });

  it('suppresses no lint rule without saying why on the same line', () => {
    const suppressions = /eslint-disable(?!.* -- \S)/;
    expect(
      places(
        files.filter((file) => /\.(ts|vue|js)$/.test(file.name)),
        suppressions,
      ),
    ).toEqual([]);
    expect(
      places(
        files.filter((file) => /\.(ts|vue)$/.test(file.name)),
        /@ts-(ignore|nocheck)/,
      ),
    ).toEqual([]);
  });
});
