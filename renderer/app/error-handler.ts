import type { App } from 'vue';
import { ref } from 'vue';

/** True after a fault that no page handled: App.vue says so in a line, with the way out. */
export const unexpectedFault = ref(false);

/**
 * Catches what no page caught. Only the kind of error and where it happened are written down: messages can hold what
 * somebody typed.
 */
export function installErrorHandler(app: App): void {
  app.config.errorHandler = (error, _instance, where) => report(error, where);
  window.addEventListener('unhandledrejection', (event) => report(event.reason, 'promise'));
}

function report(error: unknown, where: string): void {
  unexpectedFault.value = true;
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 6).join('\n') : '';
  logFault(`Unhandled ${error instanceof Error ? error.name : typeof error} in ${where}\n${stack}`);
}

/** One line for whoever opens the developer tools; never what somebody typed or whom he looked at. */
export function logFault(text: string): void {
  console.error(text); // eslint-disable-line no-console -- the one place where the renderer logs
}
