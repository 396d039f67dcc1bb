import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from 'electron';
import type { Platform } from '#core/platform.ts';
import { servePlatform } from '#hosts/platform-bridge.ts';
import { CoreMessageSchema, type HostMessage, type StartMessage } from '#hosts/utility-messages.ts';
import { isAppUrl } from './app-protocol.ts';
import { tell } from './tell.ts';

/** Waiting times before core starts again; after the last one in a row we stop trying. */
const BACK_OFF_MS = [250, 1000, 4000, 15_000];
/** A core that lived this long was healthy: its next crash counts as the first. */
const HEALTHY_MS = 60_000;
const STOP_LIMIT_MS = 5000;

export interface CoreProcessParts {
  readonly modulePath: string;
  readonly platform: Platform;
  readonly start: Pick<StartMessage, 'profileDirectory' | 'serverUrl' | 'productName'>;
  readonly onReady: () => void;
  /** Core cannot run: it said so itself, or it crashed more often than restarting can help. `message` is Dutch. */
  readonly onFailed: (message: string) => void;
}

/** Core in a utility process of its own, kept running. Only after `ready`. */
export class CoreProcess {
  readonly #parts: CoreProcessParts;
  readonly #pages = new Set<WebContents>();
  #child: UtilityProcess;
  #startedAt = 0;
  #crashes = 0;
  /** Core is meant to be gone, so its exit is no crash. */
  #ending = false;

  constructor(parts: CoreProcessParts) {
    this.#parts = parts;
    this.#child = this.#fork();
  }

  /** Gives this page a port to core after every load, and a new one when core had to start again. */
  attach(contents: WebContents): void {
    this.#pages.add(contents);
    contents.on('did-finish-load', () => this.#connect(contents));
    contents.once('destroyed', () => this.#pages.delete(contents));
  }

  /** Asks core to finish its work and end; after five seconds it is ended. */
  stop(): Promise<void> {
    this.#ending = true;
    const child = this.#child;
    if (child.pid === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const limit = setTimeout(() => child.kill(), STOP_LIMIT_MS);
      child.once('exit', () => {
        clearTimeout(limit);
        resolve();
      });
      say(child, { type: 'stop' });
    });
  }

  #fork(): UtilityProcess {
    const { modulePath, platform, start } = this.#parts;
    const child = utilityProcess.fork(modulePath, [], {
      serviceName: 'HalloWerk core',
      // Core must not inherit switches that change how Node runs.
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    servePlatform(
      { postMessage: (sent) => child.postMessage(sent), onMessage: (listener) => void child.on('message', listener) },
      platform,
    );
    child.on('message', (message: unknown) => this.#onMessage(message));
    child.once('exit', (code) => this.#onExit(code));
    const { appVersion, canSavePdf } = platform;
    say(child, { type: 'start', ...start, facts: { mode: 'electron', appVersion, canSavePdf } });
    this.#startedAt = Date.now();
    return child;
  }

  #connect(contents: WebContents): void {
    // Never a foreign page: the port is everything core can do.
    if (contents.isDestroyed() || !isAppUrl(contents.getURL())) return;
    const { port1, port2 } = new MessageChannelMain();
    say(this.#child, { type: 'renderer' }, port1);
    contents.postMessage('hallowerk-port', null, [port2]);
  }

  #onMessage(message: unknown): void {
    const said = CoreMessageSchema.safeParse(message).data;
    if (said?.type === 'ready') this.#parts.onReady();
    if (said?.type !== 'failed') return;
    this.#ending = true;
    this.#parts.onFailed(said.message);
  }

  #onExit(code: number): void {
    if (this.#ending) return;
    tell(`Core ended with code ${code}`);
    if (Date.now() - this.#startedAt > HEALTHY_MS) this.#crashes = 0;
    const delay = BACK_OFF_MS[this.#crashes++];
    if (delay === undefined) return this.#parts.onFailed('HalloWerk is een paar keer achter elkaar gestopt.');
    setTimeout(() => this.#restart(), delay);
  }

  #restart(): void {
    if (this.#ending) return;
    this.#child = this.#fork();
    for (const contents of this.#pages) this.#connect(contents);
  }
}

function say(child: UtilityProcess, message: HostMessage, port?: MessagePortMain): void {
  child.postMessage(message, port ? [port] : []);
}
