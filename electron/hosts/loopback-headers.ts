/**
 * The policy of every answer. Vuetify writes its theme into a style element at run time, hence a nonce for styles;
 * scripts come from files only. `developmentServer` (host:port of Vite) loosens it for the development loop alone: Vite
 * writes styles without nonce and has its own socket.
 */
export function contentSecurityPolicy(host: string, nonce: string, developmentServer: string | null): string {
  const development = developmentServer !== null;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    // A film that was fetched is shown from memory.
    'media-src blob:',
    "font-src 'self'",
    `connect-src 'self' ws://${host}${development ? ` ws://${developmentServer}` : ''}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer of the loopback host, whatever it answers. */
export function securityHeaders(policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'cache-control': 'no-store',
  };
}
