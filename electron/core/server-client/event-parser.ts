/** One server-sent event: its name (`message` when the server gave none) and its data lines joined. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Longest unfinished event; a stream beyond it is not ours. Characters. */
const MAX_EVENT_LENGTH = 65_536;

export interface EventParser {
  /** Events that these bytes complete. @throws {RangeError} when an event does not end within 64 K characters. */
  feed(chunk: Uint8Array): readonly ServerEvent[];
}

/**
 * Reads `text/event-stream` as the HTML standard describes it (§9.2.6), without `id` and `retry`, which nobody here uses.
 * Bytes may be cut anywhere, also inside a character or between CR and LF.
 */
export function createEventParser(): EventParser {
  const decoder = new TextDecoder();
  let rest = '';
  let afterReturn = false;
  let event = '';
  let data: string[] = [];

  function takeLine(line: string): ServerEvent | null {
    if (line === '') {
      const complete = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : null;
      [event, data] = ['', []];
      return complete;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
    return null;
  }

  return {
    feed(chunk) {
      let text = decoder.decode(chunk, { stream: true });
      if (text === '') return [];
      if (afterReturn && text.startsWith('\n')) text = text.slice(1);
      afterReturn = text === '' ? false : text.endsWith('\r');
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      const events = lines.map(takeLine).filter((complete) => complete !== null);
      if (rest.length + data.reduce((sum, line) => sum + line.length, 0) > MAX_EVENT_LENGTH) {
        throw new RangeError('An event does not end');
      }
      return events;
    },
  };
}
