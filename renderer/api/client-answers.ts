import { AsyncIteratorClass, ORPCError } from '@orpc/client';

/** Answers in the shapes that the client of core gives, for a core made by hand (`testing/fake-api.ts`). */
export function clientError(code: string, message: string, data: unknown): Error {
  return new ORPCError(code, { message, data });
}

/** A stream that can be ended from outside, as `api().app.events()` gives it. */
export function clientStream<T>(source: AsyncGenerator<T, void, void>): AsyncIteratorClass<T, void, void> {
  return new AsyncIteratorClass<T, void, void>(
    () => source.next(),
    async () => void (await source.return()),
  );
}
