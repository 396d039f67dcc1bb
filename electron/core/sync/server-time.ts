const SAMPLES = 9;

export interface ServerTime {
  /** One answer: what the server's clock said, and ours when asking and when answered. All in milliseconds since 1970. */
  sample(serverTime: number, sentAt: number, receivedAt: number): void;
  /** Our clock minus the server's, milliseconds; 0 while nothing is known (sync §2.19). */
  offsetMs(): number;
}

/**
 * Keeps the difference between the two clocks: the median of the last nine answers, those with the shortest round trips
 * counting twice, because the error of a sample is at most half its round trip.
 */
export function createServerTime(): ServerTime {
  let samples: readonly { offset: number; roundTrip: number }[] = [];
  return {
    sample(serverTime, sentAt, receivedAt) {
      const offset = (sentAt + receivedAt) / 2 - serverTime;
      samples = [...samples, { offset, roundTrip: receivedAt - sentAt }].slice(-SAMPLES);
    },
    offsetMs() {
      if (samples.length === 0) return 0;
      const quick = median(samples.map((sample) => sample.roundTrip));
      const weighted = samples.flatMap(({ offset, roundTrip }) => (roundTrip <= quick ? [offset, offset] : [offset]));
      return Math.round(median(weighted));
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
