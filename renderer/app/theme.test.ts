import { describe, expect, it } from 'vitest';
import { THEMES, type ThemeName } from './theme.ts';

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: ThemeName, foreground: string, background: string): number {
  const colors = THEMES[theme].colors as Readonly<Record<string, string>>;
  const [high = 0, low = 0] = [foreground, background]
    .map((name) => luminance(colors[name] ?? '#808080'))
    .sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const TEXT_PAIRS: readonly (readonly [string, string])[] = [
  ['text', 'surface'],
  ['text', 'background'],
  ['text', 'hover'],
  ['text', 'selected'],
  ['muted', 'surface'],
  ['muted', 'background'],
  ['muted', 'hover'],
  ['muted', 'selected'],
  ['on-primary', 'primary'],
  ['on-bar', 'bar'],
  ['on-tag', 'tag'],
  ['on-tag-strong', 'tag-strong'],
  ['on-notice', 'notice'],
  ['link', 'surface'],
  ['link', 'background'],
  ['error', 'surface'],
  ['error', 'background'],
  ['accent', 'surface'],
];
const SHAPE_PAIRS: readonly (readonly [string, string])[] = [
  ['control', 'surface'],
  ['star', 'surface'],
  ['star', 'selected'],
  ['focus', 'surface'],
  ['accent', 'surface'],
];

describe.each(Object.keys(THEMES) as ThemeName[])('the %s theme', (theme) => {
  it.each(TEXT_PAIRS)('has readable %s on %s', (foreground, background) => {
    expect(contrast(theme, foreground, background)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPE_PAIRS)('has visible %s on %s', (foreground, background) => {
    expect(contrast(theme, foreground, background)).toBeGreaterThanOrEqual(3);
  });
});
