import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureTestBrowser, findProgram, findTestBrowser } from './test-browser.ts';

/**
 * Makes sure that the stories have a browser and a reader of PDF files; installs them only where that asks nobody
 * anything (Debian, as root). Gives one sentence for each thing that is still missing.
 */
export function ensureTestTools(say: (line: string) => void): readonly string[] {
  const wanted = [
    ...(findProgram('pdftotext') === undefined ? ['poppler-utils'] : []),
    ...(findTestBrowser() === undefined ? ['chromium'] : []),
  ];
  if (wanted.includes('poppler-utils') && canInstall()) install(wanted, say);
  return [...missingBrowser(say), ...missingPdfReader()];
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

function install(packages: readonly string[], say: (line: string) => void): void {
  say(`installing ${packages.join(' and ')}`);
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const arguments_ = ['install', '-y', '--no-install-recommends', ...packages];
  if (spawnSync('apt-get', arguments_, options).status === 0) return;
  spawnSync('apt-get', ['update'], options);
  if (spawnSync('apt-get', arguments_, options).status !== 0)
    say(`apt-get could not install ${packages.join(' and ')}`);
}

function missingBrowser(say: (line: string) => void): readonly string[] {
  try {
    const browser = ensureTestBrowser(say);
    say(`browser: ${browser.executablePath} (${browser.origin})`);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function missingPdfReader(): readonly string[] {
  if (findProgram('pdftotext') !== undefined) return [];
  return [
    'pdftotext was not found: install poppler-utils (Debian, Ubuntu) or poppler (Homebrew) for the printing story.',
  ];
}
