/**
 * A refusal of the desktop API that the screen can show: `message` is Dutch and holds no personal data. `reason` is the
 * machine-readable code that goes with REFUSED.
 */
export class DesktopError extends Error {
  override readonly name = 'DesktopError';
  readonly code: 'OFFLINE' | 'SIGNED_OUT' | 'NOT_FOUND' | 'REFUSED';
  readonly reason: string;

  constructor(code: DesktopError['code'], message: string, options: { reason?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.reason = options.reason ?? code.toLowerCase();
  }
}

/** INVALID_INPUT of the desktop API: every fault of the input by path, in Dutch, found by a rule of the contract. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(errors: InvalidInputError['errors']) {
    super('Controleer de invoer');
    this.errors = errors;
  }
}
