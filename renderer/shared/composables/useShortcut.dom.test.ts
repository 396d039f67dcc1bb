import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { usePreferencesStore } from '../preferences.store.ts';
import { KEYS_SETTING, SINGLE_KEYS_SETTING, useShortcutsStore } from '../shortcuts/shortcuts.store.ts';
import { useShortcut } from './useShortcut.ts';

let wrapper: ReturnType<typeof mountWithApp> | null = null;
afterEach(() => wrapper?.unmount());

/** A page with a field, a button, a check box and a part of its own. */
function mountPage(): readonly string[] {
  const acted: string[] = [];
  const Page = defineComponent({
    setup() {
      const part = ref<HTMLElement | null>(null);
      useShortcut('n', (key) => acted.push(key), 'shortcuts.notes');
      useShortcut('k', () => acted.push('Ctrl+k'), 'shortcuts.palette', { withControl: true });
      useShortcut(['Enter', ' ', 'ArrowDown', 's'], (key) => acted.push(`part ${key}`), 'shortcuts.open', {
        within: part,
      });
      useShortcut('ArrowUp', (key) => acted.push(`part Shift+${key}`), 'shortcuts.open', {
        within: part,
        withShift: true,
      });
      useShortcut('Escape', () => acted.push('Escape'), 'shortcuts.close', { within: part });
      return () =>
        h('div', [
          h('p', { id: 'outside', tabindex: 0 }),
          h('div', { id: 'part', ref: part, tabindex: 0 }, [
            h('input', { id: 'text', type: 'text' }),
            h('textarea', { id: 'area' }),
            h('select', { id: 'select' }),
            h('input', { id: 'check', type: 'checkbox' }),
            h('button', { id: 'button' }),
          ]),
          h('div', { class: 'v-overlay' }, [h('button', { id: 'layer' })]),
        ]);
    },
  });
  wrapper = mountWithApp(Page);
  return acted;
}
function press(id: string, key: string, held: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held });
  document.getElementById(id)?.dispatchEvent(event);
  return event.defaultPrevented;
}

describe('a single key', () => {
  it('acts once and keeps the browser from doing something else with it', () => {
    const acted = mountPage();
    expect(press('outside', 'n')).toBe(true);
    expect(acted).toEqual(['n']);
  });

  it.each(['text', 'area', 'select'])('does nothing in a field: %s', (id) => {
    const acted = mountPage();
    expect([press(id, 'n'), press(id, 's'), press(id, ' '), press(id, 'Enter'), press(id, 'ArrowDown')]).toEqual(
      Array.from({ length: 5 }, () => false),
    );
    expect(acted).toEqual([]);
  });

  it('acts on a check box, which takes no text', () => {
    const acted = mountPage();
    press('check', 'n');
    expect(acted).toEqual(['n']);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    'does nothing together with another key: %o',
    (held) => {
      const acted = mountPage();
      expect(press('outside', 'n', held)).toBe(false);
      expect(acted).toEqual([]);
    },
  );

  it('does nothing behind a dialog or menu', () => {
    const acted = mountPage();
    press('layer', 'n');
    expect(acted).toEqual([]);
  });

  it('does nothing when the user switched single keys off, while the other keys stay (BX-09)', () => {
    const acted = mountPage();
    usePreferencesStore().values = { [SINGLE_KEYS_SETTING]: false };
    press('outside', 'n');
    press('part', 's');
    press('part', ' ');
    press('part', 'ArrowDown');
    press('outside', 'k', { ctrlKey: true });
    expect(acted).toEqual(['part  ', 'part ArrowDown', 'Ctrl+k']);
  });
});

describe('a key that the user chose', () => {
  it('works instead of the first one, and tells the action which of its keys is meant (BX-09)', () => {
    const acted = mountPage();
    usePreferencesStore().values = { [KEYS_SETTING]: { 'shortcuts.notes': 'x' } };
    press('outside', 'n');
    press('text', 'x');
    press('outside', 'x');
    expect(acted).toEqual(['n']);
  });
});

describe('a key of a part of the page', () => {
  it('acts only there', () => {
    const acted = mountPage();
    press('outside', 's');
    press('part', 's');
    expect(acted).toEqual(['part s']);
  });

  it('leaves Enter and space to a button or check box in it', () => {
    const acted = mountPage();
    for (const id of ['button', 'check']) expect([press(id, 'Enter'), press(id, ' ')]).toEqual([false, false]);
    expect(acted).toEqual([]);
  });

  it('closes with Escape from a field too', () => {
    const acted = mountPage();
    press('text', 'Escape');
    expect(acted).toEqual(['Escape']);
  });
});

describe('a key with Shift', () => {
  it('is another one than without, unless it writes', () => {
    const acted = mountPage();
    press('part', 'ArrowDown', { shiftKey: true });
    press('part', 'ArrowUp');
    press('part', 'ArrowUp', { shiftKey: true });
    press('outside', 'n', { shiftKey: true });
    expect(acted).toEqual(['part Shift+ArrowUp', 'n']);
  });
});

describe('a key with Ctrl', () => {
  it('acts in a field too, with ⌘ as well, and not without', () => {
    const acted = mountPage();
    press('text', 'k', { ctrlKey: true });
    press('outside', 'k', { metaKey: true });
    press('text', 'k');
    press('text', 'k', { ctrlKey: true, altKey: true });
    expect(acted).toEqual(['Ctrl+k', 'Ctrl+k']);
  });
});

describe('the registry', () => {
  it('holds what works now and nothing of a component that is gone', () => {
    mountPage();
    const shortcuts = useShortcutsStore();
    expect(shortcuts.registered.map(({ labelKey }) => labelKey)).toEqual([
      'shortcuts.notes',
      'shortcuts.palette',
      'shortcuts.open',
      'shortcuts.open',
      'shortcuts.close',
    ]);
    wrapper?.unmount();
    wrapper = null;
    expect(shortcuts.registered).toEqual([]);
    const event = new KeyboardEvent('keydown', { key: 'n', bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});
