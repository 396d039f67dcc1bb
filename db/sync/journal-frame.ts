import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';

export interface QueuedMutation {
  /** Place in the queue. */
  readonly n: number;
  readonly mutation: Mutation;
}

/**
 * One step in the life of the outbox. Read in order they give its content (`foldJournal`).
 * `head` stands at the beginning of every log: whoever can read it has the right key. `n` is the place in the queue.
 */
export type JournalEntry =
  | { readonly t: 'head' }
  | {
      readonly t: 'identity';
      readonly deviceId: string | null;
      readonly userId: string | null;
      readonly epochOk: number | null;
    }
  | ({ readonly t: 'add' } & QueuedMutation)
  /** Saved in one action. One frame: whatever happens to the file, all of them count or none. */
  | { readonly t: 'add-all'; readonly lines: readonly QueuedMutation[] }
  /** The user was told that it was not saved. */
  | { readonly t: 'cancel'; readonly uid: string }
  | { readonly t: 'settled'; readonly results: readonly MutationResult[]; readonly at: string }
  | { readonly t: 'dismissed'; readonly uid: string };

/** The changes that these entries add. */
export function addedUids(entries: readonly JournalEntry[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.t === 'add') return entry.mutation.uid;
    return entry.t === 'add-all' ? entry.lines.map(({ mutation }) => mutation.uid) : [];
  });
}

/**
 * Frame: mark, length of the ciphertext, nonce, ciphertext (AES-256-GCM, with mark and length authenticated), tag, CRC of
 * all that. The CRC tells damage from a wrong key; the mark finds the next frame after a damaged one, even when it is the
 * length that was damaged.
 */
const MARK = Buffer.from('HWJ1');
const NONCE = 12;
const TAG = 16;
const HEADER = MARK.length + 4;
const AROUND = HEADER + NONCE + TAG + 4;
/** A length beyond this is damage: the whole outbox is at most 20 MB. */
const MAX_LENGTH = 64 * 1024 * 1024;

export function encodeFrame(key: Buffer, entry: JournalEntry): Buffer {
  const plain = Buffer.from(JSON.stringify(entry));
  const header = Buffer.alloc(HEADER);
  MARK.copy(header);
  header.writeUInt32BE(plain.length, MARK.length);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
  cipher.setAAD(header);
  const body = Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([body, crc]);
}

export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** Bytes up to the end of the last whole frame. What follows was torn off and is ignored. */
  readonly end: number;
  /** Something before `end` could not be read. */
  readonly damaged: boolean;
  /** Whole frames that this key does not open. */
  readonly foreign: number;
}

/** Reads what can be read, and never throws over content: a damaged frame costs that frame only. */
export function readFrames(key: Buffer, bytes: Buffer): JournalContent {
  const entries: JournalEntry[] = [];
  let at = 0;
  let end = 0;
  let damaged = false;
  let foreign = 0;
  while (at < bytes.length) {
    const size = wholeFrameAt(bytes, at);
    if (size === null) {
      const next = bytes.indexOf(MARK, at + 1);
      at = next < 0 ? bytes.length : next;
      continue;
    }
    damaged ||= at !== end;
    const entry = decode(key, bytes.subarray(at, at + size));
    if (entry === null) foreign += 1;
    else entries.push(entry);
    at += size;
    end = at;
  }
  return { entries, end, damaged, foreign };
}

function wholeFrameAt(bytes: Buffer, at: number): number | null {
  if (bytes.length - at < AROUND || bytes.compare(MARK, 0, MARK.length, at, at + MARK.length) !== 0) return null;
  const length = bytes.readUInt32BE(at + MARK.length);
  const size = AROUND + length;
  if (length > MAX_LENGTH || at + size > bytes.length) return null;
  return bytes.readUInt32BE(at + size - 4) === crc32(bytes.subarray(at, at + size - 4)) ? size : null;
}

function decode(key: Buffer, frame: Buffer): JournalEntry | null {
  const cipherAt = HEADER + NONCE;
  const tagAt = frame.length - 4 - TAG;
  const decipher = createDecipheriv('aes-256-gcm', key, frame.subarray(HEADER, cipherAt), { authTagLength: TAG });
  decipher.setAAD(frame.subarray(0, HEADER));
  decipher.setAuthTag(frame.subarray(tagAt, tagAt + TAG));
  const start = decipher.update(frame.subarray(cipherAt, tagAt));
  let plain: Buffer;
  try {
    plain = Buffer.concat([start, decipher.final()]);
  } catch {
    // The tag does not fit: another key wrote it. The caller counts these.
    return null;
  }
  return JSON.parse(plain.toString()) as JournalEntry;
}
