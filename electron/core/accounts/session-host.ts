import type { Me, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { ServerProblem } from '../server-client/server-errors.ts';

/** Why a session is closed. `signed-out` deletes the user's files; the others leave them where they are (sync §2.20). */
export type CloseReason = 'signed-out' | 'locked' | 'replaced' | 'shutdown';

/** The composition root: opens a user's files and services, and closes them again. */
export interface SessionHost {
  /** Rejects when the files cannot be opened; then nobody is signed in. */
  open(session: OpenSession): Promise<void>;
  /** Answers no call from this moment on, and has made the key zero when it resolves. */
  close(reason: CloseReason): Promise<void>;
  /** Tells the server, with the token of the open session: that this session ends, or every session of this user. */
  endOnServer(which: 'this' | 'all'): Promise<void>;
  /** Changes of the open session that were not sent; 0 when none is open. */
  waitingCount(): number;
  /** Deletes the files of a user who is not signed in. */
  deleteFiles(folder: string): Promise<void>;
}

export interface OpenSession {
  readonly deviceId: string;
  /** The host's own copy, to make zero when it closes. */
  readonly deviceKey: Buffer;
  readonly me: Me;
  readonly tokens: SessionTokens;
  readonly saveTokens: (tokens: SessionTokens) => Promise<void>;
  /** The server ended the session or refused this device. */
  readonly onRefused: (problem: ServerProblem) => void;
  /** What an answer of the server said about time and lease. */
  readonly onAnswer: (serverTime: string, lease: Lease | null) => void;
  /** Until when there may be no contact, ISO 8601. */
  readonly leaseUntil: () => string;
  /** The files could not be opened again, as after a rebuild that failed. */
  readonly onUnreadable: (error: unknown) => void;
}
