/** What the templates of backends are given: ready values, quoted where they need it. */
export interface BackendView {
  readonly name: string;
  /** Empty: none, and the body is here. */
  readonly profile: string;
  /** Complete lines. */
  readonly body: string;
  readonly servers: string;
  readonly extra: readonly string[];
}

/** All that is said of a backend besides its name and its servers. */
export interface BackendBodyView {
  /** Empty, 0: what the defaults say. */
  readonly connectionMode: string;
  readonly timeoutServer: number;
  readonly timeoutTunnel: number;
  readonly compressionAlgorithms: readonly string[];
  readonly compressionTypes: readonly string[];
  /** Name of the cookie that keeps a client on its task; empty: none. */
  readonly cookie: string;
  /** `http-request` and `http-response` rules and their ACLs, in order. */
  readonly rules: readonly string[];
}

export interface RedirectView {
  readonly name: string;
  /** The host to redirect to. */
  readonly to: string;
}
