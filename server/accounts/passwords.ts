import { availableParallelism } from 'node:os';
import { type Algorithm, hash, verify } from '@node-rs/argon2';
import { ProblemError } from '../http/problems.ts';

/** argon2id costs (security A01). `memoryKib` × parallel sign-ins is what the machine must have to spare. */
export interface PasswordCosts {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Well above the floor of 19 MiB with two passes, and below 250 ms on a small server. */
export const PASSWORD_COSTS: PasswordCosts = { memoryKib: 65_536, passes: 3, lanes: 1 };

const QUEUE_LIMIT = 200;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** With `null` (nobody of that name) it does the same work and says no (security A07). */
  verify(stored: string | null, password: string): Promise<boolean>;
  /** The stored hash was made with other costs: hash again at the next successful sign-in. */
  isOutdated(stored: string): boolean;
}

/**
 * Hashes at most as many passwords at once as there are processors; beyond a bounded queue it answers 503, so that a
 * flood of sign-ins does not exhaust the memory.
 */
export async function createPasswords(costs: PasswordCosts = PASSWORD_COSTS): Promise<Passwords> {
  const options = {
    algorithm: 2 satisfies Algorithm.Argon2id,
    memoryCost: costs.memoryKib,
    timeCost: costs.passes,
    parallelism: costs.lanes,
  };
  const run = limiter(availableParallelism(), QUEUE_LIMIT);
  const nobody = await hash('a password that nobody has', options);
  const target = `$m=${costs.memoryKib},t=${costs.passes},p=${costs.lanes}$`;
  return {
    hash: (password) => run(() => hash(password, options)),
    verify: (stored, password) =>
      run(async () => {
        const matches = await verify(stored ?? nobody, password);
        return matches && stored !== null;
      }),
    isOutdated: (stored) => !stored.startsWith('$argon2id$') || !stored.includes(target),
  };
}

function limiter(parallel: number, queueLimit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= parallel) {
      if (waiting.length >= queueLimit) {
        throw new ProblemError(503, 'busy', 'Het is nu te druk met aanmelden. Probeer het zo opnieuw.', {
          retryAfterSeconds: 5,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
