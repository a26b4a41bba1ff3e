/** What frame.cfg.njk is given: ready values, nothing left to decide. */
export interface FrameView {
  readonly serverState: string;
  readonly hardStopAfter: string;
  /** An empty folder to lock HAProxy into; empty when it may not. */
  readonly jail: string;
  readonly tlsOptions: string;
  readonly tlsCiphers: string;
  /** The operator's lines. */
  readonly extraGlobal: readonly string[];
  /** Where requests are logged, as a line; empty when they are not. */
  readonly logTarget: string;
  readonly resolvers: readonly string[];
  readonly connectionMode: string;
  readonly errorFiles: readonly { readonly status: number; readonly file: string }[];
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
}

export type TimeoutName =
  | 'connect'
  | 'client'
  | 'server'
  | 'queue'
  | 'tunnel'
  | 'http-request'
  | 'http-keep-alive';
