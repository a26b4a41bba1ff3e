import * as E from 'fp-ts/lib/Either.js';
import { BooleanText, decodeText } from '../codecs.js';
import type { Parameters } from './parameters.js';
import type { Report } from './parse.js';

/**
 * Parameters of Docker Flow Proxy that this version does not have. One that protects a service or narrows what is sent
 * to it must not be passed over in silence: without it the service would be open. What it belongs to is left out.
 */
const protecting: readonly string[] = [
  'users',
  'usersSecret',
  'verifyClientSsl',
  'httpsOnly',
  'denyHttp',
  'allowedMethods',
  'deniedMethods',
  'serviceHeader',
  'userAgent',
  'redirectWhenHttpProto',
  'redirectUnlessHttpsProto',
];

/** The others change how a service is served, not to whom: it is served without. */
const shaping: readonly string[] = [
  'httpsPort',
  'srcHttpsPort',
  'outboundHostname',
  'addReqHeader',
  'setReqHeader',
  'delReqHeader',
  'addResHeader',
  'setResHeader',
  'delResHeader',
  'addHeader',
  'setHeader',
  'backendExtra',
  'templateFePath',
  'templateBePath',
  'redirectFromDomain',
  'compressionAlgo',
  'sessionType',
  'sslVerifyNone',
  'serviceCert',
  'serviceDomainMatchAll',
  'proxyInstanceName',
];

/** What may not be shown in a problem. */
const secret: readonly string[] = ['users', 'serviceCert'];

/**
 * Reports the parameters that this version does not have. Returns whether a destination has to be left out for one: it
 * is given for this index, or for all.
 */
export function reportNotYet(parameters: Parameters, report: Report): (index: number) => boolean {
  const closed = new Set<string>();
  for (const [name, value] of Object.entries(parameters)) {
    const [base = '', index = ''] = name.split('.');
    const protects = protecting.includes(base);
    if (!(protects || shaping.includes(base)) || value === '' || isFalse(value)) continue;
    if (protects) closed.add(index);
    const instead = index === '' ? 'the service is left out' : 'this destination is left out';
    report(
      name,
      secret.includes(base) ? '(not shown)' : value,
      'is not supported by this version of Waggle',
      protects
        ? `remove it, or wait for a version that has it; until then ${instead}`
        : 'it has no effect; remove it',
    );
  }
  return (index) => closed.has('') || closed.has(String(index));
}

function isFalse(value: string): boolean {
  const decoded = decodeText(BooleanText, value);
  return E.isRight(decoded) && !decoded.right;
}
