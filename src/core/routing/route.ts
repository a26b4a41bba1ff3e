import type { HeaderMatch, HostMatch, PathType } from '../services/service-spec.js';

/** One rule "these requests → that backend". */
export interface Route {
  /**
   * Where the route stands in the order: text that sorts like it (byte by byte, as HAProxy's strcmp does). Made from
   * the route's own content, so that adding a service changes nobody else's.
   */
  readonly rank: string;
  readonly service: string;
  readonly backend: string;
  readonly port?: number;
  readonly hosts: readonly HostMatch[];
  /** Headers that must all be there. */
  readonly headers: readonly HeaderMatch[];
  /** Lower case; the User-Agent must contain one. Empty: any. */
  readonly userAgents: readonly string[];
  readonly pathType: PathType;
  readonly ignorePathCase: boolean;
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
}

/** What a route is chosen by. */
export interface RequestHead {
  /** Port the request came in by. */
  readonly port: number;
  /** Host header as sent; undefined when there is none. */
  readonly host: string | undefined;
  /** Path without the query. */
  readonly path: string;
  /** Other headers, names in lower case; a header that is sent twice has its values joined by a comma. */
  readonly headers?: Readonly<Record<string, string>>;
}
