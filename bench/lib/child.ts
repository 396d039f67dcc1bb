import { fork, type ChildProcess } from 'node:child_process';

/**
 * A child process that answers one question at a time. It ends when this process does: it holds the other end of the
 * channel and leaves when that closes.
 */
export class Child {
  readonly #process: ChildProcess;

  constructor(program: URL, args: readonly string[], heapMegabytes = 2048) {
    this.#process = fork(program, [...args], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--expose-gc', '--no-warnings', `--max-old-space-size=${heapMegabytes}`],
    });
  }

  /** Throws when the child ends, or answers with an error, instead. */
  ask<Answer>(question: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`A benchmark process ended with ${code}`));
      this.#process.once('exit', ended);
      this.#process.once('message', (message: { readonly answer?: Answer; readonly error?: string }) => {
        this.#process.off('exit', ended);
        if (message.error !== undefined) reject(new Error(message.error));
        else resolve(message.answer as Answer);
      });
      this.#process.send(question as object);
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.connected) this.#process.disconnect();
    await ended;
  }
}

/** The other side: answers questions in the order in which they come. `leave` runs when the asking process is gone. */
export function answerQuestions<Question>(
  answer: (question: Question) => Promise<unknown>,
  leave: () => void | Promise<void> = () => undefined,
): void {
  let previous: Promise<void> = Promise.resolve();
  process.on('message', (question: Question) => {
    previous = previous.then(async () => {
      try {
        process.send?.({ answer: await answer(question) });
      } catch (error) {
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  });
  process.on('disconnect', () => void previous.then(leave).finally(() => process.exit(0)));
}
