import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from './child.ts';
import { findBrowser } from './find-browser.ts';
import type { Warden } from './warden.ts';

/** Opens `url` in a window of its own, with a browser profile of its own inside ours. Null when there is no browser. */
export async function openInBrowser(url: string, profile: string, warden: Warden): Promise<Child | null> {
  const browser = canShowWindows() ? findBrowser() : null;
  if (browser === null) return null;
  const userData = path.join(profile, 'browser');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  const args = [
    `--app=${url}`,
    `--user-data-dir=${userData}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-mode',
    // Chromium refuses to run as root with its sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  return startChild({ command: browser, args, stderr: 'ignore', endsWithStdin: false }, warden);
}

function canShowWindows(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}
