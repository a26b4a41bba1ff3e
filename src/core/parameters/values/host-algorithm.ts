import { type FromText, fromText } from '../../codecs.js';
import { comparedHost } from '../../routing/compared-host.js';
import type { HostMatch } from '../../services/service-spec.js';

/** How a service's hosts are compared: makes the match of one host. */
export interface HostAlgorithm {
  readonly text: string;
  readonly match: (pattern: string) => HostMatch;
}

/** Whole parts of the host between dots. */
export const byDots: HostAlgorithm = {
  text: 'hdr_dom(host)',
  match: (pattern) => ({ kind: 'method', method: 'dom', pattern: comparedHost(pattern) }),
};

const byMethod: ReadonlyMap<string, HostAlgorithm['match']> = new Map<string, HostAlgorithm['match']>([
  ['hdr(host)', (pattern) => ({ kind: 'exact', host: comparedHost(pattern) })],
  ['hdr_beg(host)', (pattern) => ({ kind: 'prefix', host: comparedHost(pattern) })],
  ['hdr_end(host)', (pattern) => ({ kind: 'suffix', host: comparedHost(pattern) })],
  [byDots.text, byDots.match],
  ['hdr_dir(host)', (pattern) => ({ kind: 'method', method: 'dir', pattern: comparedHost(pattern) })],
  ['hdr_sub(host)', (pattern) => ({ kind: 'method', method: 'sub', pattern: comparedHost(pattern) })],
  ['hdr_reg(host)', (pattern) => ({ kind: 'method', method: 'reg', pattern })],
  ['hdr_len(host)', (pattern) => ({ kind: 'method', method: 'len', pattern })],
]);

/**
 * Sample fetches of text that every supported HAProxy has (manual, section 7.3): a name that it does not know would cost
 * all services when it stands in the setting.
 */
const fetchForm = new RegExp(
  [
    '^(',
    '(hdr|cook|urlp)(_(beg|dir|dom|end|len|reg|sub))?\\([A-Za-z0-9_-]{1,100}\\)',
    '|hdr(_(beg|dir|dom|end|len|reg|sub))?\\([A-Za-z0-9_-]{1,100},-?[1-9]\\)',
    '|req\\.(f?hdr|cook)\\([A-Za-z0-9_-]{1,100}\\)|url_param\\([A-Za-z0-9_-]{1,100}\\)',
    '|req\\.hdr_(beg|dir|dom|end|len|reg|sub)\\([Hh]ost\\)',
    '|(path|url|base)(_(beg|dir|dom|end|len|reg|sub))?|query',
    '|req[._]ssl_(sni|alpn)|ssl_fc_sni(_(end|reg))?',
    ')$',
  ].join(''),
);

/** `SERVICE_DOMAIN_ALGO` and `serviceDomainAlgo`. */
export const HostAlgorithmText: FromText<HostAlgorithm> = fromText(
  'must be hdr(host), hdr_beg(host), hdr_end(host), hdr_dom(host) or another sample fetch of text: hdr, cook, urlp, path, url or base with a matching method, req.hdr, req.fhdr, req.cook, query, req.ssl_sni, ssl_fc_sni',
  (input) => {
    const text = input.trim();
    if (!fetchForm.test(text)) return undefined;
    const known = byMethod.get(text.toLowerCase().replace('req.hdr', 'hdr'));
    return { text, match: known ?? ((pattern) => ({ kind: 'fetch', fetch: text, pattern })) };
  },
  ({ text }) => text,
);

/**
 * Returns the match of one entry of serviceDomain. A leading `*` means "ends with", for this entry only.
 *
 * @example hostMatch('*.acme.com', algorithm) // { kind: 'suffix', host: '.acme.com' }
 */
export function hostMatch(entry: string, algorithm: HostAlgorithm): HostMatch {
  return entry.startsWith('*')
    ? { kind: 'suffix', host: comparedHost(entry.slice(1)) }
    : algorithm.match(entry);
}
