import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '@hallowerk/contract/http.ts';
import { createTestDatabase, databaseKinds } from '../../server/testing/test-database.ts';
import { runFuzz } from './fuzz.ts';
import { parameterCount, richestRoutes } from './sqlmap.ts';

const REQUESTS = Number(process.env['TRIALS_FUZZ'] ?? 1_500);
const SEED = Number(process.env['TRIALS_SEED'] ?? 1);

describe.each(databaseKinds())('a server on %s under random requests', (kind) => {
  it('answers all of them within five seconds, none with 500, in its own words, and logs nothing of them', async () => {
    const database = await createTestDatabase(kind);
    try {
      const report = await runFuzz({ database: database.config, requests: REQUESTS, seed: SEED });
      expect(report.problems).toEqual([]);
      const answered = Object.values(report.statuses).reduce((sum, count) => sum + count, 0);
      expect(answered).toBe(REQUESTS);
      // Requests that are all refused at the door would find nothing behind it.
      expect(report.reached.length).toBeGreaterThan(Object.keys(ENDPOINTS).length / 4);
    } finally {
      await database.drop();
    }
  }, 300_000);
});

it('gives sqlmap the routes with the most parameters', () => {
  const routes = richestRoutes(10);
  const least = Math.min(...routes.map(parameterCount));
  expect(routes).toHaveLength(10);
  expect(routes.map(({ operationId }) => operationId)).toContain('saveInvitation');
  for (const endpoint of Object.values(ENDPOINTS)) {
    if (!routes.some(({ operationId }) => operationId === endpoint.operationId)) {
      expect(parameterCount(endpoint)).toBeLessThanOrEqual(least);
    }
  }
});
