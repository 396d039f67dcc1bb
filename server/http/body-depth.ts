import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problems.ts';

/** Twice what the deepest message needs. Far deeper ones make code that follows them run out of stack. */
export const DEEPEST_BODY = 64;

/** Refuses a body of lists in lists without end, before anything looks at it. */
export function registerBodyDepth(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    if (isDeeperThan(request.body, DEEPEST_BODY)) {
      throw new ProblemError(400, 'too_deep', 'Het verzoek is te diep genest.');
    }
  });
}

/** Level by level, not by calling itself: that is what it guards against. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let holders = [value].filter(isHolder);
  for (let level = 0; level < levels; level++) {
    if (holders.length === 0) return false;
    holders = holders.flatMap((holder) => Object.values(holder).filter(isHolder));
  }
  return holders.length > 0;
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
