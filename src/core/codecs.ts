import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/**
 * Codecs from text, as labels, query strings and environment variables give it. A codec's name is its rule in words
 * ("must be a whole number from 1 to 65535"), ready for a problem or a start-up error.
 */
export type FromText<A> = t.Type<A, string, unknown>;

/** Builds a codec from a function that returns undefined for text that breaks the rule. */
export function fromText<A>(
  rule: string,
  parse: (text: string) => A | undefined,
  encode: (value: A) => string,
): FromText<A> {
  return new t.Type<A, string, unknown>(
    rule,
    (_value): _value is A => true,
    (input, context) => {
      const value = typeof input === 'string' ? parse(input) : undefined;
      return value === undefined ? t.failure(input, context, rule) : t.success(value);
    },
    encode,
  );
}

/** Returns the value, or the rule that the text breaks. */
export function decodeText<A>(codec: FromText<A>, text: string): E.Either<string, A> {
  const decoded = codec.decode(text);
  return E.isRight(decoded) ? decoded : E.left(codec.name);
}

export const Text = fromText('must be text', (text) => text, String);

/** One line of any length that makes sense. */
export const TextLine = fromText(
  'must be one line of at most 4096 characters',
  (text) => (text.length <= 4096 && !/[\r\n]/.test(text) ? text : undefined),
  String,
);

export const NonEmptyText = fromText(
  'must not be empty',
  (text) => (text.trim() === '' ? undefined : text.trim()),
  String,
);

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** What Go's ParseBool accepts. */
export const BooleanText = fromText(
  'must be true or false (1 t T TRUE true True, 0 f F FALSE false False)',
  (text) => (truths.has(text) ? true : falsehoods.has(text) ? false : undefined),
  String,
);

/** A whole number in a range, both ends included. */
export function integerText(from: number, to: number): FromText<number> {
  return fromText(
    `must be a whole number from ${from} to ${to}`,
    (text) => {
      const value = Number(text.trim());
      return /^\d{1,15}$/.test(text.trim()) && value >= from && value <= to ? value : undefined;
    },
    String,
  );
}

export const PortNumber = integerText(1, 65535);

/** Seconds, as a whole number; HAProxy takes time-outs up to 24 days in ms. */
export const Seconds = integerText(1, 2_147_483);

/** One of a few words, in whatever case. */
export function oneOf<const A extends string>(...words: readonly A[]): FromText<A> {
  return fromText(
    `must be one of ${words.join(', ')}`,
    (text) => words.find((word) => word.toLowerCase() === text.trim().toLowerCase()),
    String,
  );
}

/** Text of a form that a regular expression describes; `rule` says it in words. */
export function matching(rule: string, pattern: RegExp): FromText<string> {
  return fromText(rule, (text) => (pattern.test(text.trim()) ? text.trim() : undefined), String);
}

/** Returns the items of a list: split at the separator, trimmed, empty ones left out. */
export function splitList(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A list split at the separator. */
export function listText(separator: string): FromText<readonly string[]> {
  return fromText<readonly string[]>(
    `must be a list separated by "${separator}"`,
    (text) => splitList(text, separator),
    (items) => items.join(separator),
  );
}

/** A time as HAProxy writes it: a number with ms, s, m, h or d (HAProxy manual, section 2.5). */
export const HaproxyTime = matching('must be a time such as 30m, 10s or 500ms', /^\d{1,9}(ms|s|m|h|d)$/);
