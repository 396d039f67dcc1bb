import { jsonrepair } from 'jsonrepair';

/** Something that a page describes, whichever of the three notations it uses; values as they were written. */
export type DataNode = Readonly<Record<string, unknown>>;

/** Above this a block is read as it is or not at all: mending costs more than reading. */
const MOST_MENDED = 500_000;
const MOST_NODES = 100_000;
// eslint-disable-next-line no-control-regex -- raw control characters are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Property of an item in which its page ended. */
export const CUT = '@cut';

export const isNode = (value: unknown): value is DataNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own values only: names such as `constructor` are data of a stranger. */
export function valueOf(node: DataNode, name: string): unknown {
  return Object.hasOwn(node, name) ? node[name] : undefined;
}

/** `https://schema.org/JobPosting`, `schema:JobPosting` and `JobPosting` are one. */
export function localName(name: string): string {
  return name.trim().replace(/^(https?:\/\/(www\.)?schema\.org\/|schema:)/i, '');
}

export function typesOf(node: DataNode): readonly string[] {
  return [valueOf(node, '@type')]
    .flat()
    .filter((type) => typeof type === 'string')
    .map(localName);
}

/**
 * A block of JSON-LD. Comments, raw control characters, marks of HTML around it and the usual slips are mended. Undefined
 * when it is no JSON at all. No context is ever fetched.
 */
export function readBlock(text: string): unknown {
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(/^\s*(?:\/\/|\/\*)?\s*<!(?:--|\[CDATA\[)(?:\s*\*\/)?/, '')
    .replace(/(?:\/\/|\/\*)?\s*(?:-->|\]\]>)(?:\s*\*\/)?\s*;?\s*$/, '')
    .trim();
  if (bare === '') return undefined;
  try {
    return JSON.parse(bare);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return mended(bare);
  }
}

function mended(text: string): unknown {
  const whole = text.replace(/;\s*$/, '');
  // What was cut off would be mended as well, into something that the page never said.
  if (whole.length > MOST_MENDED || !/[}\]]$/.test(whole)) return undefined;
  try {
    const value: unknown = JSON.parse(jsonrepair(whole.replace(CONTROLS, ' ')));
    return typeof value === 'object' ? value : undefined;
  } catch {
    // A stranger's text: no JSON, or nested so deep that the mender ran out of stack. Both are said as BROKEN.
    return undefined;
  }
}

/** Every node of these types, however deep, with references by `@id` filled in. */
export function findNodes(values: readonly unknown[], type: string): readonly DataNode[] {
  const byId = new Map<string, DataNode>();
  const found: DataNode[] = [];
  const todo: unknown[] = values.toReversed();
  for (let seen = 0; todo.length > 0 && seen < MOST_NODES; seen++) {
    const value = todo.pop();
    if (Array.isArray(value)) {
      for (let index = Math.min(value.length, MOST_NODES) - 1; index >= 0; index--) todo.push(value[index]);
    } else if (isNode(value)) {
      const id = valueOf(value, '@id');
      if (typeof id === 'string' && Object.keys(value).length > 1 && !byId.has(id)) byId.set(id, value);
      if (typesOf(value).includes(type)) found.push(value);
      todo.push(
        ...Object.values(value)
          .slice(0, MOST_NODES / 100)
          .toReversed(),
      );
    }
  }
  return found.map((node) => withReferences(node, byId));
}

/** One step deep: a place or an employer that stands elsewhere in the graph. */
function withReferences(node: DataNode, byId: ReadonlyMap<string, DataNode>): DataNode {
  const entries = Object.entries(node).map(([name, value]) => {
    const values = [value].flat().map((one: unknown) => {
      const id = isNode(one) && Object.keys(one).length === 1 ? valueOf(one, '@id') : undefined;
      return typeof id === 'string' ? (byId.get(id) ?? one) : one;
    });
    return [name, Array.isArray(value) ? values : values[0]];
  });
  return Object.fromEntries(entries);
}
