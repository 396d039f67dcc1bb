import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import type { ENDPOINTS, OperationId } from '@hallowerk/contract/http.ts';
import type { SessionContext } from '../security/session.ts';

type Table = typeof ENDPOINTS;
type Part<E, K extends string> = E extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** Checked input of one operation; `session` is there exactly when the endpoint asks for one. */
export interface HandlerInput<K extends OperationId> {
  readonly params: Part<Table[K], 'params'>;
  readonly query: Part<Table[K], 'query'>;
  readonly body: Part<Table[K], 'body'>;
  readonly session: Table[K] extends { readonly access: 'session' } ? SessionContext : null;
  readonly request: FastifyRequest;
}

/** The answer of an endpoint with `mediaTypes`: written out as it is, with the headers that go with it. */
export interface FileAnswer {
  readonly status: 200 | 206 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | null;
}

export type HandlerAnswer<K extends OperationId> = Table[K] extends { readonly mediaTypes: readonly string[] }
  ? FileAnswer
  : z.input<Table[K]['response']>;
export type Handler<K extends OperationId> = (input: HandlerInput<K>) => Promise<HandlerAnswer<K>>;

/** One handler an operation; domains contribute theirs and the composition merges them. */
export type Handlers = { readonly [K in OperationId]: Handler<K> };
