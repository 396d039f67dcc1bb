import type { Logger } from '#core/logging/logger.ts';
import { OfflineError, ProtocolError, ServerProblem, SessionEndedError } from '#core/server-client/server-errors.ts';
import { createServerTime, type ServerTime } from '#core/sync/server-time.ts';
import { createSyncRound, type SyncRound } from '#core/sync/sync-round.ts';
import { createSyncServer } from '#core/sync/sync-server.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { SessionContext } from '../../server/security/session.ts';
import { cacheSignature, checkPlaces } from './client-checks.ts';
import { abandon, damageCache, openClientFiles, replaceFolder, type ClientFiles } from './client-files.ts';
import { Crash } from './faults.ts';
import { faultyNetwork } from './faulty-network.ts';
import { IDLE, type RoundPlan } from './round-plan.ts';
import { HeldClock } from './held-clock.ts';
import { checkSlice, type ServerState } from './overlay-checks.ts';
import type { TrialServer } from './trial-server.ts';
import { watchCache, watchOutbox } from './watched-files.ts';

const BUILD = '0.1.0';
/** What a round may end with besides success; anything else is a fault of the program. */
const EXPECTED = [OfflineError, ServerProblem, SessionEndedError, ProtocolError, LocalDatabaseError, Crash];
const quiet = (): void => undefined;
const SILENT = { info: quiet, debug: quiet, warn: quiet, error: quiet } as unknown as Logger;

export interface RoundResult {
  /** The round ended with everything complete. */
  readonly complete: boolean;
  readonly crashed: boolean;
}

/** One installation: the real files in a folder, and the real round of sync on them. */
export class TrialClient {
  readonly directory: string;
  readonly session: SessionContext;
  readonly server: TrialServer;
  /** Mutations whose "saved" this folder remembers: what is lost with it is destroyed, not lost by us. */
  holds = new Set<string>();
  imageHolds: ReadonlySet<string> | null = null;
  /** Client's clock minus server's, milliseconds. */
  skew = 0;
  rebuilds = 0;
  damaged = false;
  mismatches = 0;
  lastAnswer: PullResponse | null = null;
  /** What the server held at the last answer. */
  serverState: ServerState = new Map();
  files!: ClientFiles;
  /** What goes wrong in the round in hand. */
  #plan: RoundPlan = IDLE;
  #stop = new AbortController();
  #time!: ServerTime;
  #round!: SyncRound;

  private constructor(server: TrialServer, session: SessionContext, directory: string) {
    this.server = server;
    this.session = session;
    this.directory = directory;
  }

  static async open(server: TrialServer, session: SessionContext, directory: string): Promise<TrialClient> {
    const client = new TrialClient(server, session, directory);
    await client.start();
    return client;
  }

  get userId(): string {
    return this.session.userId;
  }

  now(): number {
    return this.server.clock.now().getTime() + this.skew;
  }

  async start(): Promise<void> {
    this.files = await openClientFiles(this.directory, new Date(this.now()));
    this.#time = createServerTime();
    if (this.files.rebuilt) this.rebuilds += 1;
    this.#round = this.#makeRound();
    const { outbox } = this.files;
    const known = outbox.identity();
    if (known?.userId === this.userId) return;
    outbox.setIdentity({ deviceId: this.session.deviceId, userId: this.userId, epochOk: known?.epochOk ?? null });
  }

  close(): Promise<void> {
    return this.files.close();
  }

  /** The process ends, here and now, and the program is started again. */
  async crash(): Promise<void> {
    await abandon(this.directory, this.files);
    await this.start();
  }

