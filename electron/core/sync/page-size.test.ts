import { describe, expect, it } from 'vitest';
import { createPageSize } from './page-size.ts';

describe('the size of a page', () => {
  it('grows at most twofold a page and stays within what the server takes', () => {
    const size = createPageSize();
    size.learn(500, 10);
    expect(size.rows()).toBe(1000);
    for (let page = 0; page < 5; page += 1) size.learn(size.rows(), 10);
    expect(size.rows()).toBe(2000);
  });

  it('shrinks on a slow machine and never becomes tiny', () => {
    const size = createPageSize();
    for (let page = 0; page < 8; page += 1) size.learn(size.rows(), 10_000);
    expect(size.rows()).toBe(100);
  });

  it('begins small in every pull and grows to what was learned', () => {
    const size = createPageSize();
    const pages = [0, 1, 2, 3, 4, 5].map((page) => size.rowsAfter(page));
    expect(pages).toEqual([100, 150, 225, 338, 500, 500]);
  });

  it('learns nothing from a nearly empty page', () => {
    const size = createPageSize();
    size.learn(3, 900);
    expect(size.rows()).toBe(500);
  });
});
