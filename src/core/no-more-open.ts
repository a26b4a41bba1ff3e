import type {
  Access,
  Destination,
  HttpDestination,
  ServiceSpec,
  TcpDestination,
} from './services/service-spec.js';

/** Whether what was asked for lets nobody in, and takes nothing, that what is wanted does not. */
type Test<T> = (was: T, wanted: T) => boolean;
/** One for each field: a new field does not compile before somebody has decided. */
type Tests<T> = { readonly [K in keyof T]-?: Test<T[K]> };

/**
 * Returns whether the version of a service that was served before may stand in for the one that is wanted: it takes no request that
 * the wanted one leaves to others, and lets nobody in whom the wanted one keeps out. How requests are served does not matter.
 */
export function noMoreOpen(was: ServiceSpec, wanted: ServiceSpec): boolean {
  return holds(ofServices, was, wanted);
}

const any = () => true;
const same = <T>(was: T, wanted: T): boolean => JSON.stringify(was) === JSON.stringify(wanted);
/** For what opens when it is set, and for what closes. */
const opens: Test<boolean> = (was, wanted) => !was || wanted;
const closes: Test<boolean> = (was, wanted) => was || !wanted;
/** For lists of what is let in, where none means everything or nothing; and of what is kept out, or asked for besides. */
const letsIn: Test<readonly unknown[]> = (was, wanted) =>
  wanted.length === 0 || (was.length > 0 && isIn(was, wanted));
const among: Test<readonly unknown[]> = (was, wanted) => isIn(was, wanted);
const keepsOut: Test<readonly unknown[]> = (was, wanted) => isIn(wanted, was);

const ofServices: Tests<ServiceSpec> = {
  serviceName: any,
  // The other fields say what they mean.
  parameters: any,
  aclName: same,
  discovery: any,
  maxTasks: any,
  checkServers: any,
  connectionMode: any,
  isDefaultBackend: opens,
  headerRules: any,
  compression: any,
  sticky: any,
  access: (was, wanted) => wanted === undefined || (was !== undefined && holds(ofAccess, was, wanted)),
  redirectWhenHttpProto: closes,
  redirectUnlessHttpsProto: closes,
  backendExtra: (was, wanted) => same(was.filter(decidesWhoMay), wanted.filter(decidesWhoMay)),
  // What a template says of who may is not known.
  frontendTemplate: same,
  backendTemplate: same,
  certificate: any,
  destinations: (was, wanted) =>
    was.every((one) => wanted.some((other) => other.index === one.index && isWithin(one, other))),
};

const ofAccess: Tests<Access> = { users: among, shared: opens };

/** What destinations of both modes have. */
const ofEither = {
  mode: same,
  index: same,
  outboundHostname: any,
  timeoutServer: any,
  timeoutTunnel: any,
  userDef: any,
  port: any,
};

const ofHttp: Tests<HttpDestination> = {
  ...ofEither,
  httpsPort: any,
  srcPort: same,
  srcHttpsPort: same,
  pathType: same,
  ignorePathCase: same,
  paths: among,
  excludedPaths: keepsOut,
  hosts: letsIn,
  headers: keepsOut,
  userAgents: letsIn,
  allowedMethods: letsIn,
  deniedMethods: keepsOut,
  denyHttp: closes,
  httpsOnly: closes,
  httpsRedirectCode: any,
  redirectFrom: (was, wanted) => was === undefined || same(was.hosts, wanted?.hosts),
  rewrites: any,
  sslVerifyNone: any,
  verifyClientSsl: closes,
  ignoreAuthorization: opens,
};

const ofTcp: Tests<TcpDestination> = {
  ...ofEither,
  srcPort: same,
  hosts: letsIn,
  checkTcp: any,
  clitcpka: any,
  timeoutClient: any,
  serviceGroup: same,
  balanceGroup: any,
};

function isWithin(was: Destination, wanted: Destination): boolean {
  if (was.mode === 'http') return wanted.mode === 'http' && holds(ofHttp, was, wanted);
  return wanted.mode === 'tcp' && holds(ofTcp, was, wanted);
}

/** Raw lines with a word that keeps somebody out or lets him in, wherever it stands: the line may be misspelt. */
function decidesWhoMay(line: string): boolean {
  return /\b(acl|allow|auth|block|deny|lua|redirect|reject|return|silent-drop|tarpit|use-service)\b/i.test(
    line,
  );
}

function isIn(some: readonly unknown[], all: readonly unknown[]): boolean {
  const known = new Set(all.map((one) => JSON.stringify(one)));
  return some.every((one) => known.has(JSON.stringify(one)));
}

function holds<T>(tests: Tests<T>, was: T, wanted: T): boolean {
  for (const key in tests) if (!tests[key](was[key], wanted[key])) return false;
  return true;
}
