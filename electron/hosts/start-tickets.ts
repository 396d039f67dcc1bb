import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Start addresses that may be open at once: an older one stops working when more are asked for. */
const MAX_OPEN = 5;

export interface StartTickets {
  /** A new ticket of 256 random bits, good for one use. */
  mint(): string;
  /** True exactly once for each minted ticket. */
  use(ticket: string): boolean;
}

/** Tickets prove that a browser was opened by whoever started this program: only he saw the start address. */
export function createStartTickets(): StartTickets {
  let open: readonly Buffer[] = [];
  return {
    mint() {
      const ticket = randomBytes(32).toString('base64url');
      open = [...open, digest(ticket)].slice(-MAX_OPEN);
      return ticket;
    },
    use(ticket) {
      const given = digest(ticket);
      const left = open.filter((known) => !timingSafeEqual(known, given));
      const valid = left.length < open.length;
      open = left;
      return valid;
    },
  };
}

/** Equal without telling by its duration where two texts differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
