import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { PushRequest } from '@hallowerk/contract/sync/push.ts';
import type { SessionContext } from '../../server/security/session.ts';
import type { Command } from './commands.ts';
import type { Coverage } from './coverage.ts';
import { everyText } from './client-checks.ts';
import { makeTemplate, makeTrialFolder, replaceFolder } from './client-files.ts';
import { ArmedFault } from './faults.ts';
import { candidateCanary, candidateId, POOL, poolId } from './ids.ts';
import { hold } from './invariant-error.ts';
import { Ledger } from './ledger.ts';
import { makeChange } from './mutations.ts';
import { assertView, Oracle } from './oracle.ts';
import { act, seedServer } from './server-actions.ts';
import { TrialClient } from './trial-client.ts';
import type { TrialServer, TrialUser } from './trial-server.ts';

const OWN = (code: string) => ({ code, relation: 'own' as const });
const user = (n: number, role: TrialUser['role'], ...regions: TrialUser['regions']): TrialUser => ({
  id: poolId('user', n),
  role,
  regions,
});

/** Two employers, two account managers, a case manager; the first employer has two devices. */
export const USERS: readonly TrialUser[] = [
  user(0, 'EMPLOYER', OWN('AM21')),
  user(1, 'EMPLOYER', OWN('AM22')),
  user(2, 'ACCOUNT_MANAGER', OWN('AM21'), { code: 'AM22', relation: 'connected' }),
  user(3, 'ACCOUNT_MANAGER', OWN('AM22')),
  user(4, 'CASE_MANAGER', OWN('AM21')),
];
const DEVICES = [0, 0, 1, 2, 3, 4] as const;
const CHANGING = [USERS[1]!];
const MAX_CLONES = 2;
const MAX_ROUNDS = 12;
/** What an employer must never get a byte of: fields of the fixtures that are internal, and health data. */
const INTERNAL = ['CANARY', '1990-05-17', 'takenAt'];
const HEALTH = ['SITTING', 'LIFTING'];

/** One history: a server and several clients, told what to do. */
export class History {
  readonly server: TrialServer;
  readonly coverage: Coverage;
  readonly #folder = makeTrialFolder();
  readonly #ledger = new Ledger();
  readonly #clients: TrialClient[] = [];
  readonly #pushes: { readonly session: SessionContext; readonly request: PushRequest }[] = [];
  /** Users who were never anything but an employer. */
  readonly #employers = new Set(USERS.filter(({ role }) => role === 'EMPLOYER').map(({ id }) => id));
  readonly #oracle: Oracle;
  #mutations = 0;
  #clones = 0;

  constructor(server: TrialServer, coverage: Coverage) {
    this.server = server;
    this.coverage = coverage;
    this.#oracle = new Oracle(server);
  }

