import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';

/** In the place of what opens an address in the user's own browser: keeps the addresses, for a story to open itself. */
export interface SystemBrowser {
  /** Folder that has to come first on the PATH of the app. */
  readonly programs: string;
  /** The address that was opened as number `count`, once it was. */
  opened(count: number): Promise<string>;
}

/** Puts a program with the names of Linux and macOS (`xdg-open`, `open`) in a folder of its own. */
export function makeSystemBrowser(directory: string): SystemBrowser {
  const programs = path.join(directory, 'programs');
  const list = path.join(directory, 'opened.txt');
  mkdirSync(programs, { recursive: true });
  for (const name of ['xdg-open', 'open']) {
    const program = path.join(programs, name);
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${list}'\n`);
    chmodSync(program, 0o755);
  }
  const read = (): string[] => (existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : []);
  return {
    programs,
    async opened(count) {
      await expect.poll(() => read().length).toBe(count);
      return read().at(-1) ?? '';
    },
  };
}
