import { OfflineError, ServerProblem, SessionEndedError } from '#core/server-client/server-errors.ts';
import type { ServerClient } from '#core/server-client/server-client.ts';
import {
  PullRequestSchema,
  PullResponseSchema,
  type PullRequest,
  type PullResponse,
} from '@hallowerk/contract/sync/pull.ts';
import { PushRequestSchema, PushResponseSchema, type PushRequest } from '@hallowerk/contract/sync/push.ts';
import { VerifyRequestSchema, VerifyResponseSchema } from '@hallowerk/contract/sync/verify.ts';
import { problemBody, ProblemError } from '../../server/http/problems.ts';
import type { SessionContext } from '../../server/security/session.ts';
import { hold } from './invariant-error.ts';
import type { RoundPlan } from './round-plan.ts';
import type { TrialServer } from './trial-server.ts';

export interface NetworkOptions {
  readonly server: TrialServer;
  readonly session: SessionContext;
  readonly plan: () => RoundPlan;
  readonly onAnswer: (answer: PullResponse) => void;
  /** An answer this device got earlier, which something in between gives again. */
  readonly staleAnswer: () => PullResponse | null;
}

type SyncCalls = Pick<ServerClient, 'pull' | 'push' | 'verify'>;

/**
 * The calls of sync, straight into the services: everything travels as JSON and is parsed by the contract on both sides,
 * as over HTTP, and one thing goes wrong.
 */
export function faultyNetwork(options: NetworkOptions): SyncCalls {
  let plan: RoundPlan | null = null;
  let pages = 0;

  /** @throws {OfflineError} when the round in hand has no connection any more. */
  function connected(): RoundPlan {
    const current = options.plan();
    if (current !== plan) pages = current.pages;
    plan = current;
    if (pages <= 0) throw offline('The connection is gone');
    if (current.fault.strikes('drop-request')) throw offline('The request is lost');
    return current;
  }

  return {
    pull: ({ body }) => {
      const current = connected();
      pages -= 1;
      return pull(options, current, body);
    },
    push: ({ body }) => push(options, connected(), body),
    verify: async ({ body }) => {
      if (!connected().compares) throw busy();
      const request = VerifyRequestSchema.parse(wire(body));
      return VerifyResponseSchema.parse(
        wire(await asHttp(() => options.server.verify.verify(options.session, request))),
      );
    },
  };
}

async function pull(options: NetworkOptions, plan: RoundPlan, body: PullRequest): Promise<PullResponse> {
  const { fault } = plan;
  const stale = options.staleAnswer();
  if (stale !== null && fault.strikes('stale-answer')) return structuredClone(stale);
  const request = PullRequestSchema.parse(wire({ ...body, limit: { ...body.limit, rows: plan.rows } }));
  if (fault.strikes('version-skew')) request.collections = { '1': [99, 99] };
  const answer = await asHttp(() => options.server.pull.pull(options.session, request));
  const text = JSON.stringify(answer);
  const parsed = PullResponseSchema.parse(JSON.parse(text));
  await plan.onAnswer(parsed, text);
  options.onAnswer(parsed);
  if (fault.strikes('drop-pull-answer')) throw offline('The answer is lost');
  fault.crashAt('crash:page-received');
  return parsed;
}

async function push({ server, session }: NetworkOptions, { fault, onPush }: RoundPlan, body: PushRequest) {
  const request = PushRequestSchema.parse(wire(body));
  onPush(structuredClone(request));
  const answer = PushResponseSchema.parse(wire(await asHttp(() => server.push.push(session, request))));
  if (fault.strikes('push-twice')) {
    const again = await asHttp(() => server.push.push(session, structuredClone(request)));
    const same = JSON.stringify(again.results) === JSON.stringify(answer.results);
    hold('S6', same, () => 'the same push was answered in two ways');
  }
  if (fault.strikes('drop-push-answer')) throw offline('The answer is lost');
  fault.crashAt('crash:answer-received');
  return answer;
}

/** Comparing all contents is dear; a server that has no time for it says so, and is asked again an hour later. */
function busy(): ServerProblem {
  return new ServerProblem(problemBody(new ProblemError(503, 'busy', 'Te druk'), '0'), 1000);
}

function offline(why: string): OfflineError {
  return new OfflineError(new Error(why));
}

function wire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A refusal of the server as the client's own code would see it. */
async function asHttp<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.status === 401) throw new SessionEndedError(error);
    throw new ServerProblem(problemBody(error, '0'), (error.retryAfterSeconds ?? 0) * 1000);
  }
}
