/** Waiting and chance of long-lived parts of a node; tests put their own in. */
export interface Timers {
  /** Milliseconds that only ever go up; their zero means nothing. */
  now(): number;
  /** Runs `work` once after so many milliseconds; the returned function takes that back. Keeps no process alive. */
  after(milliseconds: number, work: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
}

export const SYSTEM_TIMERS: Timers = {
  now: () => performance.now(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds).unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
