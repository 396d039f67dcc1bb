import { describe, expect, it } from 'vitest';
import { outcomeOfCommand, outcomeOfPlaywright, outcomeOfVitest } from './test-reports.ts';

const test = (fullName: string, status: string) => ({ fullName, status });
const vitest = (...testResults: { name: string; status: string; assertionResults: ReturnType<typeof test>[] }[]) => {
  const all = testResults.flatMap((file) => file.assertionResults);
  const count = (status: string) => all.filter((one) => one.status === status).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    testResults,
  };
};

describe('a step without tests', () => {
  it('counts as one', () => {
    expect(outcomeOfCommand(0)).toMatchObject({ passed: 1, failed: 0 });
    expect(outcomeOfCommand(2)).toMatchObject({ passed: 0, failed: 1 });
    expect(outcomeOfCommand(null)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('a Vitest run', () => {
  it('counts what passed, failed and was skipped, and names what failed', () => {
    const report = vitest({
      name: 'a.test.ts',
      status: 'failed',
      assertionResults: [test('works', 'passed'), test('breaks', 'failed'), test('waits for data', 'pending')],
    });
    expect(outcomeOfVitest(report, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: ['a.test.ts: breaks'],
    });
  });

  it('counts a file that fell over before its first test', () => {
    const report = vitest(
      { name: 'a.test.ts', status: 'passed', assertionResults: [test('works', 'passed')] },
      { name: 'b.test.ts', status: 'failed', assertionResults: [] },
    );
    expect(outcomeOfVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('has failed when it ends badly although every test passed', () => {
    const report = vitest({ name: 'a.test.ts', status: 'passed', assertionResults: [test('works', 'passed')] });
    expect(outcomeOfVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(outcomeOfVitest(report, 0)).toMatchObject({ passed: 1, failed: 0 });
  });

  it('has failed when it found no tests', () => {
    expect(outcomeOfVitest(vitest(), 1)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('a Playwright run', () => {
  const report = {
    stats: { expected: 2, unexpected: 1, flaky: 0, skipped: 1 },
    suites: [
      {
        title: 'story.e2e.ts',
        specs: [{ title: 'signs in', ok: true }],
        suites: [{ title: 'explorer', specs: [{ title: 'finds people', ok: false }] }],
      },
    ],
  };

  it('counts stories and names those that failed with where they stand', () => {
    expect(outcomeOfPlaywright(report, 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: ['story.e2e.ts › explorer › finds people'],
    });
  });

  it('counts a story that passed at the second try as failed', () => {
    const flaky = { stats: { expected: 0, unexpected: 0, flaky: 1, skipped: 0 }, suites: [] };
    expect(outcomeOfPlaywright(flaky, 0)).toMatchObject({ failed: 1 });
  });

  it('has failed when not one story could start', () => {
    const none = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, suites: [] };
    expect(outcomeOfPlaywright(none, 1)).toMatchObject({ passed: 0, failed: 1 });
  });
});
