/** What a step was answered, by whatever protocol. */
export interface Answer {
  readonly status?: number;
  /** Service, address of the task and port that answered, where it says so. */
  readonly service?: string;
  readonly task?: string;
  readonly port?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly received?: Received;
  readonly protocol?: string;
  /** Common name of the certificate that was shown. */
  readonly certificate?: string;
  readonly tlsVersion?: string;
  readonly cipher?: string;
  /** Why there was no answer. */
  readonly failure?: string;
  /** What else was not as it should be. */
  readonly differences?: readonly string[];
}

/** What the service was sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** There was no answer. */
export function noAnswer(failure: string): Answer {
  return { headers: {}, body: '', failure };
}
