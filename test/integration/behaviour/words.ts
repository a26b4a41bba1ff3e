import * as t from 'io-ts';

/** A map with these keys and no others: a misspelt word must not pass for one that expects nothing. */
export function words<R extends t.Props, O extends t.Props>(required: R, optional: O) {
  const known = new Set([...Object.keys(required), ...Object.keys(optional)]);
  const codec = t.intersection([t.type(required), t.partial(optional)]);
  return new t.Type<t.TypeOf<typeof codec>, t.OutputOf<typeof codec>, unknown>(
    codec.name,
    codec.is,
    (input, context) => {
      const strange = Object.keys(Object(input)).filter((key) => !known.has(key));
      return strange.length === 0
        ? codec.validate(input, context)
        : t.failure(input, context, `no such word: ${strange.join(', ')}`);
    },
    codec.encode,
  );
}

/** YAML reads 80 and true as what they look like; in parameters, settings and headers they are text. */
export const Text = new t.Type<string, string, unknown>(
  'Text',
  t.string.is,
  (input, context) =>
    ['string', 'number', 'boolean'].includes(typeof input)
      ? t.success(String(input))
      : t.failure(input, context),
  String,
);
export const Texts = t.record(t.string, Text);

/** What a text is compared with: the text itself, a pattern, a part; null: it is not there. */
export const Wanted = t.union([Text, t.null, words({}, { matches: t.string, contains: t.string })]);
export type Wanted = t.TypeOf<typeof Wanted>;
export const WantedTexts = t.record(t.string, Wanted);