  /** @throws {InvariantError} when a promise of sync §3.1 is broken. */
  async run(commands: readonly Command[]): Promise<void> {
    try {
      await this.#begin();
      for (const command of commands) {
        this.server.clock.advance(1000);
        await this.#do(command);
        this.#assertQuietAlarms();
      }
      await this.#end();
    } finally {
      for (const client of this.#clients) await client.close();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  async #begin(): Promise<void> {
    await this.server.begin(USERS);
    await seedServer(this.server, USERS);
    await makeTemplate(this.#path('template'), this.server.clock.now());
    for (const [n, owner] of DEVICES.entries()) await this.#addClient(String(n), n, USERS[owner]!);
    await this.server.takeBackup();
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  /** A new installation with a device of its own. */
  async #addClient(name: string, device: number, owner: TrialUser): Promise<TrialClient> {
    const session = await this.server.device(poolId('device', device), owner);
    replaceFolder(this.#path('template'), this.#path(name));
    const client = await TrialClient.open(this.server, session, this.#path(name));
    this.#clients.push(client);
    return client;
  }

  async #do(command: Command): Promise<void> {
    const { server, coverage } = this;
    switch (command.do) {
      case 'server':
        coverage.count('command:server');
        if (command.action === 'user-role' && command.b % 2 === 1) this.#employers.delete(CHANGING[0]!.id);
        if (command.action === 'candidate-delete') this.#ledger.deletedCandidates.add(candidateId(command.a));
        return act({ server, users: USERS, changing: CHANGING }, command.action, command.a, command.b);
      case 'mutate':
        return this.#mutate(this.#client(command.client), command);
      case 'sync':
        return this.#sync(this.#client(command.client), command);
      case 'late-push':
        return this.#latePush(command.a);
      case 'prune':
        if ((await server.prune(command.a)) > 0) coverage.count('pruned');
        return;
      case 'audit':
        return server.assertIntegrity();
      case 'pass':
        return server.clock.advance(command.hours * 3_600_000);
      case 'backup':
        return server.takeBackup();
      case 'restore':
        // Nobody restores a database within a second.
        server.clock.advance(60_000);
        await server.restoreBackup();
        this.#ledger.serverRestored = true;
        return coverage.count('server-restore');
      case 'epoch':
        coverage.count('new-epoch');
        server.clock.advance(60_000);
        return server.newEpoch();
      default:
        return this.#doToClient(this.#client(command.client), command);
    }
  }

  async #doToClient(
    client: TrialClient,
    command: Extract<Command, { do: 'image' | 'restore-image' | 'damage' | 'clone' | 'jump' | 'poison' }>,
  ): Promise<void> {
    switch (command.do) {
      case 'image':
        return client.takeImage();
      case 'restore-image':
        if (await client.restoreImage()) this.coverage.count('image-restored');
        return;
      case 'damage':
        return client.damage(command.a);
      case 'clone': {
        if (this.#clones >= MAX_CLONES) return;
        const clone = await client.clone(this.#path(`clone${this.#clones}`));
        if (clone === null) return;
        this.#clones += 1;
        this.#clients.push(clone);
        this.coverage.count('clone');
        return;
      }
      case 'jump':
        client.skew = command.by;
        this.coverage.count('clock-jump');
        return;
      case 'poison':
        for (const { uid } of client.files.outbox.pending(1)) this.server.poisoned.add(uid);
        return;
      default:
        return assertNever(command);
    }
  }

  #client(n: number): TrialClient {
    return this.#clients[n % this.#clients.length]!;
  }

  async #mutate(client: TrialClient, command: Extract<Command, { do: 'mutate' }>): Promise<void> {
    this.#mutations += 1;
    const change = makeChange(client, { ...command, n: this.#mutations });
    if (change === null) return;
    this.#ledger.add(client.userId, await client.mutate(change, command.crash));
    this.coverage.count(`mutation:${change.kind}`);
    if (command.crash) this.coverage.count('fault:crash:saved');
  }

  async #sync(client: TrialClient, command: Extract<Command, { do: 'sync' }>): Promise<void> {
    const fault = new ArmedFault(command.fault, command.at);
    const { complete } = await client.round({
      ...this.#plan(client, fault),
      ...command,
      fault,
      compares: command.rows === 6,
    });
    this.coverage.count('command:sync');
    if (fault.fired) this.coverage.count(`fault:${fault.kind}`);
    if (!complete) return;
    this.coverage.count('complete-round');
    await assertView(client, this.#oracle);
  }

  #plan(client: TrialClient, fault: ArmedFault) {
    return {
      fault,
      compares: false,
      onPush: (request: PushRequest) => void this.#pushes.push({ session: client.session, request }),
      onAnswer: (answer: PullResponse, text: string) => this.#inspect(client, answer, text),
    };
  }

  async #inspect(client: TrialClient, answer: PullResponse, text: string): Promise<void> {
    await this.#oracle.assertVisible(client.userId, answer);
    this.#assertNoLeak(client.userId, text);
    if (answer.acks.length > 0) client.serverState = await this.#oracle.state(client.userId);
    this.coverage.count('page');
    for (const { reset, why } of answer.scopes) if (reset) this.coverage.count(`reset:${why ?? 'gained'}`);
    const listed = new Set(answer.scopes.map(({ s }) => s));
    const lost = client.files.cache.scopes().filter(({ s }) => !listed.has(s));
    this.coverage.count('scope-lost', lost.length);
    for (const [, status] of answer.acks) this.coverage.count(`ack:${status}`);
  }

  #assertNoLeak(userId: string, text: string): void {
    const forbidden = this.#employers.has(userId) ? [...INTERNAL, ...HEALTH] : HEALTH;
    for (const word of forbidden)
      hold('leak', !text.includes(word), () => `${word} reached a client that must not have it`);
  }

  async #latePush(a: number): Promise<void> {
    const push = this.#pushes[a % Math.max(1, this.#pushes.length)];
    if (push === undefined) return;
    this.coverage.count('fault:late-push');
    // Nobody waits for the answer; a user who may not sync now is refused.
    await this.server.push.push(push.session, structuredClone(push.request)).catch(() => undefined);
  }

  #assertQuietAlarms(): void {
    const violation = this.server.violations[0];
    if (violation !== undefined) throw violation;
    for (const client of this.#clients) {
      hold('C11', client.mismatches === 0 || client.damaged, () => 'the digests differed, and healed by themselves');
    }
  }

