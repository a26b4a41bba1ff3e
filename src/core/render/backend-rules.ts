import { joinQuoted } from '../language/join-quoted.js';
import { logFormat } from '../language/log-format.js';
import { quote } from '../language/quote.js';
import type { AppliedHeaderRule } from '../services/applied-header-rules.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import type { RenderSettings } from './render-settings.js';
import { sharedUsers, usersOfService } from './user-lists.js';

/** Returns what is done to a destination's requests, in order: who may not, what goes elsewhere, what is changed. */
export function requestRules(
  spec: ServiceSpec,
  destination: HttpDestination,
  settings: Pick<RenderSettings, 'users'>,
): readonly string[] {
  return [
    ...httpsRules(spec, destination),
    ...clientRules(destination),
    ...accessRules(spec, destination, settings),
    'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
    ...headerRules(spec, 'http-request'),
    ...rewriteRules(destination),
  ];
}

/** Returns what is done to a service's answers. */
export function responseRules(spec: ServiceSpec): readonly string[] {
  return headerRules(spec, 'http-response');
}

function httpsRules(
  { redirectWhenHttpProto, redirectUnlessHttpsProto }: ServiceSpec,
  { denyHttp, httpsOnly, httpsRedirectCode }: HttpDestination,
): readonly string[] {
  const redirect = `http-request redirect scheme https code ${httpsRedirectCode}`;
  const saidOtherwise = '!{ ssl_fc } !{ req.hdr(X-Forwarded-Proto) -i -m str https }';
  return [
    ...(denyHttp ? ['http-request deny if !{ ssl_fc }'] : []),
    ...(httpsOnly ? [`${redirect} if !{ ssl_fc }`] : []),
    ...(redirectWhenHttpProto ? [`${redirect} if { req.hdr(X-Forwarded-Proto) -i -m str http }`] : []),
    ...(redirectUnlessHttpsProto ? [`${redirect} if ${saidOtherwise}`] : []),
  ];
}

function clientRules({ verifyClientSsl, allowedMethods, deniedMethods }: HttpDestination): readonly string[] {
  const acl = (name: string, methods: readonly string[]) =>
    methods.map((method) => `acl ${name} method ${method}`);
  return [
    ...(verifyClientSsl ? ['http-request deny unless { ssl_c_used } { ssl_c_verify 0 }'] : []),
    ...acl('allowed_method', allowedMethods),
    ...(allowedMethods.length > 0 ? ['http-request deny unless allowed_method'] : []),
    ...acl('denied_method', deniedMethods),
    ...(deniedMethods.length > 0 ? ['http-request deny if denied_method'] : []),
  ];
}

function accessRules(
  spec: ServiceSpec,
  { ignoreAuthorization }: HttpDestination,
  settings: Pick<RenderSettings, 'users'>,
): readonly string[] {
  const { access, serviceName } = spec;
  if (access === undefined || ignoreAuthorization) return [];
  const lists = [
    ...(access.users.length > 0 ? [usersOfService(spec)] : []),
    ...(access.shared && settings.users.length > 0 ? [sharedUsers] : []),
  ];
  const known = lists.map((list) => `{ http_auth(${list}) }`).join(' or ');
  return [
    // HAProxy warns of rules that come after one without a condition.
    `http-request auth realm ${quote(`${serviceName}Realm`)} ${known === '' ? 'if TRUE' : `unless ${known}`}`,
    'http-request del-header Authorization',
  ];
}

function headerRules({ headerRules }: ServiceSpec, on: 'http-request' | 'http-response'): readonly string[] {
  return headerRules.filter(({ action }) => action.startsWith(on)).map(headerRule);
}

function headerRule({ action, name, value, condition }: AppliedHeaderRule): string {
  const words = action.endsWith('del-header') ? [quote(name)] : [quote(name), logFormat(value)];
  return [action, ...words, ...(condition.length > 0 ? [joinQuoted(condition)] : [])].join(' ');
}

/** A path that a rewrite left without its slash would make a request that no server understands. */
function rewriteRules({ rewrites }: HttpDestination): readonly string[] {
  if (rewrites.length === 0) return [];
  return [
    ...rewrites.flatMap(({ search, replace }) => [
      // Quoted twice: the outer word is the file's, the inner ones are the arguments of regsub.
      `http-request set-var(txn.rewritten) ${quote(`path,regsub(${quote(search)},${quote(replace)})`)}`,
      'http-request set-path "%[var(txn.rewritten)]"',
    ]),
    'http-request set-path "/%[path]" unless { path -m beg / }',
  ];
}
