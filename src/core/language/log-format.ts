import { quote } from './quote.js';

/** `%[sample expression]` with optional flags, and the variables that make sense in a header (manual, section 8.2.6). */
const known =
  /%(?:%|(?:\{[-+A-Za-z,]*\})?\[[a-z][a-z0-9_.]*(?:\([^[\]()]*\))?(?:,[a-z0-9_.]+(?:\([^[\]()]*\))?)*\]|(?:ci|cp|fi|fp|bi|bp|si|sp|ID|b|f|s|rt|pid|T|Ts|H|HM|HP|HU|HV)\b)/g;

/**
 * Returns text as one word that is a log-format string. Expressions and variables that HAProxy knows keep their meaning, any
 * other `%` is a per cent sign.
 */
export function logFormat(text: string): string {
  let from = 0;
  let literal = '';
  for (const match of text.matchAll(known)) {
    literal += text.slice(from, match.index).replaceAll('%', '%%') + match[0];
    from = match.index + match[0].length;
  }
  return quote(literal + text.slice(from).replaceAll('%', '%%'));
}
