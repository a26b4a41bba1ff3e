import { type FromText, fromText } from '../../codecs.js';
import { type HostMethod, type PathType, pathTypes } from '../../services/service-spec.js';

/** What `pathType` says: in http mode how paths are compared, in sni mode how the server name is. */
export type GivenPathType =
  | { readonly kind: 'path'; readonly type: PathType; readonly ignoreCase: boolean }
  | { readonly kind: 'sni'; readonly method: SniMethod };

export type SniMethod = 'str' | 'beg' | 'end' | HostMethod;

const sniMethods: readonly SniMethod[] = ['str', 'beg', 'end', 'dom', 'dir', 'sub', 'reg', 'len'];

/** `pathType`. Server names are compared in whatever case, with or without `-i`. */
export const PathTypeText: FromText<GivenPathType> = fromText<GivenPathType>(
  `must be one of ${pathTypes.join(', ')}, with -i in whatever case; in sni mode req_ssl_sni with -m ${sniMethods.join(', ')}`,
  (text) => {
    const [fetch, ...flags] = text.trim().split(/\s+/);
    const type = pathTypes.find((candidate) => candidate === fetch);
    if (type !== undefined) {
      const plain = flags.length === 0;
      return plain || flags.join(' ') === '-i' ? { kind: 'path', type, ignoreCase: !plain } : undefined;
    }
    return fetch === 'req_ssl_sni' || fetch === 'req.ssl_sni' ? sniMatch(flags) : undefined;
  },
  (given) =>
    given.kind === 'path'
      ? `${given.type}${given.ignoreCase ? ' -i' : ''}`
      : `req_ssl_sni -i -m ${given.method}`,
);

function sniMatch(flags: readonly string[]): GivenPathType | undefined {
  const [flag, name, ...more] = flags.filter((word) => word !== '-i');
  if (flag === undefined) return { kind: 'sni', method: 'str' };
  const method = sniMethods.find((candidate) => candidate === name);
  return flag === '-m' && method !== undefined && more.length === 0 ? { kind: 'sni', method } : undefined;
}
