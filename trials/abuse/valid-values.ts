import * as z from 'zod';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { PROTOCOL_VERSION } from '@hallowerk/contract/sync/pull.ts';
import type { SeededRandom } from '../../server/demo/random.ts';
import { demoAccounts, DEMO_PASSWORD } from '../../server/accounts/demo-accounts.ts';
import { MUTATION_KINDS, type KnownIds } from './abuse-world.ts';

/** A JSON schema as zod writes it; only what is used here. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ValueSource {
  readonly random: SeededRandom;
  /** Stands in every text that is not bound to a form. It must not come back in a refusal or a log. */
  readonly canary: string;
  readonly ids: KnownIds;
  readonly mailedTokens: readonly string[];
  /** The last word of the path before its parameter: whose id is asked there. */
  readonly collection: string;
  /** Of the session that asks, for sync. */
  readonly deviceId: string;
}

const shapes = new WeakMap<z.ZodType, Shape>();

function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  shapes.set(schema, shape);
  return shape;
}

/** A value that the schema probably takes, so that the request gets past the door and into the handler. */
export function validValue(schema: z.ZodType, source: ValueSource): unknown {
  return valueOf(shapeOf(schema), '', source);
}

function valueOf(shape: Shape, name: string, source: ValueSource): unknown {
  const { random } = source;
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return random.pick(shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices !== undefined) return valueOf(random.pick(choices), name, source);
  switch (shape.type) {
    case 'object':
      return objectOf(shape, source);
    case 'array':
      return arrayOf(shape, name, source);
    case 'integer':
    case 'number':
      return numberOf(shape, name, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return textOf(shape, name, source);
    default:
      return name === 'args' ? {} : source.canary;
  }
}

function objectOf(shape: Shape, source: ValueSource): Record<string, unknown> {
  const required = new Set(shape.required ?? []);
  const entries = Object.entries(shape.properties ?? {})
    .filter(([key]) => required.has(key) || source.random.chance(0.6))
    .map(([key, value]) => [key, valueOf(value, key, source)] as const);
  const object = Object.fromEntries(entries);
  return 'mutations' in object ? { ...object, mutations: mutationsOf(source) } : object;
}

function mutationsOf(source: ValueSource): readonly unknown[] {
  return Array.from({ length: source.random.int(1, 3) }, () => {
    const kind = source.random.pick(MUTATION_KINDS);
    const { ver, args } = MUTATIONS[kind];
    const uid = source.random.uuid();
    const edit_ts = new Date().toISOString();
    return { uid, kind, ver, edit_ts, offset_ms: 0, deps: [], args: validValue(args, source) };
  });
}

function arrayOf(shape: Shape, name: string, source: ValueSource): readonly unknown[] {
  const least = shape.minItems ?? 0;
  const length = source.random.int(least, least + 2);
  return Array.from({ length }, () => valueOf(shape.items ?? {}, name, source));
}

function numberOf(shape: Shape, name: string, random: SeededRandom): number {
  if (name === 'v') return PROTOCOL_VERSION;
  if (name === 'termsVersion') return 1;
  const least = Math.max(shape.minimum ?? 0, -10);
  const most = Math.max(least, Math.min(shape.maximum ?? 100, 100));
  if (shape.type === 'number') return least + random.next() * (most - least);
  return random.int(Math.ceil(least), Math.floor(most));
}

function textOf(shape: Shape, name: string, source: ValueSource): string {
  const { random, canary } = source;
  if (name === 'device' && shape.format === 'uuid') return source.deviceId;
  if (shape.format === 'uuid') return random.chance(0.9) ? knownId(name, source) : random.uuid();
  if (shape.format === 'date-time') return new Date().toISOString();
  if (shape.format === 'date') return `2026-0${random.int(1, 9)}-1${random.int(0, 9)}`;
  if (/password/i.test(name) && random.chance(0.6)) return DEMO_PASSWORD;
  if (/email/i.test(name) && random.chance(0.4)) return random.pick(demoAccounts()).email;
  if (/email/i.test(name)) return `${canary}${random.int(0, 9)}@example.nl`;
  if (/phone|mobile/i.test(name)) return `06123${String(random.int(10_000, 99_999))}`;
  if (/^code$/i.test(name)) return String(random.int(100_000, 999_999));
  if (/token|ticket/i.test(name) && source.mailedTokens.length > 0 && random.chance(0.7))
    return random.pick(source.mailedTokens);
  if (/token|ticket|nonce|proof/i.test(name)) return canary.padEnd(43, 'x').slice(0, 43);
  const text = canary.padEnd(shape.minLength ?? 0, 'x');
  return shape.maxLength === undefined ? text : text.slice(0, Math.max(shape.minLength ?? 0, shape.maxLength));
}

/** Mostly of the table that the name of the field, or the path, speaks of. */
function knownId(name: string, { random, ids, collection }: ValueSource): string {
  const words = name === 'id' ? collection : name.replace(/Ids?$/, '').replace(/[A-Z]/g, (letter) => `_${letter}`);
  const root = words
    .replaceAll('-', '_')
    .replace(/(y|ies|s)$/, '')
    .toLowerCase();
  const meant = [...ids.keys()].filter((table) => table.includes(root) || root.includes(table));
  const table = meant.length > 0 && random.chance(0.85) ? random.pick(meant) : random.pick([...ids.keys()]);
  return random.pick(ids.get(table) ?? [random.uuid()]);
}

/** `second-factors` of `/me/second-factors/{id}`. */
export function collectionOf(path: string): string {
  return /([\w-]+)\/\{/.exec(path)?.[1] ?? '';
}
