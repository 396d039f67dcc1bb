import { spawn, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';

export interface LoopbackRun {
  readonly root: string;
  readonly profile: string;
  readonly serverUrl: string;
  readonly renderer: string;
}

export interface LoopbackHost {
  /** Lets one browser in, once. */
  readonly url: string;
  readonly origin: string;
  end(): Promise<void>;
}

export interface FirstList {
  /** From starting the process to the answer. */
  readonly totalMs: number;
  readonly readyMs: number;
  readonly searchMs: number;
  readonly total: number;
}

/** Starts the loopback host in a process of its own and waits until it is ready. */
export async function startHost({ root, profile, serverUrl, renderer }: LoopbackRun): Promise<LoopbackHost> {
  const program = path.join(root, 'electron', 'hosts', 'loopback-main.ts');
  const args = [program, '--profile', profile, '--server', serverUrl, '--renderer', renderer];
  const host = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const { url, origin } = await readyLine(host);
    return { url, origin, end: () => end(host) };
  } catch (error) {
    await end(host);
    throw error;
  }
}

/** Starts the loopback host, lets itself in as a browser would, asks for the first fifty candidates, and ends the host. */
export async function startToFirstList(run: LoopbackRun): Promise<FirstList> {
  const started = performance.now();
  const host = await startHost(run);
  try {
    const { url, origin } = host;
    const readyMs = performance.now() - started;
    const cookie = await fetchPage(url, origin);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin } });
    // The link takes any socket of the browser's shape.
    const client: DesktopApi = createORPCClient(new RPCLink({ websocket: socket }));
    const asked = performance.now();
    const { total, items } = await client.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50 });
    const ended = performance.now();
    socket.terminate();
    if (items.length !== Math.min(50, total)) throw new Error(`The first list holds ${items.length} rows`);
    return { totalMs: ended - started, readyMs, searchMs: ended - asked, total };
  } finally {
    await host.end();
  }
}

/** Follows the start address, which gives the cookie, and gets the page. */
async function fetchPage(url: string, origin: string): Promise<string> {
  const entry = await fetch(url, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`The start address answered ${entry.status} without a cookie`);
  const page = await fetch(`${origin}/`, { headers: { cookie } });
  if (page.status !== 200) throw new Error(`The page answered ${page.status}`);
  await page.text();
  return cookie;
}

function readyLine(host: ChildProcess): Promise<{ readonly url: string; readonly origin: string }> {
  return new Promise((resolve, reject) => {
    host.once('exit', (code) => reject(new Error(`The loopback host ended with ${code}`)));
    if (host.stdout === null) return reject(new Error('The loopback host has no output'));
    createInterface({ input: host.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { ready?: boolean; url: string; origin: string };
      if (message.ready === true) resolve(message);
    });
  });
}

async function end(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null) return;
  const ended = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await ended;
}
