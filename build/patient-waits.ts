import { vi } from 'vitest';

/** Waiting ends at the first success; how long it may last only matters on a busy machine, where a second is nothing. */
const PATIENCE_MS = 15_000;
const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (work, options = { timeout: PATIENCE_MS }) => waitFor(work, options);
