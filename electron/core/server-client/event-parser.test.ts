import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, type ServerEvent } from './event-parser.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (...chunks: readonly (string | Uint8Array)[]): ServerEvent[] => {
  const parser = createEventParser();
  return chunks.flatMap((chunk) => [...parser.feed(typeof chunk === 'string' ? bytes(chunk) : chunk)]);
};

describe('the parser of server-sent events', () => {
  it.each([
    ['a name and data', 'event: poke\ndata: 1\n\n', [{ event: 'poke', data: '1' }]],
    ['no name', 'data: 1\n\n', [{ event: 'message', data: '1' }]],
    ['data in lines', 'data: a\ndata: b\ndata:\n\n', [{ event: 'message', data: 'a\nb\n' }]],
    ['comments between', ':x\ndata: 1\n: y\n\n:z\n\n', [{ event: 'message', data: '1' }]],
    ['CR LF', 'event: a\r\ndata: 1\r\n\r\n', [{ event: 'a', data: '1' }]],
    ['CR alone', 'event: a\rdata: 1\r\r', [{ event: 'a', data: '1' }]],
    ['one space taken off, no more', 'data:  x\n\n', [{ event: 'message', data: ' x' }]],
    ['no space', 'data:x:y\n\n', [{ event: 'message', data: 'x:y' }]],
    ['unknown fields', 'id: 7\nretry: 1\nfoo\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a name without data', 'event: a\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a byte order mark', '\uFEFFdata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['an unfinished event', 'data: 1\n', []],
  ])('reads %s', (_name, text, events) => {
    expect(parse(text)).toEqual(events);
  });

  it('reads the same events however the bytes are cut and the lines end', () => {
    const word = fc.stringMatching(/^[a-zé€😀]{0,8}$/u);
    const event = fc.record({ event: fc.stringMatching(/^[a-z]{1,5}$/), lines: fc.array(word, { minLength: 1 }) });
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), lineEnd, fc.array(fc.nat(7)), (events, end, cuts) => {
        const lines = events.flatMap(({ event: name, lines: data }) => [
          ': comment',
          `event: ${name}`,
          ...data.map((line) => `data: ${line}`),
          '',
        ]);
        const all = bytes(lines.map((line) => line + end).join(''));
        const chunks: Uint8Array[] = [];
        let start = 0;
        for (const cut of cuts) chunks.push(all.subarray(start, (start += cut)));
        const expected = events.map(({ event: name, lines: data }) => ({ event: name, data: data.join('\n') }));
        expect(parse(...chunks, all.subarray(start))).toEqual(expected);
      }),
    );
  });

  it('refuses an event that does not end, instead of keeping it all', () => {
    const parser = createEventParser();
    expect(() => {
      for (let count = 0; count < 100; count++) parser.feed(bytes(`data: ${'x'.repeat(1000)}\n`));
    }).toThrow(RangeError);
    expect(() => parse(`data: ${'x'.repeat(70_000)}`)).toThrow(RangeError);
  });
});
