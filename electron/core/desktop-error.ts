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
