import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Invitation } from '@hallowerk/contract/accounts/invitation.ts';
import { createServerClient } from '../server-client/server-client.ts';
import { createInvitationsService, type InvitationsService } from './invitations.service.ts';

const INVITATION: Invitation = {
  id: '0195f2a0-0000-7000-8000-000000000001',
  kind: 'EMPLOYER',
  state: 'SENT',
  fullName: 'Sanne Visser',
  email: 'sanne@nieuw.example',
  role: 'EMPLOYER',
  organizationId: null,
  organizationName: 'Fietsenmaker Visser',
  mobile: null,
  personalMessage: '',
  inviterName: 'Anouk van Dijk',
  createdAt: '2026-03-02T09:00:00.000Z',
  sentAt: '2026-03-02T09:00:00.000Z',
  expiresAt: '2026-03-09T09:00:00.000Z',
};
const { kind, fullName, email, role, organizationId, organizationName, mobile, personalMessage } = INVITATION;
const INPUT = { kind, fullName, email, role, organizationId, organizationName, mobile, personalMessage };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('invitations for who may send them', () => {
  let server: Server;
  let invitations: InvitationsService;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    server = createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${await bodyOf(request)}`.trim());
      const answers: Record<string, unknown> = {
        GET: { items: [INVITATION], organizations: [] },
        PUT: INVITATION,
        POST: request.url === '/v1/invitation-previews' ? { subject: 'a', text: 'b' } : { item: null },
      };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answers[request.method ?? '']));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    invitations = createInvitationsService(createServerClient(`http://127.0.0.1:${port}`));
  });
  afterEach(() => {
    server.close();
  });

  it('are listed, saved, decided about and shown beforehand on the server', async () => {
    const { id } = INVITATION;
    expect(await invitations.list()).toEqual({ items: [INVITATION], organizations: [] });
    expect(await invitations.save({ id, invitation: INPUT, send: true })).toEqual(INVITATION);
    expect(await invitations.decide({ id, decision: 'REMOVE' })).toEqual({ item: null });
    expect(await invitations.preview(INPUT)).toEqual({ subject: 'a', text: 'b' });
    expect(asked).toEqual([
      'GET /v1/invitations',
      `PUT /v1/invitations/${id} ${JSON.stringify({ invitation: INPUT, send: true })}`,
      `POST /v1/invitations/${id}/decisions {"decision":"REMOVE"}`,
      `POST /v1/invitation-previews ${JSON.stringify(INPUT)}`,
    ]);
  });

  it('say what is certain and what is not when the connection is gone', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { id } = INVITATION;
    const offline = (part: string) => ({ code: 'OFFLINE', message: expect.stringContaining(part) });
    await expect(invitations.list()).rejects.toMatchObject(offline('alleen met verbinding'));
    await expect(invitations.preview(INPUT)).rejects.toMatchObject(offline('voorbeeld'));
    await expect(invitations.save({ id, invitation: INPUT, send: true })).rejects.toMatchObject(
      offline('blijft staan'),
    );
    await expect(invitations.decide({ id, decision: 'SEND' })).rejects.toMatchObject(offline('niet zeker'));
  });
});
