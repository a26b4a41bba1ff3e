import { type FromText, fromText } from '../../codecs.js';
import { isCondition } from '../../language/acl-condition.js';
import { joinWords, splitOutsideQuotes, splitWords } from '../../language/words.js';
import type { ParameterContext } from '../parameter.js';

/** One change of a request's or an answer's headers. */
export interface HeaderRule {
  readonly name: string;
  /** A log-format string (HAProxy manual, section 8.2.6): `%[…]` is a sample expression. */
  readonly value: string;
  /** Words of an ACL condition, `if` or `unless` first; empty: always. */
  readonly condition: readonly string[];
}

/** `addReqHeader` and its like: a list of `Name value`, each with an optional condition. */
export function headerRules({ separator }: ParameterContext): FromText<readonly HeaderRule[]> {
  return listOf(
    `must be a list, separated by "${separator}", of \`Name value\` with an optional condition \`if …\`; a value with spaces stands in quotes, and is not empty`,
    separator,
    ([name = '', value, ...rest]) => {
      const from = rest.findIndex(isConditional);
      const more = from < 0 ? rest : rest.slice(0, from);
      return value === undefined || value === '' || isConditional(value)
        ? undefined
        : { name, value: [value, ...more].join(' '), condition: from < 0 ? [] : rest.slice(from) };
    },
    ({ name, value, condition }) => joinWords([name, value, ...condition], separator),
  );
}

/** `delReqHeader` and its like: a list of names, each with an optional condition. */
export function headerNames({ separator }: ParameterContext): FromText<readonly HeaderRule[]> {
  return listOf(
    `must be a list of header names separated by "${separator}", each with an optional condition \`if …\``,
    separator,
    ([name = '', ...condition]) => ({ name, value: '', condition }),
    ({ name, condition }) => joinWords([name, ...condition], separator),
  );
}

const isConditional = (word: string) => word === 'if' || word === 'unless';

/** A header's name (RFC 9110, section 5.6.2). */
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$/;

function listOf(
  rule: string,
  separator: string,
  read: (words: readonly string[]) => HeaderRule | undefined,
  write: (item: HeaderRule) => string,
): FromText<readonly HeaderRule[]> {
  const one = (item: string): HeaderRule | undefined => {
    const parsed = read(splitWords(item) ?? []);
    const good = parsed && headerName.test(parsed.name) && parsed.value.length <= longestValue;
    return good && isCondition(parsed.condition) ? parsed : undefined;
  };
  return fromText<readonly HeaderRule[]>(
    rule,
    (text) => {
      const rules = splitOutsideQuotes(text, separator).map(one);
      return rules.every((parsed) => parsed !== undefined) ? rules : undefined;
    },
    (rules) => rules.map(write).join(separator),
  );
}

/** Characters: a request with more of them in its headers does not fit HAProxy's buffer (16 KB). */
const longestValue = 4096;
