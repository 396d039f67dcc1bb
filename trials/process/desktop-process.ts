import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { vi } from 'vitest';
import { startProgram, type Program } from './child-program.ts';

/** The desktop as a process of its own (electron/hosts/loopback-main.ts), and its API as a window sees it. */
export interface Desktop extends Omit<Program, 'ready'> {
  readonly api: DesktopApi;
  readonly profile: string;
  /** The same call, but it rejects when the program ends: whoever waited was told nothing. */
  ask<T>(call: (api: DesktopApi) => Promise<T>): Promise<T>;
}

export interface DesktopOptions {
  readonly profile: string;
  /** Address of the server, or of the proxy before it. */
  readonly server: string;
  readonly clockShiftMs?: number;
}

export function startDesktopProgram({ profile, server, clockShiftMs }: DesktopOptions): Program {
  return startProgram({
    script: path.join('electron', 'hosts', 'loopback-main.ts'),
    args: ['--profile', profile, '--server', server],
    ...(clockShiftMs === undefined ? {} : { clockShiftMs }),
  });
}

export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  const program = startDesktopProgram(options);
  const { url } = await program.ready;
  const api = await openApi(url);
  const gone = program.exited.then(() => {
    throw new Error('The desktop is gone');
  });
  gone.catch(() => undefined);
  return { ...program, api, profile: options.profile, ask: (call) => Promise.race([call(api), gone]) };
}

/** As the browser does it: the start address gives a cookie, and the cookie opens the socket. */
async function openApi(startUrl: string): Promise<DesktopApi> {
  const entered = await fetch(startUrl, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin, host } = new URL(startUrl);
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } });
  // Its end shows in the calls; without a listener it would end the trial.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('close', reject));
  return createORPCClient<DesktopApi>(new RPCLink({ websocket: socket }));
}

/** Signs in with a demo account and the code that the demo server kept. `server` is asked directly. */
export async function signIn({ api }: Pick<Desktop, 'api'>, server: string, role: Role): Promise<void> {
  const account = (await api.accounts.demoAccounts()).find((known) => known.role === role);
  if (account === undefined) throw new Error(`The demo server offers no ${role}`);
  const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
  const sentFrom = new Set((await messages(server)).map(({ id }) => id));
  await api.accounts.sendCode({ challengeId: challenge.id });
  const code = await vi.waitFor(async () => {
    const fresh = (await messages(server)).find(({ id, channel }) => channel === 'SMS' && !sentFrom.has(id));
    const found = /\b\d{6}\b/.exec(fresh?.body ?? '')?.[0];
    if (found === undefined) throw new Error('No code was sent');
    return found;
  });
  await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
}

async function messages(server: string): Promise<readonly { id: string; channel: string; body: string }[]> {
  const answer = await fetch(`${server}/v1/demo-messages`);
  return ((await answer.json()) as { items: { id: string; channel: string; body: string }[] }).items;
}

/** Longest time until a client has nothing left to do, milliseconds. */
const SETTLE_LIMIT_MS = 60_000;

/**
 * Waits until everything was sent, acknowledged and fetched. Presses 'nu bijwerken' where a failure made the client rest:
 * how long it rests is not what the trials are about.
 */
export async function settled(desktop: Desktop): Promise<void> {
  const { api } = desktop;
  const look = async (): Promise<void> => {
    const state = await api.sync.state();
    if (['error', 'offline', 'paused'].includes(state.phase)) await api.sync.start();
    const { waiting } = await api.sync.overview();
    const open = { phase: state.phase, complete: state.complete, waiting: waiting.length };
    if (open.phase !== 'idle' || !open.complete || open.waiting > 0)
      throw new Error(`Not settled: ${JSON.stringify({ ...open, message: state.message })}`);
  };
  await vi.waitFor(look, { timeout: SETTLE_LIMIT_MS, interval: 60 }).catch((error: unknown) => {
    const context = [String(error), desktop.complaints(), lastWarnings(desktop.profile)];
    throw new Error(context.join('\n'), { cause: error });
  });
}

/** What the program wrote down of what went wrong. */
function lastWarnings(profile: string): string {
  const directory = path.join(profile, 'logs');
  const lines = readdirSync(directory).flatMap((name) => readFileSync(path.join(directory, name), 'utf8').split('\n'));
  return lines
    .filter((line) => /"level":[456]/.test(line))
    .slice(-4)
    .join('\n');
}

/** Settles after asking the server once more: whatever others did before this call is here when it returns. */
export async function upToDate(desktop: Desktop): Promise<void> {
  const rounds = async (): Promise<string | undefined> =>
    (await desktop.api.sync.overview()).history.find(({ outcome, cause }) => outcome === 'ok' && cause === 'user')?.at;
  const before = await rounds();
  await vi.waitFor(
    async () => {
      await desktop.api.sync.start();
      if ((await rounds()) === before) throw new Error('No round was completed');
    },
    { timeout: SETTLE_LIMIT_MS, interval: 100 },
  );
  await settled(desktop);
}

/** A copy of a profile carries the lock of the original's process; on another machine that would be nobody's. */
export function dropLock(profile: string): void {
  rmSync(path.join(profile, 'hallowerk.lock'), { force: true });
}
