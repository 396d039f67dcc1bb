import { describe, expect, it } from 'vitest';
import type { ClientContext, ClientLink } from '@orpc/client';
import { ReplaceableLink } from './replaceable-link.ts';

const answering = (answer: string): ClientLink<ClientContext> => ({ call: () => Promise.resolve(answer) });
const options = { context: {} };

describe('a link that survives its transport', () => {
  it('holds a call made before the first connection until there is one', async () => {
    const link = new ReplaceableLink();
    const call = link.call(['app', 'info'], undefined, options);
    link.attach(answering('first'));
    expect(await call).toBe('first');
  });

  it('keeps the promise of a waiting call over several failed reconnects', async () => {
    const link = new ReplaceableLink();
    link.attach(answering('first'));
    link.detach();
    const call = link.call(['app', 'info'], undefined, options);
    link.detach();
    link.detach();
    link.attach(answering('second'));
    expect(await call).toBe('second');
  });

  it('sends later calls over the newest transport', async () => {
    const link = new ReplaceableLink();
    link.attach(answering('first'));
    link.attach(answering('second'));
    expect(await link.call(['app', 'info'], undefined, options)).toBe('second');
  });
});
