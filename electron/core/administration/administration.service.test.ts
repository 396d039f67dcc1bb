import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createServerClient } from '../server-client/server-client.ts';
import { createAdministrationService } from './administration.service.ts';

it('asks the server each time, and says what is certain and what is not when the connection is gone', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = request.url === '/v1/showcases' ? { items: [] } : { gaining: 1, losing: 0 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const administration = createAdministrationService(createServerClient(`http://127.0.0.1:${port}`));
  expect(await administration.showcases()).toEqual({ items: [] });
  expect(await administration.previewRegion({ connected: true })).toEqual({ gaining: 1, losing: 0 });
  expect(asked).toEqual(['GET /v1/showcases', 'POST /v1/region-previews']);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const offline = (part: string) => ({ code: 'OFFLINE', message: expect.stringContaining(part) });
  const id = '0195f2a0-0000-7000-8000-000000000001';
  await expect(administration.employers()).rejects.toMatchObject(offline('alleen met verbinding'));
  await expect(administration.employer({ id })).rejects.toMatchObject(offline('alleen met verbinding'));
  await expect(administration.decideAccount({ id, decision: 'BLOCK', seen: 'ACTIVE' })).rejects.toMatchObject(
    offline('niet zeker'),
  );
});
