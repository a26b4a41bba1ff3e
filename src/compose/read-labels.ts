import * as E from 'fp-ts/lib/Either.js';
import { substitute, type Variables } from './substitute.js';
import type { YamlFile } from './yaml-file.js';

/** A label of a compose file, its variables filled in, or the rule that it breaks. */
export interface ReadLabel {
  readonly label: string;
  /** From 1. */
  readonly line: number;
  readonly value: E.Either<string, string>;
  /** Variables in it that are not set. */
  readonly unset: readonly string[];
}

/**
 * Returns labels that are given as a map or as a list of `name=value`, none where there is no node. Variables are filled in
 * in values and in items of a list, but not in keys, as Docker does. Left: they are given as something else.
 */
export function readLabels(
  file: YamlFile,
  node: unknown,
  variables: Variables,
): E.Either<string, readonly ReadLabel[]> {
  const entries = file.entries(node);
  if (entries !== undefined) {
    return E.right(entries.map(({ key, line, value }) => mapEntry(key, line, file.text(value), variables)));
  }
  const items = file.items(node);
  if (items !== undefined) {
    return E.right(items.map((item) => listItem(file.line(item), file.text(item), variables)));
  }
  return file.text(node) === '' ? E.right([]) : E.left('must be a map or a list of labels');
}

function mapEntry(label: string, line: number, text: string | undefined, variables: Variables): ReadLabel {
  if (text === undefined) return { label, line, value: E.left('must be a text'), unset: [] };
  const filled = substitute(text, variables);
  if (E.isLeft(filled)) return { label, line, value: filled, unset: [] };
  return { label, line, value: E.right(filled.right.text), unset: filled.right.unset };
}

function listItem(line: number, text: string | undefined, variables: Variables): ReadLabel {
  if (text === undefined) return { label: '', line, value: E.left('must be a text'), unset: [] };
  const filled = substitute(text, variables);
  if (E.isLeft(filled)) return { label: cut(text).label, line, value: filled, unset: [] };
  const { label, value } = cut(filled.right.text);
  return { label, line, value: E.right(value), unset: filled.right.unset };
}

/** A label without "=" is empty. */
function cut(item: string): { readonly label: string; readonly value: string } {
  const at = item.indexOf('=');
  return at === -1 ? { label: item, value: '' } : { label: item.slice(0, at), value: item.slice(at + 1) };
}
