import { describe, expect, it } from 'vitest';
import { OLD_VERSION_LIFE, upcast, type Upcaster, type UpcasterTable } from './upcast.ts';

const RELEASED = '2026-03-01';
const AT_RELEASE = new Date(`${RELEASED}T00:00:00Z`);
const STEPS: Readonly<Record<number, Upcaster>> = {
  1: { replacedOn: RELEASED, up: (args) => ({ ...(args as object), second: true }) },
  2: { replacedOn: RELEASED, up: (args) => ({ ...(args as object), third: true }) },
};

describe('an old payload', () => {
  it('becomes the newest one step by step', () => {
    expect(upcast({ ver: 1, args: { first: true } }, 3, STEPS, AT_RELEASE)).toEqual({
      ok: true,
      args: { first: true, second: true, third: true },
    });
    expect(upcast({ ver: 2, args: {} }, 3, STEPS, AT_RELEASE)).toEqual({ ok: true, args: { third: true } });
  });

  it('is passed as it is when it is of the newest version', () => {
    const args = { any: 'thing' };
    expect(upcast({ ver: 3, args }, 3, {}, AT_RELEASE)).toEqual({ ok: true, args });
  });

  it('is understood for 120 days after its version was replaced, and no longer', () => {
    const lastDay = new Date(AT_RELEASE.getTime() + OLD_VERSION_LIFE);
    expect(OLD_VERSION_LIFE).toBe(120 * 86_400_000);
    expect(upcast({ ver: 2, args: {} }, 3, STEPS, lastDay).ok).toBe(true);
    expect(upcast({ ver: 2, args: {} }, 3, STEPS, new Date(lastDay.getTime() + 1)).ok).toBe(false);
  });

  it.each([
    ['is newer than this server', 4],
    ['never was', 0],
  ])('is refused when its version %s', (_why, ver) => {
    expect(upcast({ ver, args: {} }, 3, STEPS, AT_RELEASE)).toEqual({ ok: false });
  });
});

it('is demanded by the compiler for every version that is not the newest', () => {
  const step: Upcaster = { replacedOn: RELEASED, up: (args) => args };
  const complete: UpcasterTable<{ a: { ver: 1 }; b: { ver: 3 } }> = { a: {}, b: { 1: step, 2: step } };
  // @ts-expect-error version 2 of b has no upcaster
  const lacking: UpcasterTable<{ b: { ver: 3 } }> = { b: { 1: step } };
  expect(Object.keys(complete.b)).toEqual(['1', '2']);
  expect(Object.keys(lacking.b)).toEqual(['1']);
});
