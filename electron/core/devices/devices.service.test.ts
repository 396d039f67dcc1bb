import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { createServerClient } from '../server-client/server-client.ts';
import { createDevicesService, type DevicesService } from './devices.service.ts';

const DEVICE: DeviceStatus = {
  id: '0195f2a0-0000-7000-8000-000000000001',
  role: 'EMPLOYER',
  organizationName: 'Voorbeeld',
  platform: 'linux',
  appVersion: '0.1.0',
  state: 'LOCKED',
  createdAt: '2026-03-02T09:00:00.000Z',
  lastSeenAt: null,
  lastCompleteAt: null,
  lagSeconds: null,
  leaseUntil: '2026-03-09T09:00:00.000Z',
  waiting: 0,
  mismatches: 0,
  own: false,
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('devices for administrators', () => {
  let server: Server;
  let devices: DevicesService;
  let asked: string[];
  let refusal: { status: number; code: string } | null;
  beforeEach(async () => {
    asked = [];
    refusal = null;
    server = createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${await bodyOf(request)}`.trim());
      const problem = refusal && { type: 'about:blank', title: 'Nee', detail: 'Dat kan niet.', ...refusal };
      const content = problem ?? (request.method === 'GET' ? { items: [DEVICE] } : DEVICE);
      response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    devices = createDevicesService(createServerClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  afterEach(() => {
    server.close();
  });

  it('are listed and decided about on the server', async () => {
    expect(await devices.list()).toEqual({ items: [DEVICE] });
    expect(await devices.decide({ id: DEVICE.id, decision: 'LOCK' })).toEqual(DEVICE);
    expect(asked).toEqual(['GET /v1/devices', `POST /v1/devices/${DEVICE.id}/decisions {"decision":"LOCK"}`]);
  });

  it('hand on what the server refuses', async () => {
    refusal = { status: 409, code: 'own_device' };
    await expect(devices.decide({ id: DEVICE.id, decision: 'WIPE' })).rejects.toMatchObject({
      status: 409,
      code: 'own_device',
      detail: 'Dat kan niet.',
    });
  });

  it('say what is uncertain when the connection is gone', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(devices.list()).rejects.toMatchObject({ code: 'OFFLINE', message: expect.stringContaining('zie je') });
    await expect(devices.decide({ id: DEVICE.id, decision: 'WIPE' })).rejects.toMatchObject({
      code: 'OFFLINE',
      message: expect.stringContaining('niet zeker'),
    });
  });
});
