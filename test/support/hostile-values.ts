import fc from 'fast-check';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { settableRows } from './parameters.js';

/** A row of the table of parameters that users may set. */
export type Row = (typeof settableRows)[number];

/** What HAProxy expands in double quotes. */
const expanded = (name: string) => `$${`{${name}}`}`;

/** What gets out of careless quoting, means something to HAProxy, or is nothing that a line can hold. */
export const hostilePieces: readonly string[] = [
  "'",
  '"',
  '\\',
  '\\n',
  '\\x67lobal',
  '\\x0a',
  '#',
  ' # ',
  '%',
  '100%',
  '%%',
  '%[',
  '%[src]',
  '%{+Q}[path]',
  '%b',
  '$HOME',
  expanded('HOME'),
  `"${expanded('HOME')}"`,
  `"${expanded('NOPE-global')}"`,
  '{',
  '}',
  '!{ ssl_fc }',
  ' if ',
  ' if { ssl_fc }',
  ' unless TRUE',
  'or',
  ',',
  ':',
  ';',
  '|',
  '~',
  '!',
  ' ',
  '\t',
  '\r',
  '\n',
  '\n    bind *:81\n',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u2028',
  'é',
  '日本',
  '🐝',
  '\ud800',
  '\udc00',
  'global',
  '.if 1',
  '.notice x',
  'backend x',
  '-f /etc/passwd',
  '--',
  '-i',
  '-m',
  '*',
  '(',
  ')',
  '[',
  ']',
  '[]',
  '[^]',
  '(?<a>b)',
  '(?<=a+)',
  '(?i)',
  '(?P<a>b)',
  '\\u0041',
  '\\c',
  '\\k<a>',
  '\\1',
  '\\p{L}',
  'a{70000}',
  'x{3,2}',
  '+',
  '?',
  '^$',
  '/',
  '//',
  '..',
  '%2F',
  '__proto__',
  '-1',
  '99999999999999999999',
  '1e3',
  'true',
];

/** Lengths that meet limits: of names, of HAProxy's first buffer for a line, of a label. */
const lengths = [300, 5_000, 65_536] as const;

/** Texts that some row takes; which row takes which is its codec's to say, so that a new row needs no change here. */
const plausibleTexts: readonly string[] = [
  'demo',
  'demo.example',
  '8080',
  '443',
  '1',
  '0',
  '7',
  '2147483',
  '1000000',
  'true',
  'false',
  'http',
  'tcp',
  'sni',
  'DNS',
  'Overlay',
  'httpclose',
  'forceclose',
  'sticky-server',
  'leastconn',
  '301',
  '/demo,/more',
  '/a|b~c!d%2Fe',
  '/it\'s/"quoted"/$HOME/;x',
  '^/v[0-9]+/(a|b)$',
  '(?i)^/demo',
  'a{2,3}?',
  '5:10',
  'path_beg',
  'path_reg',
  'path_reg -i',
  'path_len',
  'path_dom',
  'req_ssl_sni -i -m beg',
  'req.ssl_sni -m reg',
  'a.example, *.b.example',
  'hdr(host)',
  'hdr_beg(host)',
  'hdr_dom(host)',
  'hdr_reg(host)',
  'hdr_len(host)',
  'req.ssl_sni',
  'X-A:b,X-B:c d',
  'X-A b',
  "X-A 'it is \\'' if { path_beg /a }",
  'X-A "100% of %[src] and $HOME # {}" unless METH_GET or { ssl_fc }',
  'X-A %[req.hdr(host),lower]-%ci',
  'X-A, X-B',
  'GET,POST',
  'gzip deflate',
  'text/html application/*',
  'ann:p1,ben:p2',
  'ann:it\'s "#$%&\\{}',
  'ann:$5$rounds=1000$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2',
  '/a/,/b/:/c/,',
  '(a)(b),\\2\\1',
  'it\'s,"$HOME" #',
  'timeout server 5s\\noption httpchk',
  "http-request set-header X-A 'b c' # what for",
  'team',
  '%ci [%tr] "%r" %ST %{+Q}[capture.req.hdr(0)]',
  'X-A:10,User-Agent:20',
  '/admin?stats',
  'none',
  '30m',
  '-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----',
];

