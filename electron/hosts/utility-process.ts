import path from 'node:path';
import process from 'node:process';
import { RPCHandler } from '@orpc/server/message-port';
import { createCore, type Core } from '#core/compose.ts';
import { createLogger } from '#core/logging/logger.ts';
import { lockProfile, ProfileInUseError, type InstanceLock } from './instance-lock.ts';
import { createPlatformClient, type BridgePort } from './platform-bridge.ts';
import { HostMessageSchema, type CoreMessage, type StartMessage } from './utility-messages.ts';

/** The part of Electron's MessagePortMain that oRPC and this file use. */
interface RendererPort {
  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  start(): void;
}

/** The part of `process.parentPort` (utility processes of Electron only) that is used here. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: readonly RendererPort[] }) => void): void;
}

/**
 * Runs core inside Electron's utility process: `start` makes it, each `renderer` message brings the port of one page,
 * `stop` closes it. Platform calls go back over the same parent port.
 */
export function runUtilityProcess(parent: ParentPort, exit: (code: number) => void): void {
  const say = (message: CoreMessage): void => parent.postMessage(message);
  let running: Promise<{ core: Core; handler: RPCHandler<object>; lock: InstanceLock }> | null = null;

  async function serve(port: RendererPort | undefined): Promise<void> {
    if (running === null || port === undefined) return;
    const { handler } = await running;
    handler.upgrade(port, { context: {} });
    port.start();
  }

  async function stop(): Promise<void> {
    if (running !== null) {
      const { core, lock } = await running;
      await core.close();
      lock.release();
    }
    exit(0);
  }

  parent.on('message', (event) => {
    const parsed = HostMessageSchema.safeParse(event.data);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'start':
        running ??= startCore(parent, message);
        running.then(
          () => say({ type: 'ready' }),
          (error: unknown) => {
            say(describeFailure(error));
            exit(1);
          },
        );
        break;
      case 'renderer':
        // A failed start has been told already.
        serve(event.ports[0]).catch(() => undefined);
        break;
      case 'stop':
        stop().catch(() => exit(1));
        break;
    }
  });
}

async function startCore(
  parent: ParentPort,
  message: StartMessage,
): Promise<{ core: Core; handler: RPCHandler<object>; lock: InstanceLock }> {
  const lock = lockProfile(message.profileDirectory);
  const bridge: BridgePort = {
    postMessage: (sent) => parent.postMessage(sent),
    onMessage: (listener) => parent.on('message', (event) => listener(event.data)),
  };
  try {
    const core = await createCore({
      platform: createPlatformClient(bridge, message.facts),
      profileDirectory: message.profileDirectory,
      serverUrl: message.serverUrl,
      ...(message.productName === undefined ? {} : { productName: message.productName }),
      logger: createLogger(path.join(message.profileDirectory, 'logs')),
    });
    return { core, handler: new RPCHandler(core.router), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describeFailure(error: unknown): CoreMessage {
  if (error instanceof ProfileInUseError) return { type: 'failed', reason: 'profile-in-use', message: error.message };
  return {
    type: 'failed',
    reason: 'cannot-start',
    message: 'HalloWerk kan niet starten. Kijk in het logboek in je profielmap.',
  };
}

// `parentPort` exists in a utility process only; elsewhere (tests) this module just exports.
const parentPort = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
if (parentPort !== undefined) runUtilityProcess(parentPort, (code) => process.exit(code));
