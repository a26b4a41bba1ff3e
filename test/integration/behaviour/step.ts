import * as t from 'io-ts';
import { CaseFiles } from './case-file.js';
import { Text, Texts, Wanted, WantedTexts, words } from './words.js';

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

export const Step = new t.Type<SingleStep | t.TypeOf<typeof Together>, unknown, unknown>(
  'Step',
  (_value): _value is SingleStep | t.TypeOf<typeof Together> => true,
  (input, context) =>
    'together' in Object(input) ? Together.validate(input, context) : SingleStep.validate(input, context),
  (step) => step,
);
export type Step = t.TypeOf<typeof Step>;
