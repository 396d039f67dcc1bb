/** The dialog on the screen; a closed one may stay in the page, hidden. */
export function openDialog(): HTMLElement | null {
  const dialogs = [...document.querySelectorAll<HTMLElement>('[role=dialog]')];
  const isHidden = (dialog: HTMLElement) =>
    dialog.closest('[style*="display: none"]') !== null || dialog.querySelector('[style*="display: none"]') !== null;
  return dialogs.find((dialog) => !isHidden(dialog)) ?? null;
}

/** Presses a key where the focus is. Answers whether somebody took it. */
export function pressKey(key: string, held: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}
