/** What a step of `npm test` came to. `failures` are names of tests, for people. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly { readonly title: string; readonly ok: boolean }[];
  readonly suites?: readonly PlaywrightSuite[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly suites: readonly PlaywrightSuite[];
}

/** A step without tests of its own counts as one. */
export function outcomeOfCommand(exitCode: number | null): Outcome {
  return exitCode === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [] };
}

/**
 * Reads Vitest's JSON report. A file that fails before its first test has no failed test to count, so it counts as one
 * itself; and so does a run that ends badly although every test passed (an error outside any test, or no tests at all).
 */
export function outcomeOfVitest(report: unknown, exitCode: number | null): Outcome {
  const { numPassedTests, numPendingTests, testResults } = report as VitestReport;
  const failures = testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName);
    if (failed.length > 0) return failed.map((name) => `${file.name}: ${name}`);
    return file.status === 'failed' ? [`${file.name}: the file itself`] : [];
  });
  return atLeastOneFailure(
    { passed: numPassedTests, failed: failures.length, skipped: numPendingTests, failures },
    exitCode,
  );
}

/** Reads Playwright's JSON report. A test that passed at the second try only has failed: retries are off here. */
export function outcomeOfPlaywright(report: unknown, exitCode: number | null): Outcome {
  const { stats, suites } = report as PlaywrightReport;
  const failures = suites.flatMap((suite) => failedSpecs(suite, ''));
  const failed = stats.unexpected + stats.flaky;
  return atLeastOneFailure({ passed: stats.expected, failed, skipped: stats.skipped, failures }, exitCode);
}

function failedSpecs(suite: PlaywrightSuite, above: string): readonly string[] {
  const title = above === '' ? suite.title : `${above} › ${suite.title}`;
  const own = (suite.specs ?? []).filter((spec) => !spec.ok).map((spec) => `${title} › ${spec.title}`);
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failedSpecs(inner, title))];
}

function atLeastOneFailure(outcome: Outcome, exitCode: number | null): Outcome {
  if (exitCode === 0 || outcome.failed > 0) return outcome;
  return { ...outcome, failed: 1, failures: [`the run itself (exit code ${exitCode})`] };
}
