import * as E from 'fp-ts/lib/Either.js';
import { substitute, type Variables } from './substitute.js';

/**
 * Returns the variables of an env file: a line `NAME=value` each, `#` comments, `export` before a name. What stands in single
 * quotes counts as it is; elsewhere variables are filled in, those of the environment first, as Docker Compose does. Left:
 * what is wrong, with the line and without its content.
 */
export function parseEnvFile(text: string, environment: Variables): E.Either<string, Variables> {
  let variables: Variables = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, given] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*(?:=\s*(.*))?$/.exec(line) ?? [];
    if (name === undefined) return E.left(`line ${index + 1} is not NAME=value`);
    // A name alone passes the environment's value on, which counts anyway.
    if (given === undefined) continue;
    const value = filledIn(given, { ...variables, ...environment });
    if (E.isLeft(value)) return E.left(`line ${index + 1} ${value.left}`);
    variables = { ...variables, [name]: value.right };
  }
  return E.right(variables);
}

function filledIn(given: string, variables: Variables): E.Either<string, string> {
  const [, quote, quoted] = /^(["'])(.*?)(?<!\\)\1\s*(?:#.*)?$/.exec(given) ?? [];
  if (quote === "'") return E.right(quoted ?? '');
  const text =
    quote === '"' ? (quoted ?? '').replace(/\\(["\\])/g, '$1') : given.replace(/(^|\s)#.*$/, '').trim();
  return E.map(({ text: filled }: { text: string }) => filled)(substitute(text, variables));
}
