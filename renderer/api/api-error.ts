import { ORPCError } from '@orpc/client';

/** One fault of the input: dotted path and a sentence for beside the field. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** What a failed call means to a page. `message` is Dutch and safe to show; null when core gave none. */
export interface ApiFailure {
  readonly code: string;
  readonly message: string | null;
  readonly faults: readonly FieldFault[];
}

/** Codes of the contract whose message was written for the user; other messages are for developers. */
const SPOKEN_CODES: ReadonlySet<string> = new Set(['OFFLINE', 'SIGNED_OUT', 'INVALID_INPUT', 'REFUSED', 'NOT_FOUND']);

/**
 * Turns whatever a call was rejected with into `{ code, message, faults }`. A `REFUSED` answers with its own finer code.
 * A transport that broke during the call becomes `INTERRUPTED`; anything unknown `UNEXPECTED`.
 */
export function toApiFailure(error: unknown): ApiFailure {
  if (error instanceof ORPCError) return fromOrpcError(error);
  if (error instanceof Error && error.name === 'AbortError') return { code: 'INTERRUPTED', message: null, faults: [] };
  return { code: 'UNEXPECTED', message: null, faults: [] };
}

function fromOrpcError(error: ORPCError<string, unknown>): ApiFailure {
  const spoken = SPOKEN_CODES.has(error.code);
  return {
    code: error.code === 'REFUSED' ? (refusalCode(error.data) ?? error.code) : error.code,
    message: spoken ? error.message : null,
    faults: faultsOf(error.data),
  };
}

function refusalCode(data: unknown): string | undefined {
  return isRecord(data) && typeof data['code'] === 'string' ? data['code'] : undefined;
}

function faultsOf(data: unknown): readonly FieldFault[] {
  if (!isRecord(data) || !Array.isArray(data['errors'])) return [];
  return data['errors'].filter(
    (fault): fault is FieldFault =>
      isRecord(fault) && typeof fault['path'] === 'string' && typeof fault['message'] === 'string',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
