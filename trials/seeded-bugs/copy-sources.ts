import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCES = ['contract', 'db', 'electron', 'server', 'trials', 'package.json'];
/** Our own workspaces: found in the copy, not where they were copied from. */
const OWN = { '@hallowerk/contract': 'contract', '@hallowerk/server': 'server' };

/** A copy of the working tree in which faults can be put, with the installed packages linked. */
export function copySources(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'hallowerk-bugs-'));
  for (const name of SOURCES) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (from) => !/(^|[\\/])(node_modules|out)$/.test(from),
    });
  }
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@hallowerk'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@hallowerk') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const [name, folder] of Object.entries(OWN)) {
    symlinkSync(join(copy, folder), join(modules, name));
    const own = join(root, folder, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(copy, folder, 'node_modules'));
  }
  return copy;
}
