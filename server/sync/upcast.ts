import { DAY } from '../security/clock.ts';

/** How long the server understands a payload version after it was replaced (sync §2.18). */
export const OLD_VERSION_LIFE = 120 * DAY;

/** Makes the arguments of one version those of the next. */
export interface Upcaster {
  /** The day on which the next version was released, `YYYY-MM-DD`. The entry may be removed 120 days later. */
  readonly replacedOn: string;
  readonly up: (args: unknown) => unknown;
}

/** Every version before `Version`: `1 | 2` for 3, nothing for 1. */
export type VersionsBefore<
  Version extends number,
  Counted extends readonly unknown[] = [unknown],
> = Counted['length'] extends Version
  ? never
  : Counted['length'] | VersionsBefore<Version, readonly [...Counted, unknown]>;

/** What the compiler asks for: an upcaster for every version of every kind that is not the newest. */
export type UpcasterTable<Kinds extends Record<string, { readonly ver: number }>> = {
  readonly [Kind in keyof Kinds]: { readonly [Version in VersionsBefore<Kinds[Kind]['ver']>]: Upcaster };
};

export type Upcast = { readonly ok: true; readonly args: unknown } | { readonly ok: false };

/**
 * Arguments of version `ver` as those of version `newest`, step by step. Not ok for a version that is newer than this
 * server, that never was, or that was replaced too long ago.
 */
export function upcast(
  payload: { readonly ver: number; readonly args: unknown },
  newest: number,
  steps: Readonly<Record<number, Upcaster>>,
  now: Date,
): Upcast {
  if (payload.ver > newest) return { ok: false };
  let { args } = payload;
  for (let version = payload.ver; version < newest; version++) {
    const step = steps[version];
    if (step === undefined || now.getTime() > Date.parse(step.replacedOn) + OLD_VERSION_LIFE) return { ok: false };
    args = step.up(args);
  }
  return { ok: true, args };
}
