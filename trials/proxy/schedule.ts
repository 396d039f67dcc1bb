import { CAPTIVE_PORTAL, gatewayAnswer, type Fault, type FaultKind, type Script, type SeenRequest } from './faults.ts';

/** Uniform in [0, 1); the same seed gives the same numbers (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ScheduleOptions {
  readonly seed: number;
  /** Share of the requests that meet a fault, 0…1. */
  readonly faulty: number;
  readonly kinds?: readonly FaultKind[];
  /** Which requests may meet one; all by default. */
  readonly concerns?: (request: SeenRequest) => boolean;
  /** Longest delay, black hole and half-open line, milliseconds. */
  readonly patienceMs?: number;
}

export const ALL_FAULTS: readonly FaultKind[] = [
  ...(['delay', 'throttle', 'slice', 'cut', 'reset', 'black-hole', 'half-open'] as const),
  ...(['duplicate', 'hold', 'answer', 'stale'] as const),
];

/** Faults by chance, the same ones for the same seed: request n of a run meets the n-th fault. */
export function seededSchedule(options: ScheduleOptions): Script {
  const { seed, faulty, kinds = ALL_FAULTS, concerns = () => true, patienceMs = 400 } = options;
  const random = seededRandom(seed);
  return (request) => {
    if (!concerns(request) || random() >= faulty) return { kind: 'none' };
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'none';
    return drawFault(kind, random, patienceMs);
  };
}

function drawFault(kind: FaultKind, random: () => number, patienceMs: number): Fault {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  switch (kind) {
    case 'delay':
    case 'black-hole':
    case 'half-open':
      return { kind, ms: upTo(patienceMs) };
    case 'throttle':
      return { kind, bytesPerSecond: 20_000 + upTo(200_000) };
    case 'slice':
      return { kind, bytes: 1 + upTo(64) };
    case 'cut':
      // Often within the message, sometimes behind it: then it arrived and only the end of the line shows.
      return { kind, side: random() < 0.5 ? 'request' : 'response', afterBytes: upTo(random() < 0.7 ? 1_500 : 60_000) };
    case 'answer':
      return { kind, answer: random() < 0.3 ? CAPTIVE_PORTAL : drawGateway(random) };
    case 'none':
    case 'reset':
    case 'duplicate':
    case 'hold':
    case 'stale':
      return { kind };
  }
}

function drawGateway(random: () => number): ReturnType<typeof gatewayAnswer> {
  const statuses = [502, 503, 429] as const;
  return gatewayAnswer(statuses[Math.floor(random() * 3)] ?? 502, random() < 0.5 ? null : 1);
}
