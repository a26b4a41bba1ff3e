import { quote } from './quote.js';
import { splitWords } from './words.js';

/** What HAProxy 1.8 knew and HAProxy 2.6 refuses → how it is written since; nothing, where it is not needed any more. */
const translations: readonly (readonly [RegExp, (rest: string) => string | undefined])[] = [
  [/^option\s+forceclose$/, () => 'option httpclose'],
  [/^option\s+http-tunnel$/, () => ''],
  [/^nbproc\s+(\d+)$/, () => ''],
  [/^block\s+(.+)$/, (condition) => `http-request deny ${condition}`],
  [/^clitimeout\s+(.+)$/, (time) => `timeout client ${time}`],
  [/^contimeout\s+(.+)$/, (time) => `timeout connect ${time}`],
  [/^srvtimeout\s+(.+)$/, (time) => `timeout server ${time}`],
  [/^reqadd\s+(.+)$/, (rest) => added('http-request', rest)],
  [/^rspadd\s+(.+)$/, (rest) => added('http-response', rest)],
  [/^(?:reqi?|rspi?)(?:allow|del|deny|pass|rep|tarpit)\b/, () => undefined],
];

/**
 * Returns a line of haproxy.cfg as HAProxy writes it today, empty when it needs no line any more, or undefined when it
 * cannot be said any more (`reqrep` and its like).
 */
export function presentLine(line: string): string | undefined {
  for (const [pattern, translate] of translations) {
    const match = pattern.exec(line);
    if (match !== null) return translate(match[1] ?? '');
  }
  return line;
}

/** `Name:\ value [condition]`. What was text is a log format now, where `%` means something. */
function added(ruleset: string, rest: string): string | undefined {
  const header = splitWords(rest)?.[0];
  const end = /^(?:[^\\"' ]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")*/.exec(rest)?.[0].length ?? rest.length;
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(header ?? '') ?? [];
  if (name === undefined || value === undefined) return undefined;
  return `${ruleset} add-header ${name} ${quote(value.replaceAll('%', '%%'))}${rest.slice(end)}`;
}
