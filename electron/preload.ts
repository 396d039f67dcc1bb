import { ipcRenderer } from 'electron';

/**
 * Hands core's MessagePort to the page and exposes nothing else. A port cannot cross `contextBridge`, so it travels as a
 * window message, to our own origin only; the page's script listens from its `load` event on.
 */
const loaded = new Promise<void>((resolve) => {
  if (document.readyState === 'complete') resolve();
  else window.addEventListener('load', () => resolve(), { once: true });
});

ipcRenderer.on('hallowerk-port', (event) => {
  void loaded.then(() => window.postMessage('hallowerk-port', window.location.origin, [...event.ports]));
});
