import * as E from 'fp-ts/lib/Either.js';
import { decodeText, type FromText, fromText, integerText, splitList } from '../core/codecs.js';
import { hasControlCharacters } from '../core/language/control-characters.js';
import { presentLine } from '../core/language/present-line.js';
import { splitOutsideQuotes, splitWords } from '../core/language/words.js';
import { ConnectionModeText } from '../core/parameters/values/connection-mode.js';
import type { ConnectionMode } from '../core/services/service-spec.js';

/** One port of the HTTP frontend: `options` are further words of HAProxy's bind line. */
export interface EntryPort {
  readonly port: number;
  readonly options: string;
  readonly ssl: boolean;
}

/** A header to capture for logs, and how much of it. */
export interface HeaderCapture {
  readonly header: string;
  readonly length: number;
}

export const EntryPorts = fromText<readonly EntryPort[]>(
  'must be a list of `port[ options][:ssl]` separated by ","',
  (text) => allOrNone(splitList(text, ',').map(entryPortOf)),
  (ports) =>
    ports.map(({ port, options, ssl }) => `${port} ${options}`.trim() + (ssl ? ':ssl' : '')).join(','),
);

function entryPortOf(item: string): EntryPort | undefined {
  const [, port, options = '', ssl] = /^(\d{1,5})((?: +[\x21-\x7e]+?)*)(:ssl)?$/.exec(item) ?? [];
  const number = Number(port);
  if (port === undefined || number < 1 || number > 65535) return undefined;
  return { port: number, options: options.trim(), ssl: ssl !== undefined };
}

export const HeaderCaptures = fromText<readonly HeaderCapture[]>(
  'must be a list of `Header:length` separated by ",", with lengths from 1 to 8192',
  (text) => allOrNone(splitList(text, ',').map(headerCaptureOf)),
  (captures) => captures.map(({ header, length }) => `${header}:${length}`).join(','),
);

function headerCaptureOf(item: string): HeaderCapture | undefined {
  const [, header, given = ''] = /^([!#$%&'*+.^_`|~\w-]{1,256})\s*:\s*(\d+)$/.exec(item) ?? [];
  const length = decodeText(integerText(1, 8192), given);
  return header === undefined || E.isLeft(length) ? undefined : { header, length: length.right };
}

/** Lines of haproxy.cfg, the operator's own: at line breaks and at commas outside of quotes and parentheses. */
export const Lines = fromText<readonly string[]>(
  'must be lines of haproxy.cfg, separated by line breaks or ",", without other control characters; HAProxy no longer has reqrep, reqdel, rspdel and their like: use http-request and http-response',
  (text) => {
    const lines = text.split(/\r?\n/).flatMap((line) => splitOutsideQuotes(line.replaceAll('\t', ' '), ','));
    const present = allOrNone(
      lines.map((line) => (hasControlCharacters(line) ? undefined : presentLine(line))),
    );
    return present?.filter((line) => line !== '');
  },
  (lines) => lines.join('\n'),
);

/** Words of one line of haproxy.cfg, the operator's own. */
export const Line = fromText<string>(
  'must be one line without control characters',
  (text) => (hasControlCharacters(text.trim()) ? undefined : text.trim()),
  String,
);

/** Log variables of connections, and those that only requests have (HAProxy manual, section 8.2.6). */
const tcpVariables =
  'B|H|ID|ST|T|Tc|Td|Th|Tl|Ts|Tt|Tu|Tw|U|ac|b|bc|bi|bp|bq|ci|cp|f|fc|fi|fp|ft|hr|hrl|hs|hsl|lc|ms|o|pid|rc|rt|s|sc|si|sp|sq|sslc|sslv|t|ts|tsc';
const httpVariables = `${tcpVariables}|CC|CS|HM|HP|HPO|HQ|HU|HV|TR|Ta|Ti|Tq|Tr|r|tr|trg|trl`;

/** Log formats, as text or as one word with its spaces escaped. */
export const HttpLogFormat = logFormat('requests', httpVariables);
export const TcpLogFormat = logFormat('connections', tcpVariables);

function logFormat(what: string, variables: string): FromText<string> {
  const part = String.raw`[a-z][a-z0-9_.]*(?:\([^\[\]()"'\\]*\))?`;
  const form = new RegExp(
    String.raw`^(?:[^%]|%%|%(?:\{[-+A-Za-z,]*\})?(?:\[${part}(?:,${part})*\]|(?:${variables})(?![A-Za-z0-9])))*$`,
  );
  return fromText<string>(
    `must be one line of text with HAProxy's log variables of ${what} (a per cent sign is %%), with closed quotes and no control characters`,
    (text) => {
      const line = hasControlCharacters(text) ? undefined : splitWords(text)?.join(' ');
      return line !== undefined && form.test(line) ? line : undefined;
    },
    String,
  );
}

/** The user or the password of `stats auth` (HAProxy manual), which are written with a colon between them. */
export const StatsUser = fromText<string>(
  'must not hold ":" nor control characters',
  (text) => (text.includes(':') || hasControlCharacters(text) ? undefined : text),
  String,
);
export const StatsPassword = fromText<string>(
  'must not hold control characters',
  (text) => (hasControlCharacters(text) ? undefined : text),
  String,
);

/** The path of the statistics page. */
export const StatsUri = fromText<string>(
  'must begin with "/" and hold no spaces',
  (text) => (/^\/[\x21-\x7e]*$/.test(text.trim()) ? text.trim() : undefined),
  String,
);

/** Seconds between polls; 0 or less leaves it to RESYNC. */
export const PollingInterval = fromText<number>(
  'must be a whole number of seconds, at most 86400; 0 or less: RESYNC counts',
  (text) => (/^-?\d{1,9}$/.test(text.trim()) && Number(text) <= 86_400 ? Number(text) : undefined),
  String,
);

/** What HAProxy 1.8 had besides: it keeps no proxy from starting, the default counts in its place. */
export const goneConnectionMode = 'http-tunnel';

export const ConnectionModeSetting = fromText<ConnectionMode | typeof goneConnectionMode>(
  ConnectionModeText.name,
  (text) => {
    if (text.trim() === goneConnectionMode) return goneConnectionMode;
    const mode = decodeText(ConnectionModeText, text);
    return E.isRight(mode) ? mode.right : undefined;
  },
  String,
);

/** Returns a codec that takes empty text for this value. */
export function orEmpty<A>(codec: FromText<A>, empty: A): FromText<A> {
  return fromText<A>(
    codec.name,
    (text) => {
      const value = text.trim() === '' ? E.right(empty) : decodeText(codec, text);
      return E.isRight(value) ? value.right : undefined;
    },
    codec.encode,
  );
}

function allOrNone<A>(items: readonly (A | undefined)[]): readonly A[] | undefined {
  const good = items.flatMap((item) => (item === undefined ? [] : [item]));
  return good.length === items.length ? good : undefined;
}
