import fc from 'fast-check';
import type { parameterTable } from '../../src/core/parameters/parameter-table.js';

/** Puts the separator between the items, here and there with spaces or an empty item around it. */
function list(item: fc.Arbitrary<string>) {
  return (separator: string) =>
    fc
      .array(fc.tuple(item, fc.constantFrom(separator, ` ${separator} `, separator + separator)), {
        minLength: 1,
        maxLength: 3,
      })
      .map((items) => items.flat().join(''));
}

const fixed = (value: fc.Arbitrary<string>) => () => value;
const words = (...all: readonly string[]) => fixed(fc.constantFrom(...all));
const number = (min: number, max: number) =>
  fixed(
    fc
      .tuple(fc.integer({ min, max }), fc.constantFrom('', '0'), fc.constantFrom('', ' '))
      .map(([n, before, after]) => `${before}${n}${after}`),
  );
const flag = words('1', 't', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False');
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.stringMatching(/^\*?[A-Za-z][a-z0-9.-]{0,8}(:80)?$/);
const header = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,8}$/);
const token = fc.stringMatching(/^[A-Za-z0-9.%/=;:()[\]|,\\"'-]{1,10}$/);
/** A word as HAProxy's quoting has it. */
const quoted = fc.oneof(
  fc.stringMatching(/^[a-z0-9%/=.-]{1,8}$/),
  token.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
  token.map((text) => `'/${text.replaceAll("'", '')}'`),
  token.map((text) => `%[req.hdr(${text.replace(/[^a-z,;:|]/g, '')})]`),
);
const condition = fc.constantFrom(
  '',
  ' if METH_GET',
  ' unless { req.hdr(X-A) -m found }',
  ' if !METH_GET or { ssl_fc }',
);
const headerRule = fc.tuple(header, quoted, condition).map(([of, value, when]) => `${of} ${value}${when}`);
const headerName = fc.tuple(header, condition).map((parts) => parts.join(''));
const method = words('GET', 'post', 'Patch', 'M-SEARCH')();
const pem = '-----BEGIN CERTIFICATE-----\\nabc=\\n-----END CERTIFICATE-----';
const line = fc.string({ minLength: 1, maxLength: 20 });

/** Row → values that it accepts, most of them not in their plainest spelling, given the separator of lists. */
export const parameterValues: {
  readonly [K in keyof typeof parameterTable]: (separator: string) => fc.Arbitrary<string>;
} = {
  serviceName: fixed(name),
  aclName: fixed(name),
  port: number(1, 65535),
  httpsPort: number(1, 65535),
  srcPort: number(1, 65535),
  srcHttpsPort: number(1, 65535),
  reqMode: words('http', ' tcp', 'sni '),
  distribute: flag,
  replicas: number(1, 100),
  outboundHostname: fixed(name),
  discoveryType: words('Overlay', 'DNS'),
  checkResolvers: flag,
  connectionMode: words('http-keep-alive', 'forceclose', ' httpclose'),
  timeoutServer: number(1, 1000),
  timeoutTunnel: number(1, 1000),
  isDefaultBackend: flag,
  proxyInstanceName: fixed(line),
  addReqHeader: list(headerRule),
  setReqHeader: list(headerRule),
  delReqHeader: list(headerName),
  addResHeader: list(headerRule),
  setResHeader: list(headerRule),
  delResHeader: list(headerName),
  addHeader: list(headerRule),
  setHeader: list(headerRule),
  backendExtra: words('http-request deny', 'a\\n\\n b x\\\\\\nc', 'x\ny\r\n z'),
  templateFePath: words('fe.tmpl', '/cfg/tmpl/fe.tmpl', 'other'),
  templateBePath: words('be.tmpl', 'other'),
  userDef: fixed(line),
  serviceCert: words(pem, ` ${pem}\\n`, pem.replaceAll('\\n', '\n')),
  reqPathSearchReplace: fixed(
    fc
      .array(fc.stringMatching(/^ ?[a-z/.]{1,5} ?,[a-z/,]{0,5} ?$/), { minLength: 1, maxLength: 3 })
      .map((pairs) => pairs.join(':')),
  ),
  reqPathSearch: fixed(fc.stringMatching(/^ ?[a-z/.]{1,5} ?$/)),
  reqPathReplace: fixed(fc.stringMatching(/^ ?(\/|[a-z0-9,:%'"$#]|\\[1-9]){1,8} ?$/)),
  servicePath: list(fc.stringMatching(/^\/[a-z/(),:;|.]{0,8}$/)),
  pathType: words('path_beg', ' path_reg', 'path  -i', 'req.ssl_sni -m end', 'req_ssl_sni'),
  servicePathExclude: list(fc.stringMatching(/^\/[a-z/]{0,8}$/)),
  serviceDomain: list(host),
  serviceDomainAlgo: words('hdr(host)', ' req.hdr_end(host)', 'req.ssl_sni', 'hdr_reg(x)'),
  serviceDomainMatchAll: flag,
  serviceHeader: list(fc.tuple(header, fc.constantFrom(':', ' : '), name).map((parts) => parts.join(''))),
  userAgent: list(name),
  allowedMethods: list(method),
  deniedMethods: list(method),
  denyHttp: flag,
  httpsOnly: flag,
  httpsRedirectCode: words('301', ' 308'),
  redirectFromDomain: list(host),
  redirectWhenHttpProto: flag,
  redirectUnlessHttpsProto: flag,
  compressionAlgo: words('gzip', 'gzip, deflate', 'identity  raw-deflate'),
  compressionType: words('text/html', 'text/html,image/*  application/vnd.x+json'),
  sessionType: words('sticky-server'),
  sslVerifyNone: flag,
  verifyClientSsl: flag,
  users: list(fc.stringMatching(/^[a-z]{1,5}( ?: ?[a-z:$.#"'\\]{1,8})?$/)),
  usersSecret: words('known', 'other'),
  usersPassEncrypted: flag,
  ignoreAuthorization: flag,
  checkTcp: flag,
  clitcpka: flag,
  timeoutClient: number(1, 1000),
  serviceGroup: fixed(name),
  balanceGroup: words('roundrobin', ' leastconn'),
  endpointMode: words('vip', 'dnsrr'),
  maxTasks: number(1, 100),
  attached: flag,
};

/** Services whose parameters can all be read, in one of several spellings. */
export function readableParameters(separator: string): fc.Arbitrary<Record<string, string>> {
  const one = fc
    .constantFrom(...Object.entries(parameterValues))
    .chain(([key, values]) =>
      fc.tuple(fc.constant(key), fc.constantFrom('', '', '.1', '.2', '.7'), values(separator)),
    );
  return fc
    .array(one, { maxLength: 12 })
    .map((all) => Object.fromEntries(all.map(([key, index, value]) => [`${key}${index}`, value])));
}
