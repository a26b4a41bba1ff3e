import * as E from 'fp-ts/lib/Either.js';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** One entry of a map, where its key stands. */
export interface Entry {
  readonly key: string;
  /** From 1. */
  readonly line: number;
  /** A node, for the functions of the file. */
  readonly value: unknown;
}

/** A YAML file, to be walked through. Aliases and merge keys are followed; lines are those of what they lead to. */
export interface YamlFile {
  readonly root: unknown;
  /** The entries of a map, each key once; undefined when the node is none. */
  entries(node: unknown): readonly Entry[] | undefined;
  /** The items of a list; undefined when the node is none. */
  items(node: unknown): readonly unknown[] | undefined;
  /** The text that Docker makes of a scalar: none of null; undefined when the node is no scalar. */
  text(node: unknown): string | undefined;
  /** The line, from 1, on which a node stands. */
  line(node: unknown): number;
}

/** What keeps a file from being read: its line, if there is one, and the rule it breaks. */
export interface Unreadable {
  readonly line?: number;
  readonly rule: string;
}

/** Aliases in aliases: more is not meant. */
const deepest = 20;
/** Times that one thing is named, what it names itself counted too: a label for each of thousands of services. */
const mostAliases = 10_000;

/** Reads a YAML file of one document. Left: why it is none; nothing of its content, which may be a secret. */
export function readYaml(text: string): E.Either<Unreadable, YamlFile> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error !== undefined) {
    // Behind a colon the parser's words may quote the file.
    const rule = `is not YAML: ${error.message.replace(/[:;] .*/s, '')}`;
    return E.left({ line: lines.linePos(error.pos[0]).line, rule });
  }
  try {
    // Aliases that are not there, or that multiply beyond reason, throw only here.
    document.toJS({ mapAsMap: true, maxAliasCount: mostAliases });
  } catch {
    return E.left({ rule: 'has aliases that cannot be resolved' });
  }

  const targets = aliasTargets(document);
  const target = (node: unknown, depth = 0): unknown =>
    isAlias(node) && depth < deepest ? target(targets.get(node), depth + 1) : node;

  const entries = (node: unknown, depth = 0): readonly Entry[] | undefined => {
    const map = target(node);
    if (!isMap(map) || depth > deepest) return undefined;
    const found = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const name = textOf(key.value, key.source);
      // The parser makes a symbol of the key `<<`.
      if (typeof key.value === 'symbol')
        merged.push(...sources(value).flatMap((source) => entries(source, depth + 1) ?? []));
      else if (name !== undefined) found.set(name, { key: name, line: lineOf(key), value });
    }
    for (const entry of merged) if (!found.has(entry.key)) found.set(entry.key, entry);
    return [...found.values()];
  };

  /** What a merge key names: one map or several. */
  const sources = (value: unknown): readonly unknown[] => {
    const source = target(value);
    return isSeq(source) ? source.items : [source];
  };

  const lineOf = (node: unknown): number =>
    isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;

  return E.right({
    root: document.contents,
    entries: (node) => entries(node),
    items: (node) => {
      const list = target(node);
      return isSeq(list) ? list.items : undefined;
    },
    text: (node) => {
      const scalar = target(node);
      if (scalar === null || scalar === undefined) return '';
      return isScalar(scalar) ? textOf(scalar.value, scalar.source) : undefined;
    },
    line: lineOf,
  });
}

/** Returns the value that a path of keys leads to, if it does. */
export function nodeAt(file: YamlFile, node: unknown, ...path: readonly string[]): unknown {
  const [key, ...further] = path;
  if (key === undefined) return node;
  const entry = file.entries(node)?.find((one) => one.key === key);
  return entry === undefined ? undefined : nodeAt(file, entry.value, ...further);
}

/** Returns what each alias names: the last node before it that has the anchor. */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias: (_key, alias) => {
      const named = anchors.get(alias.source);
      if (named !== undefined) targets.set(alias, named);
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** As Go prints it. Numbers too long for a number keep their digits. */
function textOf(value: unknown, source: string | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? (source ?? '') : String(value);
    default:
      return value === null ? '' : undefined;
  }
}
