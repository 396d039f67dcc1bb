/**
 * A small deterministic random generator for demo data: the same seed always gives the same sequence, on every machine.
 * The engine is sfc32 (128 bits of state), seeded through a string hash. Not for anything that must be unpredictable.
 */

/** The moment from which identifiers count when no other base is given: 1 January 2026, 00:00 UTC. */
export const DEFAULT_BASE_INSTANT = Date.UTC(2026, 0, 1);

export interface SeededRandom {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from min up to and including max. */
  int(min: number, max: number): number;
  /** One element of the array; throws on an empty array. */
  pick<T>(items: readonly T[]): T;
  /** Between min and max different elements, in random order; never more than the array holds. */
  pickSome<T>(items: readonly T[], min: number, max: number): T[];
  /** True in about this share of the calls: 0 never, 1 always. */
  chance(probability: number): boolean;
  /** One value from [value, weight] pairs, in proportion to the weights. */
  weighted<T>(pairs: readonly (readonly [value: T, weight: number])[]): T;
  /**
   * An identifier in the shape of a version 7 UUID (RFC 9562). Without an instant the time part starts at the base
   * instant and the identifiers of one generator keep increasing; with one, that instant is the time part.
   */
  uuid(instant?: Date | number): string;
}

/** FNV-1a over the text with a final mix; the salt gives several independent words from one seed. */
function hashWord(text: string, salt: number): number {
  let hash = (0x811c9dc5 ^ salt) >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The sfc32 engine: returns a function that gives the next 32 bits as an unsigned number. */
function sfc32(seed: string): () => number {
  let a = hashWord(seed, 0x9e3779b9);
  let b = hashWord(seed, 0x243f6a88);
  let c = hashWord(seed, 0xb7e15162);
  let counter = 1;
  const nextWord = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  // The first words still show the seed; skip them.
  for (let round = 0; round < 16; round++) nextWord();
  return nextWord;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes a generator. A number and its text give the same sequence.
 *
 * @param seed what the sequence follows from
 * @param baseInstant where the time part of uuid() starts
 */
export function seededRandom(seed: number | string, baseInstant: Date | number = DEFAULT_BASE_INSTANT): SeededRandom {
  const nextWord = sfc32(String(seed));
  const base = Number(baseInstant);
  let issued = 0;

  const next = (): number => ((nextWord() >>> 5) * 0x4000000 + (nextWord() >>> 6)) / 0x20000000000000;

  const int = (min: number, max: number): number => {
    if (!Number.isInteger(min) || !Number.isInteger(max) || max < min)
      throw new RangeError(`No whole number from ${min} to ${max}`);
    return min + Math.floor(next() * (max - min + 1));
  };

  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('Nothing to pick from');
    return items[int(0, items.length - 1)] as T;
  };

  const pickSome = <T>(items: readonly T[], min: number, max: number): T[] => {
    const left = [...items];
    const count = int(Math.min(min, left.length), Math.min(max, left.length));
    return Array.from({ length: count }, () => left.splice(int(0, left.length - 1), 1)[0] as T);
  };

  const weighted = <T>(pairs: readonly (readonly [value: T, weight: number])[]): T => {
    if (pairs.some(([, weight]) => !(weight >= 0))) throw new RangeError('A weight is never below zero');
    const possible = pairs.filter(([, weight]) => weight > 0);
    const last = possible.at(-1);
    if (!last) throw new RangeError('Nothing to choose from');
    let point = next() * possible.reduce((total, [, weight]) => total + weight, 0);
    for (const [value, weight] of possible) {
      point -= weight;
      if (point < 0) return value;
    }
    return last[0];
  };

  const uuid = (instant?: Date | number): string => {
    // Without an instant, 4096 identifiers share a millisecond and are told apart by a counter, as the RFC allows.
    const time = instant === undefined ? base + Math.floor(issued / 0x1000) : Number(instant);
    if (!Number.isInteger(time) || time < 0 || time > 0xffffffffffff)
      throw new RangeError(`No usable instant: ${time}`);
    const randomA = instant === undefined ? issued++ % 0x1000 : nextWord() >>> 20;
    const timeText = hex(time, 12);
    const variant = (nextWord() >>> 18) | 0x8000;
    const tail = hex(nextWord() >>> 16, 4) + hex(nextWord(), 8);
    return `${timeText.slice(0, 8)}-${timeText.slice(8)}-7${hex(randomA, 3)}-${hex(variant, 4)}-${tail}`;
  };

  return { next, int, pick, pickSome, chance: (probability) => next() < probability, weighted, uuid };
}
