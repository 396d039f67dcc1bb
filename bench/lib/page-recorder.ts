/// <reference lib="dom" />

/** What `installRecorder` puts on the window of the page under measurement. */
export interface PageRecorder {
  /** Begins to note the time between two frames. */
  startFrames(): void;
  /** Milliseconds between frames since `startFrames`. */
  stopFrames(): number[];
  /** Notes the next click or key and, from then on, every paint after a change inside `selector`. */
  watch(selector: string): void;
  /** From that event to the paint of the last change so far, milliseconds; null while nothing changed. */
  lastPaintMs(): number | null;
  /** From that event to the first paint in which the name of `selector` is `label`, milliseconds. */
  paintOf(selector: string, label: string): Promise<number>;
}

declare global {
  interface Window {
    recorder: PageRecorder;
  }
}

/** Runs inside the page, before its own scripts, so it may use nothing from outside itself. */
export function installRecorder(): void {
  let frames: number[] = [];
  let running = false;
  let began = 0;
  let painted: number | null = null;
  const painting = (then: (at: number) => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => then(performance.now());
      channel.port2.postMessage(null);
    });
  };
  const noteNextEvent = (): void => {
    painted = null;
    began = Number.POSITIVE_INFINITY;
    const note = (event: Event): void => {
      began = Math.min(began, event.timeStamp);
    };
    for (const kind of ['keydown', 'click']) window.addEventListener(kind, note, { capture: true, once: true });
  };
  let changes = new MutationObserver(() => undefined);
  const onChange = (selector: string, react: () => void): MutationObserver => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(selector) !== null) react();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    return observer;
  };
  window.recorder = {
    startFrames() {
      frames = [];
      running = true;
      let last: number | null = null;
      const next = (): void => {
        const now = performance.now();
        if (last !== null) frames.push(now - last);
        last = now;
        if (running) requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    },
    stopFrames() {
      running = false;
      return frames;
    },
    watch(selector) {
      noteNextEvent();
      changes.disconnect();
      changes = onChange(selector, () => painting((at) => (painted = at)));
    },
    lastPaintMs: () => (painted === null ? null : painted - began),
    paintOf(selector, label) {
      noteNextEvent();
      return new Promise((resolve) => {
        const observer = onChange(selector, () => {
          if (document.querySelector(selector)?.getAttribute('aria-label') !== label) return;
          observer.disconnect();
          painting((at) => resolve(at - began));
        });
      });
    },
  };
}
