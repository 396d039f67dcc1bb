import { copyFile, mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';

/** One thing that can happen to a file behind our back. Positions are shares of its length. */
export type Damage =
  | { readonly do: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly do: 'truncate'; readonly at: number }
  | { readonly do: 'empty' }
  | { readonly do: 'delete' }
  /** The bytes of another file of the folder, or noise. */
  | { readonly do: 'swap'; readonly with: string | null };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

export function damageOf(files: readonly string[]): fc.Arbitrary<Damage> {
  return fc.oneof(
    fc.record({
      do: fc.constant('overwrite' as const),
      at: share,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    }),
    fc.record({ do: fc.constant('truncate' as const), at: share }),
    fc.record({ do: fc.constantFrom('empty' as const, 'delete' as const) }),
    fc.record({ do: fc.constant('swap' as const), with: fc.constantFrom(null, ...files) }),
  );
}

/** Does nothing to a file that is not there. */
export async function applyDamage(directory: string, name: string, damage: Damage): Promise<void> {
  const file = join(directory, name);
  if (!(await readdir(directory)).includes(name)) return;
  const { size } = await stat(file);
  switch (damage.do) {
    case 'overwrite': {
      const handle = await open(file, 'r+');
      const at = Math.floor(damage.at * size);
      await handle.write(damage.bytes, 0, Math.min(damage.bytes.length, size - at), at);
      return handle.close();
    }
    case 'truncate':
      return truncate(file, Math.floor(damage.at * size));
    case 'empty':
      return truncate(file, 0);
    case 'delete':
      return rm(file);
    case 'swap':
      if (damage.with === null) return writeFile(file, Buffer.alloc(20_000, 0x5a));
      if (damage.with === name || !(await readdir(directory)).includes(damage.with)) return;
      return copyFile(join(directory, damage.with), file);
  }
}

/** Every file of a folder into another one, as a power cut leaves them: `tails` says what is left of each. */
export async function copyFolder(
  from: string,
  to: string,
  tails: Readonly<Record<string, number>> = {},
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    await copyFile(join(from, name), join(to, name));
    const left = tails[name];
    if (left !== undefined) await truncate(join(to, name), left);
  }
}
