import { quote } from './quote.js';

/** `%[sample expression]` and the variables that make sense in a header, with optional flags (manual, section 8.2.6). */
const flags = String.raw`(?:\{[-+A-Za-z,]*\})?`;
const sample = String.raw`\[[a-z][a-z0-9_.]*(?:\([^[\]()]*\))?(?:,[a-z0-9_.]+(?:\([^[\]()]*\))?)*\]`;
const variable =
  '(?:o|ci|cp|fi|fp|bi|bp|si|sp|ID|b|f|ft|s|ms|r|rt|pid|sslc|sslv|t|tr|T|Ts|H|HM|HP|HQ|HU|HV)(?![A-Za-z0-9])';
const known = new RegExp(`%(?:%|${flags}(?:${sample}|${variable}))`, 'g');

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
