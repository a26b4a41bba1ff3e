import * as t from 'io-ts';

const PassedOver = t.readonly(
  t.type({
    service: t.string,
    backend: t.string,
    /** Whether it takes the request, but comes later; otherwise it nearly does. */
    takes: t.boolean,
    words: t.string,
  }),
);

const Winner = t.readonly(
  t.type({
    service: t.string,
    backend: t.string,
    /** It takes what no route takes. */
    isDefault: t.boolean,
    why: t.readonlyArray(t.string),
  }),
);

/** Which route serves a request and why, and which were passed over: body of `GET /v1/waggle/explain`. */
export const Explanation = t.readonly(
  t.type({
    request: t.readonly(
      t.type({
        method: t.string,
        url: t.string,
        secure: t.boolean,
        port: t.number,
        host: t.string,
        path: t.string,
      }),
    ),
    /** Null: nothing takes it, and it is answered 503. */
    winner: t.union([Winner, t.null]),
    /** What happens before the service sees the request, in order. */
    before: t.readonlyArray(t.string),
    /** The nearest first. */
    passedOver: t.readonlyArray(PassedOver),
    /** How many more were passed over. */
    more: t.number,
    /** What cannot be told. */
    notes: t.readonlyArray(t.string),
  }),
);
export type Explanation = t.TypeOf<typeof Explanation>;
export type PassedOver = t.TypeOf<typeof PassedOver>;
export type Winner = t.TypeOf<typeof Winner>;
