import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './project-root.ts';

/**
 * Electron's binary, or null when it was never downloaded. Looks at files only: loading the module would start the
 * download.
 */
export function findElectron(root = PROJECT_ROOT, env = process.env): string | null {
  const folder = path.join(root, 'node_modules', 'electron');
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pathFile = path.join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : binaryName();
  const binary = override ? path.join(override, name) : path.join(folder, 'dist', name);
  return existsSync(binary) ? binary : null;
}

function binaryName(): string {
  switch (process.platform) {
    case 'win32':
      return 'electron.exe';
    case 'darwin':
      return 'Electron.app/Contents/MacOS/Electron';
    default:
      return 'electron';
  }
}
