/**
 * `npm run bench [-- NAME] [--json] [--quick]`: benchmarks against peers and floors. They are a package of their own, so
 * that peers never enter the product; it is installed at the first run and after each change of its lock file.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const INSTALLED_LOCK = path.join(ROOT, 'bench', 'node_modules', '.installed-lock.json');

/** @returns the exit code; everything the program says goes to stderr where stdout must hold results only */
function run(program: string, args: readonly string[], stdout: 'inherit' | 'stderr'): number {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ['ignore', stdout === 'inherit' ? 'inherit' : 2, 'inherit'],
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (result.error !== undefined) throw new Error(`${program} did not start`, { cause: result.error });
  return result.status ?? 1;
}

function installPeers(): number {
  const lock = readFileSync(path.join(ROOT, 'bench', 'package-lock.json'), 'utf8');
  if (existsSync(INSTALLED_LOCK) && readFileSync(INSTALLED_LOCK, 'utf8') === lock) return 0;
  console.error('bench: installing the peers once (npm ci --prefix bench)');
  const exitCode = run('npm', ['ci', '--prefix', 'bench', '--no-audit', '--no-fund'], 'stderr');
  if (exitCode !== 0) return exitCode;
  mkdirSync(path.dirname(INSTALLED_LOCK), { recursive: true });
  writeFileSync(INSTALLED_LOCK, lock);
  return 0;
}

process.exitCode = installPeers() || run(process.execPath, ['bench/run.ts', ...process.argv.slice(2)], 'inherit');
