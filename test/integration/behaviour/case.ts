import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';

// The language of the cases: README.md in this folder says it in words. A word that is not in it is an error.

/** A map with these keys and no others: a misspelt word must not pass for one that expects nothing. */
function words<R extends t.Props, O extends t.Props>(required: R, optional: O) {
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
const Text = new t.Type<string, string, unknown>(
  'Text',
  t.string.is,
  (input, context) =>
    ['string', 'number', 'boolean'].includes(typeof input)
      ? t.success(String(input))
      : t.failure(input, context),
  String,
);
const Texts = t.record(t.string, Text);

/** What a text is compared with: the text itself, a pattern, a part; null: it is not there. */
const Wanted = t.union([Text, t.null, words({}, { matches: t.string, contains: t.string })]);
export type Wanted = t.TypeOf<typeof Wanted>;
const WantedTexts = t.record(t.string, Wanted);

/** A file of a case: its text, or a certificate made for the occasion. */
const CaseFile = t.union([
  Text,
  words(
    {},
    {
      /** The first name is the common name. */
      certificate: t.union([t.string, t.array(t.string)]),
      /** Name of the authority that signs; without it the certificate signs itself. */
      signedBy: t.string,
      /** The certificate of an authority. */
      authority: t.string,
    },
  ),
]);
export type CaseFile = t.TypeOf<typeof CaseFile>;
const CaseFiles = t.record(t.string, CaseFile);

const Expect = words(
  {},
  {
    status: t.number,
    /** Service that answered. */
    from: t.string,
    /** Port of the service that was asked. */
    at: Text,
    /** Services that answered, in any order, where a step is done several times. */
    seen: t.array(t.string),
    /** Remembers the task that answered under a name. */
    as: t.string,
    sameAs: t.string,
    notAs: t.string,
    headers: WantedTexts,
    location: Wanted,
    body: Wanted,
    /** What the service was sent. */
    received: words({}, { method: Wanted, path: Wanted, body: Wanted, headers: WantedTexts }),
    /** `h2` or `http/1.1`. */
    protocol: t.string,
    /** Common name of the certificate that was shown. */
    certificate: t.string,
    tlsVersion: t.string,
    cipher: Wanted,
    /** The connection is refused, or ends without an answer. */
    noAnswer: t.boolean,
  },
);
export type Expect = t.TypeOf<typeof Expect>;

const Tls = words(
  {},
  { sni: t.string, version: t.string, ciphers: t.string, certificate: t.string, signedBy: t.string },
);
export type ClientTls = t.TypeOf<typeof Tls>;

/** What the echo service is asked to do, besides telling what it received. */
const Answering = words(
  {},
  { delay: t.number, status: t.number, headers: Texts, body: Text, close: t.boolean },
);
export type Answering = t.TypeOf<typeof Answering>;

const common = {
  expect: Expect,
  /** Port it is sent to, where it is not the scheme's own. */
  entry: Text,
  tls: Tls,
  /** Done as often, each time as expected. */
  times: t.number,
  /** `second`: another HAProxy with the same services. */
  proxy: t.literal('second'),
  /** Asked again until it is answered as expected. */
  eventually: t.boolean,
  /** Milliseconds after which there is no answer. */
  patience: t.number,
};

const HttpStep = words(
  { request: t.string },
  {
    ...common,
    headers: Texts,
    body: Text,
    auth: t.string,
    http2: t.boolean,
    /** Sends the cookies that earlier answers of this case have set. */
    cookies: t.boolean,
    service: Answering,
  },
);
export type HttpStep = t.TypeOf<typeof HttpStep>;

const Talk = words(
  {},
  {
    /** Milliseconds of silence before anything else. */
    pause: t.number,
    send: t.string,
    receive: t.string,
    /** true: the other side ends the connection, now or soon. */
    closed: t.boolean,
    /** Whether the kernel probes the client's side of the connection while it is silent. */
    keepAlive: t.boolean,
  },
);
export type Talk = t.TypeOf<typeof Talk>;

const TcpStep = words({ connect: Text }, { ...common, talk: t.array(Talk) });
export type TcpStep = t.TypeOf<typeof TcpStep>;

const OtherStep = words(
  {},
  {
    reload: t.literal(true),
    /** A task by the name it was remembered under: it stops and its address is no longer known. */
    leaves: t.string,
    /** It stops, and its address is still known. */
    crashes: t.string,
    write: CaseFiles,
    /** What HAProxy says on the container's output. */
    logged: Wanted,
    notLogged: Wanted,
    /** Service → whether HAProxy checks the health of its servers. */
    checked: t.record(t.string, t.boolean),
  },
);
export type OtherStep = t.TypeOf<typeof OtherStep>;

const SingleStep = new t.Type<HttpStep | TcpStep | OtherStep, unknown, unknown>(
  'Step',
  (_value): _value is HttpStep | TcpStep | OtherStep => true,
  (input, context) => {
    const given = Object(input);
    if ('request' in given) return HttpStep.validate(input, context);
    return 'connect' in given ? TcpStep.validate(input, context) : OtherStep.validate(input, context);
  },
  (step) => step,
);
export type SingleStep = t.TypeOf<typeof SingleStep>;

/** Steps at the same time, where each takes its time. */
const Together = words({ together: t.array(SingleStep) }, {});

const Step = new t.Type<SingleStep | t.TypeOf<typeof Together>, unknown, unknown>(
  'Step',
  (_value): _value is SingleStep | t.TypeOf<typeof Together> => true,
  (input, context) =>
    'together' in Object(input) ? Together.validate(input, context) : SingleStep.validate(input, context),
  (step) => step,
);
export type Step = t.TypeOf<typeof Step>;

const Case = words(
  { name: t.string, shows: t.array(t.string), requests: t.array(Step) },
  {
    services: t.array(Texts),
    settings: Texts,
    files: CaseFiles,
    /** Service → number of its tasks, where it is not one; also names that are no service. */
    tasks: t.record(t.string, t.number),
    /** `service parameter` of every problem that is reported. */
    problems: t.array(t.string),
    /** The same steps without what the case shows. */
    without: t.array(Step),
    withoutProblems: t.array(t.string),
    /** Uses ports that two HAProxys cannot share. */
    alone: t.boolean,
  },
);
export type Case = t.TypeOf<typeof Case>;

/** Decodes a case. Throws with the place of every word that is not understood. */
export function decodeCase(input: unknown, file: string): Case {
  const decoded = Case.decode(input);
  if (E.isRight(decoded)) return decoded.right;
  const faults = PathReporter.report(decoded).map((fault) => fault.slice(-300));
  throw new Error(`${file}, "${Object(input).name}":\n${faults.slice(0, 3).join('\n')}`);
}
