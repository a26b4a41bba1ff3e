// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such texts are what is substituted
import * as E from 'fp-ts/lib/Either.js';

/** Variables by name; those of the environment may be there without a value. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A text with its variables filled in, and those that were not set and count as empty. */
export interface Substituted {
  readonly text: string;
  readonly unset: readonly string[];
}

/**
 * Fills in variables as Docker does in compose files: `$NAME`, `${NAME}`, and `${NAME` with `:-`, `-` (default), `:?`, `?`
 * (required), `:+` or `+` (in place of a value) and a text that may hold variables itself; `$$` is a dollar. With the
 * colon, an empty value counts as not set. Left: the rule that the text breaks, without the values of variables.
 */
export function substitute(text: string, variables: Variables): E.Either<string, Substituted> {
  let filled = '';
  const unset: string[] = [];
  for (let at = 0; at < text.length; ) {
    const found = tokenAt(text, at);
    if (found === undefined) return E.left(noVariable);
    at += found.length;
    const value = resolved(found, variables);
    if (E.isLeft(value)) return value;
    filled += value.right.text;
    unset.push(...value.right.unset);
  }
  return E.right({ text: filled, unset: [...new Set(unset)] });
}

const noVariable = 'has a "$" that begins no variable (write "$$" for a dollar)';

interface Token {
  readonly kind: 'text' | 'variable';
  /** The text itself, or what stands in the braces. */
  readonly content: string;
  /** Characters that it takes. */
  readonly length: number;
}

function tokenAt(text: string, at: number): Token | undefined {
  const rest = text.slice(at);
  const plain = /^[^$]+/.exec(rest)?.[0];
  if (plain !== undefined) return { kind: 'text', content: plain, length: plain.length };
  if (rest.startsWith('$$')) return { kind: 'text', content: '$', length: 2 };
  const name = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(rest)?.[1];
  if (name !== undefined) return { kind: 'variable', content: name, length: name.length + 1 };
  const content = inBraces(rest);
  return content === undefined ? undefined : { kind: 'variable', content, length: content.length + 3 };
}

/** Returns what stands between `${` at the beginning and the brace that closes it. */
function inBraces(text: string): string | undefined {
  if (!text.startsWith('${')) return undefined;
  let open = 1;
  for (let at = 2; at < text.length; at++) {
    if (text.startsWith('$$', at)) at += 1;
    else if (text.startsWith('${', at)) open += 1;
    else if (text[at] === '}') open -= 1;
    if (open === 0) return text.slice(2, at);
  }
  return undefined;
}

function resolved({ kind, content }: Token, variables: Variables): E.Either<string, Substituted> {
  if (kind === 'text') return known(content);
  const [, name = '', colon, operator, word = ''] =
    /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?)([-?+])(.*))?$/s.exec(content) ?? [];
  if (name === '') return E.left(noVariable);
  const value = colon === ':' ? variables[name] || undefined : variables[name];
  switch (operator) {
    case undefined:
      return value === undefined ? E.right({ text: '', unset: [name] }) : known(value);
    case '-':
      return value === undefined ? substitute(word, variables) : known(value);
    case '+':
      return value === undefined ? known('') : substitute(word, variables);
    default:
      return value === undefined ? E.left(missing(name, word)) : known(value);
  }
}

function known(text: string): E.Either<never, Substituted> {
  return E.right({ text, unset: [] });
}

function missing(name: string, words: string): string {
  return `needs the variable ${name}, which is not set${words === '' ? '' : ` (${words})`}`;
}