  /** Saves a change as the program does. With `crash` the process ends before the change is on the screen. */
  async mutate(change: Omit<Mutation, 'offset_ms' | 'edit_ts'>, crash: boolean): Promise<Mutation> {
    const edit = { edit_ts: new Date(this.now()).toISOString(), offset_ms: this.#time.offsetMs() };
    const mutation: Mutation = { ...change, ...edit };
    this.files.outbox.add(mutation);
    this.holds.add(mutation.uid);
    if (crash) await this.crash();
    else this.files.cache.setOverlay(this.files.outbox.unsettled());
    return mutation;
  }

  /** One round of the real program: push, pull until complete, compare. A crash starts the program again. */
  async round(plan: RoundPlan): Promise<RoundResult> {
    const failure = await this.#tryRound(plan);
    if (failure !== null && !EXPECTED.some((known) => failure instanceof known)) throw failure;
    const crashed = failure instanceof Crash;
    if (crashed || failure instanceof LocalDatabaseError) await this.crash();
    checkPlaces(this.files.cacheFile);
    return { complete: failure === null, crashed };
  }

  /** How the round ended; a stop by the user counts as being offline. */
  async #tryRound(plan: RoundPlan): Promise<Error | null> {
    this.#plan = plan;
    this.#stop = new AbortController();
    const call = { cause: 'timer', tally: { sent: 0, received: 0 }, onSlice: quiet, onComplete: quiet } as const;
    try {
      await this.#round.run(call, this.#stop.signal);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#plan = IDLE;
    }
  }

  /** One for each run of the program, because it remembers things from one round to the next. */
  #makeRound(): SyncRound {
    const clock = new HeldClock(
      () => this.now(),
      () => {
        if (this.#plan.fault.strikes('cancel')) this.#stop.abort(new OfflineError(new Error('Stopped by the user')));
      },
    );
    return createSyncRound({
      ...this.#watchedFiles(),
      server: this.#syncServer(clock),
      clock,
      logger: { ...SILENT, error: (_facts: unknown, message: string) => this.#alarm(message) } as unknown as Logger,
      failpoint: (name) => {
        if (name.startsWith('replay: ')) this.#plan.fault.crashAt('crash:replay');
      },
      build: BUILD,
      unclean: this.files.unclean,
    });
  }

  /** Sums of scopes or of contents differed: the program says so, and mends it by itself. */
  #alarm(message: string): void {
    if (message === 'sync.mismatch') this.mismatches += 1;
  }

  #watchedFiles() {
    const { cache, outbox, cacheFile } = this.files;
    const plan = (): RoundPlan => this.#plan;
    return {
      cache: watchCache(cache, {
        plan,
        onSlice: ({ page, stored }) => checkSlice(this.files, { page, stored, server: this.serverState }),
        onMismatch: () => (this.mismatches += 1),
        signature: () => cacheSignature(cacheFile),
      }),
      outbox: watchOutbox(outbox, plan),
    };
  }

  #syncServer(clock: HeldClock) {
    const client = faultyNetwork({
      server: this.server,
      session: this.session,
      plan: () => this.#plan,
      staleAnswer: () => this.lastAnswer,
      onAnswer: (answer) => (this.lastAnswer = answer),
    });
    return createSyncServer({ client, deviceId: this.session.deviceId, build: BUILD, clock, time: this.#time });
  }

  /** The disk went bad while the program ran, which is why it ended. */
  async damage(seed: number): Promise<void> {
    await abandon(this.directory, this.files);
    damageCache(this.directory, seed);
    this.damaged = true;
    await this.start();
  }

  async takeImage(): Promise<void> {
    await this.close();
    replaceFolder(this.directory, `${this.directory}.image`);
    this.imageHolds = new Set(this.holds);
    await this.start();
  }

  /** False when there is no image. What was saved since is destroyed with the disk that held it. */
  async restoreImage(): Promise<boolean> {
    if (this.imageHolds === null) return false;
    await this.close();
    replaceFolder(`${this.directory}.image`, this.directory);
    this.holds = new Set(this.imageHolds);
    await this.start();
    return true;
  }

  /** A second installation from the image, with the same device id, beside this one. */
  async clone(directory: string): Promise<TrialClient | null> {
    if (this.imageHolds === null) return null;
    replaceFolder(`${this.directory}.image`, directory);
    const clone = await TrialClient.open(this.server, this.session, directory);
    clone.holds = new Set(this.imageHolds);
    return clone;
  }
}
