const SAMPLES = 9;
/** Two samples that differ by more than their errors and this much: one of the clocks was set. */
const SET_MS = 1_000;
/** From here on the difference is told to the user (sync §2.19). */
const NOTEWORTHY_MS = 5 * 60_000;

export interface ServerTime {
  /** One answer: what the server's clock said, and ours when asking and when answered. All in milliseconds since 1970. */
  sample(serverTime: number, sentAt: number, receivedAt: number): void;
  /** Our clock minus the server's, milliseconds; 0 while nothing is known (sync §2.19). */
  offsetMs(): number;
  /** The same when it is five minutes or more, else null. */
  clockOffMs(): number | null;
}

interface Sample {
  readonly offset: number;
  readonly roundTrip: number;
}

/**
 * Keeps the difference between the two clocks: the median of the last nine answers, those with the shortest round trips
 * counting twice, because the error of a sample is at most half its round trip. A sample that the errors cannot explain
 * means that a clock was set, and the earlier ones say nothing any more.
 */
export function createServerTime(): ServerTime {
  let samples: readonly Sample[] = [];

  const offsetMs = (): number => {
    if (samples.length === 0) return 0;
    const quick = median(samples.map((sample) => sample.roundTrip));
    const weighted = samples.flatMap(({ offset, roundTrip }) => (roundTrip <= quick ? [offset, offset] : [offset]));
    return Math.round(median(weighted));
  };

  return {
    sample(serverTime, sentAt, receivedAt) {
      const next: Sample = { offset: (sentAt + receivedAt) / 2 - serverTime, roundTrip: receivedAt - sentAt };
      // The clock was turned back while the answer was under way: this sample measures nothing.
      if (next.roundTrip < 0) return;
      const agrees = samples.every((sample) => isExplained(sample, next));
      samples = [...(agrees ? samples : []), next].slice(-SAMPLES);
    },
    offsetMs,
    clockOffMs() {
      const offset = offsetMs();
      return Math.abs(offset) >= NOTEWORTHY_MS ? offset : null;
    },
  };
}

function isExplained(one: Sample, other: Sample): boolean {
  return Math.abs(one.offset - other.offset) <= (one.roundTrip + other.roundTrip) / 2 + SET_MS;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
