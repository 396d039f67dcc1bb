import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What @electron/fuses looks for in a binary; then a version byte, a length byte and one '0' or '1' a fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FACTORY_FUSES = '11001101';

export interface PackagedProgram {
  /** Paths inside app.asar, with `/`. */
  readonly files: readonly string[];
  readonly fuses: string;
}

/**
 * Packages the built program for this machine with the real configuration around a binary that is only a fuse wire:
 * what goes in and which fuses are flipped can be seen without Electron.
 */
export async function packageAround(folder: string): Promise<PackagedProgram> {
  const [stub, output] = [path.join(folder, 'electron'), path.join(folder, 'dist')];
  mkdirSync(path.join(stub, 'resources'), { recursive: true });
  mkdirSync(path.join(stub, 'locales'));
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(path.join(stub, name), '');
  const wire = Buffer.from([1, FACTORY_FUSES.length]);
  writeFileSync(path.join(stub, 'electron'), Buffer.concat([Buffer.from(SENTINEL), wire, Buffer.from(FACTORY_FUSES)]), {
    mode: 0o755,
  });
  const cli = path.join(ROOT, 'node_modules/electron-builder/cli.js');
  const settings = ['--linux', 'dir', '--publish', 'never', '-c.electronDist', stub, '-c.directories.output', output];
  await promisify(execFile)(process.execPath, [cli, '--config', 'build/electron-builder.yml', ...settings], {
    cwd: ROOT,
    maxBuffer: 16 * 1024 * 1024,
  });
  const unpacked = path.join(output, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  return {
    files: asarFiles(path.join(unpacked, 'resources/app.asar')),
    fuses: readFileSync(path.join(unpacked, 'hallowerk-desktop'))
      .subarray(SENTINEL.length + 2)
      .toString('latin1'),
  };
}

interface AsarFolder {
  readonly files?: Readonly<Record<string, AsarFolder>>;
}

/** An archive begins with four 32-bit numbers, the last the length of the JSON header that follows. */
function asarFiles(archive: string): readonly string[] {
  const bytes = readFileSync(archive);
  const header = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as AsarFolder;
  const list = (folder: AsarFolder, prefix: string): string[] =>
    Object.entries(folder.files ?? {}).flatMap(([name, entry]) =>
      entry.files ? list(entry, `${prefix}${name}/`) : [prefix + name],
    );
  return list(header, '');
}