/** Returns the texts that a row's codec takes. */
export function plausible(row: Row): readonly string[] {
  return plausibleFor(row.codec({ separator: ',' }));
}

/** Returns the texts that a codec takes. */
export function plausibleFor(codec: { decode(text: string): { readonly _tag: string } }): readonly string[] {
  return plausibleTexts.filter((text) => codec.decode(text)._tag === 'Right');
}

/** Values for a row: nothing but hostile, or plausible with something hostile in it; some are very long. */
export function hostileValue(row: Row): fc.Arbitrary<string> {
  return hostileText(plausible(row));
}

/** Texts with something hostile in them, around texts that are taken; some are very long, some are just taken. */
export function hostileText(taken: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...hostilePieces);
  const pieces = fc.array(piece, { minLength: 1, maxLength: 4 });
  const good = fc.constantFrom(...taken, '');
  const between = fc.tuple(good, pieces, fc.nat()).map(([text, some, at]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + some.join('') + text.slice(place);
  });
  const listed = fc
    .tuple(good, pieces, good, fc.constantFrom(',', ' ', ':', '\\n'))
    .map(([first, some, last, separator]) => [first, ...some, last].join(separator));
  const long = fc
    .tuple(fc.oneof(good, piece, between), fc.constantFrom(...lengths), fc.constantFrom('', ',', ' ', ':'))
    .map(([text, length, separator]) =>
      (text + separator).repeat(Math.ceil(length / (text.length + 1))).slice(0, length),
    );
  return fc.oneof(
    { arbitrary: pieces.map((some) => some.join('')), weight: 3 },
    { arbitrary: between, weight: 5 },
    { arbitrary: listed, weight: 3 },
    { arbitrary: good, weight: 1 },
    { arbitrary: long, weight: 1 },
  );
}

const bases: Readonly<Record<'http' | 'tcp' | 'sni', Parameters>> = {
  http: { port: '8080', servicePath: '/demo', serviceDomain: 'demo.example' },
  tcp: { port: '8080', reqMode: 'tcp', srcPort: '6379' },
  sni: { port: '8080', reqMode: 'sni', srcPort: '8443', servicePath: 'demo.example' },
};

/** Returns what a service needs besides, so that a row means something. */
export function baseFor(row: Row, mode = row.modes[0] ?? 'http'): Parameters {
  const needs: Parameters =
    row.name === 'usersPassEncrypted' || row.name === 'ignoreAuthorization' ? { users: 'ann:p' } : {};
  return { ...bases[mode], ...needs };
}

/** A row as it is written: plain, or for destination 1. */
export interface Written {
  readonly row: Row;
  readonly name: string;
}

/** Every row in every spelling. */
export const everyRow: readonly Written[] = settableRows.flatMap((row) =>
  (row.indexed ? ['', '.1'] : ['']).map((index) => ({ row, name: row.name + index })),
);

type Pair = readonly [string, string];

/** Names and modes decide whether there is a service at all: these are left to their own row. */
const harmlessValues: readonly Pair[] = everyRow
  .filter(({ row }) => !['serviceName', 'aclName', 'replicas', 'reqMode'].includes(row.name))
  .flatMap(({ row, name }) => plausible(row).map((text): Pair => [name, text]));

/** A service with hostile values, and the parameters that have them. */
export interface HostileService {
  readonly parameters: Parameters;
  readonly hostile: readonly string[];
}

/** Services `demo` with one hostile value or two, among other parameters that are as they should be. */
export function hostileService(given: Written): fc.Arbitrary<HostileService> {
  const base = {
    serviceName: 'demo',
    ...baseFor(given.row),
    ...(given.name.endsWith('.1') && { 'port.1': '8081' }),
  };
  const companions = fc.array(fc.constantFrom(...harmlessValues), { maxLength: 4 });
  const others = fc.array(
    fc
      .constantFrom(...everyRow.filter(({ name }) => name !== 'serviceName'))
      .chain(({ row, name }) => hostileValue(row).map((value): Pair => [name, value])),
    { maxLength: 1 },
  );
  return fc.tuple(companions, others, hostileValue(given.row)).map(([harmless, more, value]) => ({
    parameters: {
      ...base,
      ...Object.fromEntries(harmless),
      ...Object.fromEntries(more),
      [given.name]: value,
    },
    hostile: [given.name, ...more.map(([name]) => name)],
  }));
}
