import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { httpBackends, httpDestinations, redirectBackendName } from './http-backends.js';
import type { Question } from './question.js';
import type { Routing } from './routing.js';

/** What a backend does with a request; nothing comes after what `ends` it. */
interface Step {
  readonly applies: boolean;
  readonly words: string;
  readonly ends: boolean;
}

/** Returns what a backend does with a request before the service sees it, in words and in HAProxy's order. */
export function beforeService(
  { specs, hasSharedUsers }: Pick<Routing, 'specs' | 'hasSharedUsers'>,
  { service, backend }: { readonly service: string; readonly backend: string },
  question: Question,
): readonly string[] {
  const spec = specs.find(({ serviceName }) => serviceName === service);
  if (spec === undefined) return [];
  if (spec.backendTemplate !== undefined)
    return [`its backend is made by template ${spec.backendTemplate}: what that does is not known here`];
  for (const destination of httpDestinations(spec)) {
    if (redirectBackendName(spec, destination) === backend) return redirect(destination, question);
    if (httpBackends(spec, destination).some(({ name }) => name === backend)) {
      const steps = stepsOf(spec, destination, question, hasSharedUsers).filter(({ applies }) => applies);
      const last = steps.findIndex(({ ends }) => ends);
      return steps.slice(0, last < 0 ? steps.length : last + 1).map(({ words }) => words);
    }
  }
  return [];
}

function redirect({ redirectFrom }: HttpDestination, question: Question): readonly string[] {
  if (redirectFrom === undefined) return [];
  const scheme = question.secure || saysProto(question, 'https') ? 'https' : 'http';
  return [`it is redirected to ${scheme}://${redirectFrom.to} with 301 (redirectFromDomain)`];
}

function stepsOf(
  spec: ServiceSpec,
  destination: HttpDestination,
  question: Question,
  hasSharedUsers: boolean,
): readonly Step[] {
  return [
    ...httpsSteps(spec, destination, question),
    ...clientSteps(destination, question),
    ...accessSteps(spec, destination, hasSharedUsers),
  ];
}

function httpsSteps(spec: ServiceSpec, destination: HttpDestination, question: Question): readonly Step[] {
  const { denyHttp, httpsOnly, httpsRedirectCode } = destination;
  const plain = !question.secure;
  const redirected = `it is redirected to HTTPS with ${httpsRedirectCode}`;
  const unlessProto = spec.redirectUnlessHttpsProto && plain && !saysProto(question, 'https');
  return [
    { applies: denyHttp && plain, words: 'it is answered 403, since it is not HTTPS (denyHttp)', ends: true },
    { applies: httpsOnly && plain, words: `${redirected} (httpsOnly)`, ends: true },
    {
      applies: spec.redirectWhenHttpProto && saysProto(question, 'http'),
      words: `${redirected}, since X-Forwarded-Proto is http (redirectWhenHttpProto)`,
      ends: true,
    },
    {
      applies: unlessProto,
      words: `${redirected}, since X-Forwarded-Proto is not https (redirectUnlessHttpsProto)`,
      ends: true,
    },
  ];
}

function clientSteps(
  { verifyClientSsl, allowedMethods, deniedMethods }: HttpDestination,
  { secure, method }: Question,
): readonly Step[] {
  const allowed = allowedMethods.length === 0 || allowedMethods.includes(method);
  return [
    {
      applies: verifyClientSsl && !secure,
      words:
        'it is answered 403: a client certificate is asked for, and only HTTPS has one (verifyClientSsl)',
      ends: true,
    },
    {
      applies: verifyClientSsl && secure,
      words:
        'it is answered 403 unless the client has a certificate that CA_FILE vouches for (verifyClientSsl)',
      ends: false,
    },
    {
      applies: !allowed,
      words: `it is answered 403: only ${allowedMethods.join(', ')} may be used (allowedMethods)`,
      ends: true,
    },
    {
      applies: deniedMethods.includes(method),
      words: `it is answered 403: ${method} may not be used (deniedMethods)`,
      ends: true,
    },
  ];
}

function accessSteps(
  { access }: ServiceSpec,
  { ignoreAuthorization }: HttpDestination,
  hasSharedUsers: boolean,
): readonly Step[] {
  if (access === undefined || ignoreAuthorization) return [];
  const someone = access.users.length > 0 || (access.shared && hasSharedUsers);
  const words = someone
    ? 'it is answered 401 unless it comes with the name and the password of a user'
    : 'it is answered 401: users are asked for, and there are none';
  return [{ applies: true, words, ends: !someone }];
}

/** Whether the proxy in front says so, in one of the header's values. */
function saysProto({ head }: Question, proto: string): boolean {
  const values = head.headers?.['x-forwarded-proto']?.split(',') ?? [];
  return values.some((value) => value.trim().toLowerCase() === proto);
}
