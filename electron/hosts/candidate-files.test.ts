import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { createRouterClient } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createCore, type Core } from '#core/compose.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { startLoopback } from './loopback.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startRealServer, type RealServer } from './testing/real-server.ts';

const WAIT = 20_000;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** An account manager, who sees everything of his region, with the server that he really talks to. */
describe('files of candidates with a real server', () => {
  let base: string;
  let server: RealServer;
  let core: Core;
  let api: DesktopApi;
  let people: readonly CandidateDetail[];

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-files-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 20 });
    const profileDirectory = path.join(base, 'profile');
    core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
      profileDirectory,
      serverUrl: server.url,
      logger: pino({ level: 'silent' }),
    });
    api = createRouterClient(core.router);
    const account = (await api.accounts.demoAccounts()).find(({ role }) => role === 'ACCOUNT_MANAGER');
    if (account === undefined) throw new Error('The demo server offers no account manager');
    const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
    await api.accounts.sendCode({ challengeId: challenge.id });
    const { items } = await createServerClient(server.url).listDemoMessages({});
    const code = /\d{6}/.exec(items.find(({ channel }) => channel === 'SMS')?.body ?? '')?.[0] ?? '';
    await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
    await vi.waitFor(async () => expect(await api.sync.state()).toMatchObject({ phase: 'idle', complete: true }), WAIT);
    const found = await api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 20 });
    people = await Promise.all(found.items.map(({ id }) => api.candidates.get({ id })));
  });
  afterAll(async () => {
    await core.close();
    await server.close();
    rmSync(base, { recursive: true, force: true });
  });

  const withPhoto = () => {
    const person = people.find(({ card }) => card.photoId !== null);
    if (person === undefined) throw new Error('Nobody in the demo region has a photo');
    return { candidateId: person.card.id, fileId: person.card.photoId! };
  };
  const documents = () => people.flatMap((person) => person.documents);
  const bytes = async (file: Blob) => Buffer.from(await file.arrayBuffer());

  it('HW-PROF-06: lists the documents of a candidate, and every listed one opens with the size it says', async () => {
    expect(documents().length).toBeGreaterThan(2);
    for (const { id, candidateId, sizeBytes, name } of documents()) {
      const file = await api.candidates.file({ candidateId, fileId: id });
      expect([name, file.type, file.size]).toEqual([name, 'application/pdf', sizeBytes]);
    }
  });

  it('HW-PROF-03 HW-PROF-20: every photo that a profile names is there', async () => {
    const pictures = people.flatMap(({ card }) => [
      ...(card.photoId === null ? [] : [{ candidateId: card.id, fileId: card.photoId }]),
      ...card.media.filter(({ kind }) => kind === 'PHOTO').map(({ url }) => ({ candidateId: card.id, fileId: url })),
    ]);
    expect(pictures.length).toBeGreaterThan(5);
    for (const picture of pictures) {
      const file = await api.candidates.file(picture);
      expect(file.type).toBe('image/png');
      expect((await bytes(file)).subarray(0, 4).equals(PNG)).toBe(true);
    }
  });

  it('comes whole over the port of Electron', async () => {
    const { port1, port2 } = new MessageChannel();
    new PortHandler(core.router).upgrade(port2, { context: {} });
    const remote: DesktopApi = createORPCClient(new PortLink({ port: port1 }));
    const [there, here] = [await remote.candidates.file(withPhoto()), await api.candidates.file(withPhoto())];
    port1.close();
    expect(there).toBeInstanceOf(Blob);
    expect(there.type).toBe('image/png');
    expect((await bytes(there)).equals(await bytes(here))).toBe(true);
  });

  it('comes whole over the WebSocket of the loopback host', async () => {
    const host = await startLoopback({ router: core.router, rendererDirectory: base, port: 0 });
    const start = await fetch(host.mintStartUrl(), { redirect: 'manual' });
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, {
      headers: { cookie, origin: host.origin },
    });
    socket.binaryType = 'arraybuffer';
    const remote: DesktopApi = createORPCClient(new SocketLink({ websocket: socket }));
    const [there, here] = [await remote.candidates.file(withPhoto()), await api.candidates.file(withPhoto())];
    socket.terminate();
    await host.close();
    expect(there.type).toBe('image/png');
    expect((await bytes(there)).equals(await bytes(here))).toBe(true);
  });

  it('refuses the file of one candidate in the name of another', async () => {
    const { fileId } = withPhoto();
    const other = people.find(({ card }) => card.photoId !== fileId)!.card.id;
    await expect(api.candidates.file({ candidateId: other, fileId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Dit bestand is er niet (meer).',
    });
  });

  it('leaves nothing of a photo or document on the disk of this device', async () => {
    const [document] = documents();
    const photo = await bytes(await api.candidates.file(withPhoto()));
    const cv = await bytes(await api.candidates.file({ candidateId: document!.candidateId, fileId: document!.id }));
    const files = readdirSync(path.join(base, 'profile'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = readFileSync(path.join(file.parentPath, file.name));
      expect(content.includes(photo.subarray(0, 200))).toBe(false);
      expect(content.includes(cv.subarray(0, 200))).toBe(false);
    }
  });
});
