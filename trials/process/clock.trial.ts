import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { CLEAN, UNREACHABLE } from '../proxy/faults.ts';
import { settled, signIn, startDesktopProgram, upToDate } from './desktop-process.ts';
import { judge, readFacts, sessionOf, signedInSession } from './evidence.ts';
import type { TrialWorld } from './trial-world.ts';

const DAY_MS = 86_400_000;

export function clockTrials(world: TrialWorld): void {
  it('locks when the lease is over, keeps the files, stays locked with the clock turned back, and loses nothing (C3, C9)', async () => {
    const profile = world.profile('lease');
    const first = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(first);
    world.proxy.play(UNREACHABLE);
    world.proxy.sever();
    for (let done = 0; done < 3; done += 1) expect(await writer.write(first)).toBe('saved');
    const { directory, userId } = await signedInSession(profile);
    await first.stop();

    for (const clockShiftMs of [8 * DAY_MS, 0, -DAY_MS]) {
      const later = await world.desktop(profile, { clockShiftMs });
      await expect(later.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'lease-ended' });
      await expect(later.api.candidates.favourites({ offset: 0, limit: 1, sort: 'name-asc' })).rejects.toMatchObject({
        code: 'SIGNED_OUT',
      });
      await later.stop();
    }
    expect(await sessionOf(profile)).toBeNull();
    expect(existsSync(directory)).toBe(true);

    world.proxy.play(CLEAN);
    const back = await world.desktop(profile);
    await signIn(back, world.server.url(), 'EMPLOYER');
    await settled(back);
    await back.stop();
    const facts = await world.server.inspect(readFacts);
    expect(judge(writer.ledger, facts, userId)).toEqual({ lost: [], doubled: [], wrong: [] });
  }, 120_000);

  it('destroys everything at the first start after the hard limit: a year later (C9)', async () => {
    const profile = world.profile('year');
    const first = await world.newDesktop(profile, 'EMPLOYER');
    const { directory } = await signedInSession(profile);
    await first.stop();
    world.proxy.play(UNREACHABLE);
    const later = await world.desktop(profile, { clockShiftMs: 365 * DAY_MS });
    await expect(later.api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'device-wiped' });
    expect(existsSync(directory)).toBe(false);
    expect(await sessionOf(profile)).toBeNull();
    await later.stop();
    world.proxy.play(CLEAN);
  }, 120_000);

  it('keeps the order of edits and the end of the lease when the clock is a day behind', async () => {
    const profile = world.profile('behind');
    const first = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(first);
    const id = (await first.api.candidates.search(SEARCH)).items[0]!.id;
    const note = await first.api.candidates.addNote({ candidateId: id, text: 'eerste', scope: 'PRIVATE' });
    await first.api.candidates.setFavourite({ id, on: true });
    await settled(first);
    const leaseUntil = Date.parse((await first.api.sync.overview()).leaseUntil ?? '');
    await first.stop();

    const behind = await world.desktop(profile, { clockShiftMs: -DAY_MS });
    await upToDate(behind);
    await behind.api.candidates.editNote({ id: note.id, text: 'tweede' });
    await behind.api.candidates.setFavourite({ id, on: false });
    for (let done = 0; done < 5; done += 1) expect(await writer.write(behind)).toBe('saved');
    await settled(behind);
    expect((await behind.api.sync.state()).clockOffMs).toBeLessThan(-DAY_MS + 60_000);
    // Seven days from now, by the server: not a day less, and not a day more.
    const stretched = Date.parse((await behind.api.sync.overview()).leaseUntil ?? '') - leaseUntil;
    expect(stretched).toBeGreaterThanOrEqual(0);
    expect(stretched).toBeLessThan(DAY_MS / 24);
    await behind.stop();

    const facts = await world.server.inspect(readFacts);
    const { userId } = await signedInSession(profile);
    writer.ledger.favourites.delete(id);
    expect(judge(writer.ledger, facts, userId)).toEqual({ lost: [], doubled: [], wrong: [] });
    expect(facts.notes.find((row) => row.id === note.id)?.text).toBe('tweede');
    expect(facts.favourites.find((row) => row.candidateId === id && row.userId === userId)?.on).toBe(false);
    expect(facts.conflicts).toBe(0);
  }, 120_000);

  it.each(['pull', 'push'])(
    'recovers from a sleep in the middle of a %s, in which it kept nobody waiting',
    async (kind) => {
      const { proxy } = world;
      const sleeper = await world.newDesktop(world.profile(`sleeper-${kind}`), 'ACCOUNT_MANAGER');
      const other = await world.desktop(world.profile(`awake-${kind}`), { server: world.server.url() });
      await signIn(other, world.server.url(), 'ACCOUNT_MANAGER');
      await settled(other);
      const id = (await other.api.candidates.search(SEARCH)).items[0]!.id;

      const asleep = Promise.withResolvers<void>();
      proxy.play(({ path }) => {
        if (path !== `/v1/sync/${kind}`) return { kind: 'none' };
        proxy.play(CLEAN);
        sleeper.pause();
        asleep.resolve();
        return { kind: 'slice', bytes: 200 };
      });
      const mine = await sleeper.api.candidates.addNote({
        candidateId: id,
        text: `van de slaper ${kind}`,
        scope: 'PRIVATE',
      });
      await asleep.promise;
      const theirs = await other.api.candidates.addNote({
        candidateId: id,
        text: `van de wakkere ${kind}`,
        scope: 'PRIVATE',
      });
      await settled(other);
      sleeper.resume();
      await settled(sleeper);
      await vi.waitFor(async () => {
        const ids = (await sleeper.api.candidates.notes({ candidateId: id })).map((row) => row.id);
        expect(ids).toEqual(expect.arrayContaining([mine.id, theirs.id]));
      });
      await Promise.all([sleeper.stop(), other.stop()]);
    },
    120_000,
  );

  it('ends a second start on the same profile, and the first goes on', async () => {
    const profile = world.profile('twice');
    const first = await world.desktop(profile);
    const second = startDesktopProgram({ profile, server: world.proxy.url });
    await expect(second.exited).resolves.toBe(1);
    expect(second.complaints()).toContain('HalloWerk is al geopend met dit profiel.');
    await expect(first.api.accounts.state()).resolves.toMatchObject({ state: 'signed-out' });
    await first.stop();
    const third = await world.desktop(profile);
    await expect(third.stop()).resolves.toBe(0);
  }, 60_000);
}

const SEARCH = { query: { terms: [], placeId: null, radiusKm: null, filters: {} }, offset: 0, limit: 1 };
