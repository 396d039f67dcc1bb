/**
 * Zod probes for `new Function` when its first schema is made; the Content-Security-Policy refuses and reports that.
 * Its configuration must stand before any module that makes schemas runs, and a bundler may put those first: hence the
 * global under which Zod looks for it, and the program itself behind a dynamic import.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

void import('./app/bootstrap.ts');
