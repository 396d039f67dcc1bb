import type { Fault, Problem } from '@hallowerk/contract/common/problem.ts';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Ongeldige invoer',
  401: 'Niet aangemeld',
  403: 'Niet toegestaan',
  404: 'Niet gevonden',
  405: 'Methode niet toegestaan',
  408: 'Het duurde te lang',
  409: 'Botsing met een andere wijziging',
  410: 'Verlopen',
  413: 'Bericht te groot',
  415: 'Soort bericht niet ondersteund',
  416: 'Dit deel bestaat niet',
  417: 'Verwachting niet ondersteund',
  422: 'Niet goed genoeg',
  426: 'Nieuwere versie nodig',
  429: 'Te veel verzoeken',
  431: 'Kop van het verzoek te groot',
  500: 'Er ging iets mis',
  503: 'Tijdelijk niet beschikbaar',
};

/**
 * A failure that the caller may see. `detail` is Dutch and holds no personal data; `code` is stable and machine-readable.
 * `retryAfterSeconds` becomes the Retry-After header.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly faults: readonly Fault[] | undefined;
  /** Only with 403: what was decided about the device that asks (sync §2.20). */
  readonly order: DeviceOrder | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Only with 426: the oldest build the server works with. */
  readonly minBuild: string | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: {
      faults?: readonly Fault[];
      order?: DeviceOrder;
      retryAfterSeconds?: number;
      minBuild?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.faults = options.faults;
    this.order = options.order;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.minBuild = options.minBuild;
  }
}

/** The body of an answer (RFC 9457). `instance` names this one request in the log and nothing else. */
export function problemBody(error: ProblemError, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: TITLES[error.status] ?? 'Fout',
    status: error.status,
    detail: error.detail,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    ...(error.faults ? { errors: [...error.faults] } : {}),
    ...(error.order ? { order: error.order } : {}),
    ...(error.minBuild === undefined ? {} : { minBuild: error.minBuild }),
  };
}

export const notFound = (): ProblemError =>
  new ProblemError(404, 'not_found', 'Dit bestaat niet of is niet zichtbaar voor jou.');

export const sessionExpired = (): ProblemError =>
  new ProblemError(401, 'session_expired', 'Je bent niet (meer) aangemeld. Meld je opnieuw aan.');

export const forbidden = (): ProblemError => new ProblemError(403, 'forbidden', 'Je hebt hier geen recht op.');

export const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(503, 'unavailable', 'De server is even bezet. Probeer het zo opnieuw.', {
    cause,
    retryAfterSeconds: 5,
  });
