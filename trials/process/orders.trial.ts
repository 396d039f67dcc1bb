import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { CLEAN, forgedProblem, UNREACHABLE } from '../proxy/faults.ts';
import { settled, signIn, upToDate, type Desktop } from './desktop-process.ts';
import { judge, mutationsOf, readFacts, sessionOf, signedInSession, viewOf } from './evidence.ts';
import type { TrialWorld } from './trial-world.ts';
import type { Writer } from './workload.ts';

const NOTHING = { lost: [], doubled: [], wrong: [] };

export function orderTrials(world: TrialWorld): void {
  it('gets back from the clients, once, what a server restored from a backup had forgotten (S6, C3, C6)', async () => {
    const { server, proxy } = world;
    const profiles = [world.profile('redo-a'), world.profile('redo-b')];
    const desktops: Desktop[] = [];
    for (const profile of profiles) desktops.push(await world.newDesktop(profile, 'ACCOUNT_MANAGER'));
    const writers: Writer[] = [];
    for (const desktop of desktops) writers.push(await world.writer(desktop));
    const write = async (times: number): Promise<void> => {
      for (const [at, desktop] of desktops.entries()) {
        for (let done = 0; done < times; done += 1) expect(await writers[at]!.write(desktop)).toBe('saved');
        await settled(desktop);
      }
    };
    await write(4);

    const data = path.join(world.directory, 'server', 'pgdata');
    const backup = path.join(world.directory, 'backup');
    await server.stop();
    cpSync(data, backup, { recursive: true });
    await server.start();
    // Accepted, acknowledged, and about to be forgotten.
    await write(6);
    for (const desktop of desktops) await upToDate(desktop);
    // One of them is not even running when it happens.
    await desktops[1]!.stop();

    await server.stop();
    proxy.sever();
    rmSync(data, { recursive: true });
    cpSync(backup, data, { recursive: true });
    expect(await server.command('restored')).toBe(0);
    await server.start();

    desktops[1] = await world.desktop(profiles[1]!);
    for (const desktop of [...desktops, ...desktops]) await upToDate(desktop);
    for (const desktop of desktops) await desktop.stop();
    const facts = await server.inspect(readFacts);
    const { userId } = await signedInSession(profiles[0]!);
    for (const [at, { ledger }] of writers.entries()) {
      // Two hands on the stars of one user: whose is newer wins.
      ledger.favourites.clear();
      expect(judge(ledger, facts, userId), `seed ${world.seed}`).toEqual(NOTHING);
      const { deviceId } = await signedInSession(profiles[at]!);
      expect(mutationsOf(facts, deviceId), `seed ${world.seed}`).toBe(ledger.saved);
    }
    expect(facts).toMatchObject({ mismatches: 0, auditsClean: true });
    expect(await viewOf(profiles[0]!)).toBe(await viewOf(profiles[1]!));
    const saved = writers.reduce((sum, { ledger }) => sum + ledger.saved, 0);
    world.say(`restored server: ${saved} saved, ${6 * 2} of them after the backup, all back once`);
  }, 240_000);

  it('only locks for a refusal that nobody signed, and gives everything back after signing in (C3, C9)', async () => {
    const { server, proxy } = world;
    const profile = world.profile('forged');
    const desktop = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(desktop);
    const { directory, deviceId, userId } = await signedInSession(profile);
    const issued = new Date().toISOString();
    const order = { device: deviceId, user: userId, action: 'WIPE', issued, nonce: deviceId, sig: 'AAAA' };
    proxy.play(UNREACHABLE);
    proxy.sever();
    for (let done = 0; done < 3; done += 1) expect(await writer.write(desktop)).toBe('saved');
    proxy.play(() => ({ kind: 'answer', answer: forgedProblem(403, 'device_revoked', { order }) }));
    await vi.waitFor(async () => {
      await desktop.api.sync.start().catch(() => undefined);
      expect((await desktop.api.accounts.state()).state).toBe('signed-out');
    });
    expect(await desktop.api.accounts.state()).not.toMatchObject({ reason: 'device-wiped' });
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['cache.db', 'outbox.db']));
    proxy.play(CLEAN);
    await signIn(desktop, server.url(), 'EMPLOYER');
    await settled(desktop);
    await desktop.stop();
    expect(judge(writer.ledger, await server.inspect(readFacts), userId)).toEqual(NOTHING);
  }, 120_000);

  it('wipes a device that was offline when it was ordered, at its next contact, and the server hears of it (C9)', async () => {
    const { server, proxy } = world;
    const profile = world.profile('wiped');
    const desktop = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(desktop);
    const { directory, deviceId } = await signedInSession(profile);
    proxy.play(() => ({ kind: 'black-hole', ms: 3_600_000 }));
    proxy.sever();
    expect(await writer.write(desktop)).toBe('saved');

    const administrator = await world.desktop(world.profile('administrator'), { server: server.url() });
    await signIn(administrator, server.url(), 'MUNICIPAL_ADMINISTRATOR');
    await settled(administrator);
    await administrator.api.devices.decide({ id: deviceId, decision: 'WIPE' });
    const stateOf = async (): Promise<string | undefined> =>
      (await administrator.api.devices.list()).items.find(({ id }) => id === deviceId)?.state;
    expect(await stateOf()).toBe('WIPE_ORDERED');
    expect(existsSync(directory)).toBe(true);

    proxy.play(CLEAN);
    proxy.sever();
    await vi.waitFor(async () => {
      await desktop.api.sync.start().catch(() => undefined);
      await expect(desktop.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'device-wiped' });
    });
    await vi.waitFor(async () => expect(await stateOf()).toBe('WIPED'));
    expect(existsSync(directory)).toBe(false);
    expect(await sessionOf(profile)).toBeNull();
    expect(readdirSync(profile).filter((name) => name.startsWith('wipe-pending'))).toEqual([]);
    await Promise.all([desktop.stop(), administrator.stop()]);
  }, 120_000);
}
