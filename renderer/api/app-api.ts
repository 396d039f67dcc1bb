import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { readonly, ref } from 'vue';
import { ReplaceableLink } from './replaceable-link.ts';

/** The one place of the renderer that knows how core is reached. */
export type ConnectionState = 'connecting' | 'connected' | 'lost';

const PORT_MESSAGE = 'hallowerk-port';
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

const state = ref<ConnectionState>('connecting');
let client: DesktopApi | undefined;

/** Whether core can be reached. Not the same as the server being reachable: that is `SyncState.offlineSince`. */
export const connectionState = readonly(state);

/** The desktop API. @throws Error when nobody connected or provided one yet. */
export function api(): DesktopApi {
  if (client === undefined) throw new Error('The desktop API is used before it is connected');
  return client;
}

/** Puts a client in place; tests give a hand-made one. */
export function provideApi(provided: DesktopApi): void {
  client = provided;
}

/** Connects to core: over a MessagePort in Electron, over a WebSocket in the loopback host. */
export function connectApi(): DesktopApi {
  const link = new ReplaceableLink();
  if (location.protocol === 'app:') attachPorts(link);
  else openSocket(link, FIRST_RETRY_MS);
  const connected: DesktopApi = createORPCClient(link);
  provideApi(connected);
  return connected;
}

/** The preload hands over a port after every load of the page; the newest one wins. */
function attachPorts(link: ReplaceableLink): void {
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
    link.attach(new MessagePortLink({ port }));
    port.start();
    state.value = 'connected';
  });
}

function openSocket(link: ReplaceableLink, retryMs: number): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
  let nextRetryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    nextRetryMs = FIRST_RETRY_MS;
    link.attach(new WebSocketLink({ websocket: socket }));
    state.value = 'connected';
  });
  socket.addEventListener('close', () => {
    link.detach();
    if (state.value === 'connected') state.value = 'lost';
    setTimeout(() => openSocket(link, nextRetryMs), retryMs);
  });
}
