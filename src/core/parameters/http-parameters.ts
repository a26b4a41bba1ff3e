import { BooleanText, matching, oneOf } from '../codecs.js';
import { ofDestination, ofService } from './parameter.js';
import { CompressionAlgorithms, MediaTypes } from './values/compression.js';
import { headerMatches } from './values/header-matches.js';
import { HostAlgorithmText } from './values/host-algorithm.js';
import { list } from './values/list.js';
import { methods } from './values/methods.js';
import { PathTypeText } from './values/path-type.js';
import { userList } from './values/user-list.js';

const http = { modes: ['http'] } as const;
const decisive = { essential: true, ...http } as const;
const SecretName = matching('must be letters, digits, ".", "_" and "-"', /^[A-Za-z0-9_.-]{1,200}$/);

/** Parameters of HTTP mode, and the ones that SNI mode uses in its own way. */
export const httpParameters = {
  servicePath: ofDestination(
    'servicePath',
    list,
    '/ where serviceDomain is set',
    'Paths that are routed to the service. In sni mode: the names that pathType compares with.',
    { essential: true, modes: ['http', 'sni'] },
  ),
  pathType: ofDestination(
    'pathType',
    PathTypeText,
    'path_beg; req_ssl_sni -i in sni mode',
    "HAProxy's matching method for the paths, with `-i` in whatever case. In sni mode: the whole match.",
    { essential: true, modes: ['http', 'sni'] },
  ),
  servicePathExclude: ofDestination(
    'servicePathExclude',
    list,
    '',
    'Paths that are not, though servicePath matches.',
    decisive,
  ),
  serviceDomain: ofDestination(
    'serviceDomain',
    list,
    'any host',
    'Hosts that are routed to the service. A leading `*` matches the end of the host. In tcp and sni mode: server names of TLS.',
    { essential: true },
  ),
  serviceDomainAlgo: ofService(
    'serviceDomainAlgo',
    HostAlgorithmText,
    'SERVICE_DOMAIN_ALGO',
    'How hosts match: hdr(host) equal, hdr_beg(host) beginning, hdr_end(host) end, hdr_dom(host) on dot boundaries, or another of HAProxy’s sample fetches of text.',
    // Another comparison could take requests that are somebody else's.
    { essential: true },
  ),
  serviceDomainMatchAll: ofService(
    'serviceDomainMatchAll',
    BooleanText,
    'false',
    'Older spelling of serviceDomainAlgo=hdr_dom(host).',
  ),
  serviceHeader: ofDestination(
    'serviceHeader',
    headerMatches,
    '',
    'List of `Name:value`; the request must have all of these headers.',
    decisive,
  ),
  userAgent: ofDestination(
    'userAgent',
    list,
    '',
    'List; the User-Agent must contain one of these, in whatever case.',
    decisive,
  ),
  allowedMethods: ofDestination(
    'allowedMethods',
    methods,
    'all',
    'List of methods; others are answered 403.',
    decisive,
  ),
  deniedMethods: ofDestination(
    'deniedMethods',
    methods,
    'none',
    'List of methods that are answered 403.',
    decisive,
  ),
  denyHttp: ofDestination('denyHttp', BooleanText, 'false', '403 over plain HTTP.', decisive),
  httpsOnly: ofDestination('httpsOnly', BooleanText, 'HTTPS_ONLY', 'Redirect plain HTTP to HTTPS.', http),
  httpsRedirectCode: ofDestination(
    'httpsRedirectCode',
    oneOf('301', '302', '303', '307', '308'),
    '302',
    'Status of redirects to HTTPS.',
    http,
  ),
  redirectFromDomain: ofDestination(
    'redirectFromDomain',
    list,
    '',
    'Hosts that are redirected (301) to the first serviceDomain; path, query and scheme are kept.',
    http,
  ),
  redirectWhenHttpProto: ofService(
    'redirectWhenHttpProto',
    BooleanText,
    'false',
    'Redirect to HTTPS if X-Forwarded-Proto is http.',
    http,
  ),
  redirectUnlessHttpsProto: ofService(
    'redirectUnlessHttpsProto',
    BooleanText,
    'false',
    'Redirect to HTTPS unless X-Forwarded-Proto is https, or the request came in by TLS.',
    http,
  ),
  compressionAlgo: ofService(
    'compressionAlgo',
    CompressionAlgorithms,
    'COMPRESSION_ALGO',
    'Compress answers of this service: identity, gzip, deflate, raw-deflate.',
    http,
  ),
  compressionType: ofService(
    'compressionType',
    MediaTypes,
    'COMPRESSION_TYPE',
    'Media types that are compressed.',
    http,
  ),
  sessionType: ofService(
    'sessionType',
    oneOf('sticky-server'),
    '',
    'sticky-server: a cookie named after the service keeps a client on its task.',
    http,
  ),
  sslVerifyNone: ofDestination(
    'sslVerifyNone',
    BooleanText,
    'false',
    'Speak TLS to the service, without verifying its certificate.',
    http,
  ),
  verifyClientSsl: ofDestination(
    'verifyClientSsl',
    BooleanText,
    'false',
    "403 unless the client's certificate was verified against CA_FILE.",
    decisive,
  ),
  users: ofService(
    'users',
    userList,
    '',
    'List of `name:password`; 401 otherwise, and the service does not see the Authorization header. A name without a password takes it from usersSecret, or else from USERS.',
    { secret: true, ...http },
  ),
  usersSecret: ofService(
    'usersSecret',
    SecretName,
    '',
    'Takes users from the secret `dfp_users_<value>`: entries separated by commas or line breaks.',
    http,
  ),
  usersPassEncrypted: ofService(
    'usersPassEncrypted',
    BooleanText,
    'false',
    'The passwords of users and usersSecret are crypt(3) hashes (`$5$…`, `$6$…`).',
    http,
  ),
  ignoreAuthorization: ofDestination(
    'ignoreAuthorization',
    BooleanText,
    'false',
    'No authentication for this destination.',
    http,
  ),
} as const;
