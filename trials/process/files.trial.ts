import { cpSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { mountSmallDisk } from '../../db/testing/small-disk.ts';
import { CLEAN, UNREACHABLE } from '../proxy/faults.ts';
import { dropLock, settled, upToDate, type Desktop } from './desktop-process.ts';
import { judge, mutationsOf, readFacts, signedInSession, viewOf } from './evidence.ts';
import type { TrialWorld } from './trial-world.ts';
import type { Ledger, Writer } from './workload.ts';

const NOTHING = { lost: [], doubled: [], wrong: [] };
/** Room for the reserve, both databases and a first fill; what is left is filled up. */
const DISK_KB = 60_000;

/** The files of one user, as a disk, a backup or a virtual machine hands them back. */
export function fileTrials(world: TrialWorld): void {
  const offline = (): void => {
    world.proxy.play(UNREACHABLE);
    world.proxy.sever();
  };

  async function write(writer: Writer, desktop: Desktop, times: number): Promise<void> {
    for (let done = 0; done < times; done += 1) expect(await writer.write(desktop)).toBe('saved');
  }

  /** Everything once on the server; as many mutations executed as were said to be saved. */
  async function expectExactlyOnce(profile: string, ledgers: readonly Ledger[]): Promise<void> {
    const { deviceId, userId } = await signedInSession(profile);
    const facts = await world.server.inspect(readFacts);
    for (const ledger of ledgers) expect(judge(ledger, facts, userId), `seed ${world.seed}`).toEqual(NOTHING);
    const saved = ledgers.reduce((sum, ledger) => sum + ledger.saved, 0);
    expect(mutationsOf(facts, deviceId), `seed ${world.seed}`).toBe(saved);
    expect(facts, `seed ${world.seed}`).toMatchObject({ mismatches: 0, auditsClean: true });
  }

  it('refuses visibly on a full disk, keeps what was saved and drains once there is room (C3, C10)', async () => {
    const disk = await mountSmallDisk(DISK_KB);
    if (disk === null) return;
    const profile = path.join(disk.path, 'profile');
    let desktop: Desktop | null = null;
    try {
      desktop = await world.newDesktop(profile, 'EMPLOYER');
      const writer = await world.writer(desktop);
      await write(writer, desktop, 3);
      offline();
      // The reserve gives way once; the disk is filled again behind it.
      while (writer.ledger.refused < 3) {
        disk.fill();
        await writer.write(desktop);
      }
      const { saved } = writer.ledger;
      expect((await desktop.api.sync.overview()).waiting.length).toBeGreaterThan(0);
      disk.resize(DISK_KB + 40_000);
      world.proxy.play(CLEAN);
      await settled(desktop);
      await write(writer, desktop, 2);
      await settled(desktop);
      expect(writer.ledger.saved).toBe(saved + 2);
      await desktop.stop();
      await expectExactlyOnce(profile, [writer.ledger]);
      world.say(`full disk: ${writer.ledger.saved} saved, ${writer.ledger.refused} refused in words, 0 lost`);
    } finally {
      world.proxy.play(CLEAN);
      await desktop?.kill();
      await disk.remove();
    }
  }, 180_000);

  it('loses and doubles nothing when cache and outbox are damaged while changes wait (C3)', async () => {
    const profile = world.profile('damaged');
    let desktop = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(desktop);
    await write(writer, desktop, 5);
    await settled(desktop);
    for (const [file, damage] of DAMAGES) {
      offline();
      await write(writer, desktop, 2);
      await desktop.kill();
      const { directory } = await signedInSession(profile);
      await damage(path.join(directory, file));
      world.proxy.play(CLEAN);
      desktop = await world.desktop(profile);
      await settled(desktop);
    }
    await desktop.stop();
    await expectExactlyOnce(profile, [writer.ledger]);
    world.say(`damaged files: ${writer.ledger.saved} saved, 0 lost, 0 doubled after ${DAMAGES.length} damages`);
  }, 240_000);

  it('doubles nothing when an older copy of the folder comes back (C3, S6)', async () => {
    const profile = world.profile('restored');
    const image = world.profile('restored-image');
    let desktop = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(desktop);
    offline();
    await write(writer, desktop, 4);
    await desktop.kill();
    cpSync(profile, image, { recursive: true });
    world.proxy.play(CLEAN);
    desktop = await world.desktop(profile);
    await settled(desktop);
    await write(writer, desktop, 4);
    await settled(desktop);
    await desktop.stop();

    desktop = await world.desktop(image);
    await settled(desktop);
    await write(writer, desktop, 3);
    await settled(desktop);
    await desktop.stop();
    await expectExactlyOnce(image, [writer.ledger]);
  }, 120_000);

  it('loses and doubles nothing when two clones of one folder work at once (C3, C6, S6)', async () => {
    const profile = world.profile('clone-a');
    const clone = world.profile('clone-b');
    const original = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(original);
    offline();
    await write(writer, original, 4);
    await original.kill();
    cpSync(profile, clone, { recursive: true });
    dropLock(clone);
    world.proxy.play(CLEAN);

    const both = await Promise.all([world.desktop(profile), world.desktop(clone)]);
    const writers = await Promise.all(both.map((desktop) => world.writer(desktop)));
    await Promise.all(both.map((desktop, at) => write(writers[at]!, desktop, 10)));
    await Promise.all(both.map((desktop) => settled(desktop)));
    await Promise.all(both.map((desktop) => upToDate(desktop)));
    await Promise.all(both.map((desktop) => desktop.stop()));
    const { deviceId } = await signedInSession(profile);
    const facts = await world.server.inspect(readFacts);
    const ledgers = [writer.ledger, ...writers.map(({ ledger }) => ledger)];
    const notesOnly = ledgers.map((ledger) => judgeNotes(ledger, facts));
    expect(notesOnly, `seed ${world.seed}`).toEqual([NOTHING, NOTHING, NOTHING]);
    expect(mutationsOf(facts, deviceId)).toBe(ledgers.reduce((sum, { saved }) => sum + saved, 0));
    expect(facts).toMatchObject({ mismatches: 0, auditsClean: true });
    expect(await viewOf(clone)).toBe(await viewOf(profile));
  }, 120_000);
}

/** Two hands on one star: whose is newer wins, so a star says nothing about who lost work. */
function judgeNotes(ledger: Ledger, facts: Parameters<typeof judge>[1]): ReturnType<typeof judge> {
  ledger.favourites.clear();
  return judge(ledger, facts, '');
}

async function overwriteMiddle(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(Math.min(8_192, Math.floor(size / 2)), 0x5a), 0, undefined, Math.floor(size / 3));
  await handle.close();
}

async function cutShort(file: string): Promise<void> {
  truncateSync(file, Math.floor(statSync(file).size / 2));
}

/** With what stood beside it: a file system that lost the end of the day. */
async function emptied(file: string): Promise<void> {
  const directory = path.dirname(file);
  for (const name of readdirSync(directory)) {
    if (name.startsWith(path.basename(file))) writeFileSync(path.join(directory, name), '');
  }
}

const DAMAGES = [
  ['cache.db', overwriteMiddle],
  ['outbox.db', cutShort],
  ['cache.db', emptied],
  ['outbox.db', overwriteMiddle],
] as const;
