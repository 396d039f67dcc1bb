import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { PushRequest } from '@hallowerk/contract/sync/push.ts';
import { ArmedFault } from './faults.ts';

/** How one round of one client goes. */
export interface RoundPlan {
  readonly fault: ArmedFault;
  /** Rows a page: a handful, so that every page boundary is met. */
  readonly rows: number;
  /** Answers to pulls before the connection is gone. */
  readonly pages: number;
  /** Ops in one slice of a page, so that a page of a few rows is stored in several transactions. */
  readonly sliceRows: number;
  /** The server has time to compare contents with a device that ended uncleanly. */
  readonly compares: boolean;
  /** Called with every answer, before the client gets it. */
  readonly onAnswer: (answer: PullResponse, text: string) => Promise<void>;
  readonly onPush: (request: PushRequest) => void;
}

/** Between rounds: nothing goes wrong, and nothing comes through. */
export const IDLE: RoundPlan = {
  fault: new ArmedFault('none', 1),
  rows: 1,
  pages: 0,
  sliceRows: 1,
  compares: false,
  onAnswer: () => Promise.resolve(),
  onPush: () => undefined,
};