  /** Faults off, everybody welcome, until nothing moves (C10); then every promise is checked. */
  async #end(): Promise<void> {
    await this.server.write((trx) => trx('app_user').update({ state: 'ACTIVE' }));
    await this.#quiesce();
    await this.server.assertIntegrity();
    await this.#ledger.settle(this.server, this.#clients, this.coverage);
    for (const client of this.#clients) {
      await assertView(client, this.#oracle);
      await this.#assertGone(client);
      this.coverage.count('rebuild', client.rebuilds);
    }
    await this.#assertFreshClient();
    this.#assertQuietAlarms();
  }

  async #quiesce(): Promise<void> {
    const none = new ArmedFault('none', 1);
    let before = '';
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      let finished = true;
      for (const client of this.#clients) {
        this.server.clock.advance(1000);
        const result = await client.round({ ...this.#plan(client, none), rows: 25, pages: 1000, sliceRows: 50 });
        finished &&= result.complete && client.files.outbox.unsettled(1).length === 0;
        this.#assertQuietAlarms();
      }
      const head = await this.server.position();
      if (finished && head === before) return;
      before = head;
    }
    hold('C10', false, () => `not quiet after ${MAX_ROUNDS} rounds`);
  }

  /** Who is invisible left nothing behind, and what is internal never came. */
  async #assertGone(client: TrialClient): Promise<void> {
    const visible = await this.#oracle.view(client.userId);
    // As the program does in the quiet after each round; it is then that words of who left leave the index.
    for (const _slice of client.files.cache.maintain());
    const text = everyText(client.files);
    for (let n = 0; n < POOL.candidates; n++) {
      const held = visible.has(`1|${candidateId(n)}`) || visible.has(`2|${candidateId(n)}`);
      if (held) continue;
      this.coverage.count('checked-gone');
      hold('leak', !text.includes(candidateCanary(n)), () => 'an invisible candidate is still named in the cache');
    }
    this.#assertNoLeak(client.userId, text);
  }

  /** C6: who starts from nothing sees the same. */
  async #assertFreshClient(): Promise<void> {
    const owner = USERS[this.#mutations % USERS.length]!;
    const client = await this.#addClient('fresh', 99, owner);
    await client.round({ ...this.#plan(client, new ArmedFault('none', 1)), rows: 500, pages: 1000, sliceRows: 500 });
    await assertView(client, this.#oracle);
  }
}
