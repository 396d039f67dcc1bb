import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FILE_SYSTEM, isMissing, syncFolder, type FileSystem } from '../file-system.ts';
import { translateSqliteError } from '../sqlite-errors.ts';
import { addedUids, encodeFrame, readFrames, type JournalContent, type JournalEntry } from './journal-frame.ts';

export const JOURNAL_NAME = 'outbox.log';

export interface JournalOptions {
  readonly directory: string;
  /** 32 bytes, its own (purpose `journal`). */
  readonly key: Buffer;
  readonly fileSystem?: FileSystem;
}

export function readJournal({ directory, key }: JournalOptions): JournalContent {
  try {
    return readFrames(key, readFileSync(join(directory, JOURNAL_NAME)));
  } catch (error) {
    if (isMissing(error)) return readFrames(key, Buffer.alloc(0));
    throw translateSqliteError(error);
  }
}

/**
 * The second copy of what waits for sending (sync §2.12): encrypted frames, each synced to the disk before the outbox's
 * own transaction. Its methods are synchronous, as those of the database are, so that nothing comes between the two.
 * All of them throw LocalDatabaseError.
 */
export class OutboxJournal {
  readonly #file: string;
  readonly #key: Buffer;
  readonly #fs: FileSystem;
  #handle: number;
  /** Where the next frame goes. What lies behind it in the file does not count. */
  #size: number;
  /** Size after the last rewrite or clearing. */
  #base: number;
  /** The file may still hold, behind `#size`, a frame of a change that was refused to the user. */
  #tainted = false;

  /** `end`: `JournalContent.end` of what the file holds. */
  constructor({ directory, key, fileSystem = FILE_SYSTEM }: JournalOptions, end: number) {
    this.#file = join(directory, JOURNAL_NAME);
    this.#key = key;
    this.#fs = fileSystem;
    this.#size = end;
    this.#base = end;
    try {
      this.#handle = this.#open();
    } catch (error) {
      throw translateSqliteError(error);
    }
  }

  /** Bytes since the last rewrite: what a next rewrite can save at most. */
  get grown(): number {
    return this.#size - this.#base;
  }

  /**
   * Adds frames and gives the mark for `takeBack`. With `durable` they are on the disk when it returns. When it throws,
   * nothing of them counts.
   */
  append(entries: readonly JournalEntry[], { durable }: { readonly durable: boolean }): number {
    const mark = this.#size;
    try {
      if (this.#tainted) this.#cut();
      const bytes = Buffer.concat(entries.map((entry) => encodeFrame(this.#key, entry)));
      this.#write(bytes, mark);
      if (durable) this.#fs.fsyncSync(this.#handle);
      this.#size = mark + bytes.length;
      return mark;
    } catch (error) {
      this.takeBack(mark, addedUids(entries));
      throw translateSqliteError(error);
    }
  }

  /**
   * Forgets everything after `mark`: the outbox did not take it, and the user is told so. Never throws: when cutting
   * fails too, cancelling frames are written over it; when even that fails, nothing is taken any more until one of the
   * two has succeeded, and only a process that ends before that leaves a frame that the next start inserts.
   */
  takeBack(mark: number, uids: readonly string[]): void {
    this.#size = mark;
    this.#tainted = true;
    try {
      this.#cut();
    } catch {
      // `#tainted` stays, so that `append` tries again before it takes anything.
      this.#cancel(mark, uids);
    }
  }

  /** Nothing waits any more: only these frames stay. Needs no room. */
  clear(entries: readonly JournalEntry[]): void {
    try {
      this.#size = 0;
      this.#cut();
      this.append([{ t: 'head' }, ...entries], { durable: true });
      this.#base = this.#size;
    } catch (error) {
      throw translateSqliteError(error);
    }
  }

  /** Puts a new file with only these frames in the place of the old one, which stays when that fails. */
  rewrite(entries: readonly JournalEntry[]): void {
    const next = `${this.#file}.new`;
    const frames: JournalEntry[] = [{ t: 'head' }, ...entries];
    const bytes = Buffer.concat(frames.map((entry) => encodeFrame(this.#key, entry)));
    try {
      this.#writeNew(next, bytes);
      // Windows does not replace a file that is open.
      this.#fs.closeSync(this.#handle);
      try {
        this.#fs.renameSync(next, this.#file);
        this.#size = bytes.length;
        this.#base = bytes.length;
        this.#tainted = false;
      } finally {
        this.#handle = this.#open();
      }
      syncFolder(dirname(this.#file));
    } catch (error) {
      this.#fs.rmSync(next, { force: true });
      throw translateSqliteError(error);
    }
  }

  close(): void {
    this.#fs.closeSync(this.#handle);
  }

  #open(): number {
    try {
      return this.#fs.openSync(this.#file, 'r+');
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    const handle = this.#fs.openSync(this.#file, 'wx+', 0o600);
    syncFolder(dirname(this.#file));
    return handle;
  }

  #cut(): void {
    this.#fs.ftruncateSync(this.#handle, this.#size);
    this.#fs.fsyncSync(this.#handle);
    this.#tainted = false;
  }

  #cancel(mark: number, uids: readonly string[]): void {
    try {
      // Over the frame itself, which needs no room on the disk and ends it as well.
      this.#write(Buffer.concat(uids.map((uid) => encodeFrame(this.#key, { t: 'cancel', uid }))), mark);
      this.#fs.fsyncSync(this.#handle);
    } catch {
      // Neither cutting nor writing: see `takeBack`. The caller is already throwing the failure that led here.
      this.#tainted = true;
    }
  }

  #write(bytes: Buffer, from: number): void {
    let written = 0;
    while (written < bytes.length) {
      written += this.#fs.writeSync(this.#handle, bytes, written, bytes.length - written, from + written);
    }
  }

  #writeNew(file: string, bytes: Buffer): void {
    const handle = this.#fs.openSync(file, 'w', 0o600);
    try {
      for (let at = 0; at < bytes.length;) at += this.#fs.writeSync(handle, bytes, at, bytes.length - at, at);
      this.#fs.fsyncSync(handle);
    } finally {
      this.#fs.closeSync(handle);
    }
  }
}
