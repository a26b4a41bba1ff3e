/**
 * Every failure that Waggle expects. They are values: returned, switched over by `_tag` to the last case, turned into
 * words by `describeError`. Whatever is not here is a bug and throws.
 */
export type WaggleError =
  | { readonly _tag: 'ConfigRejected'; readonly output: string }
  | { readonly _tag: 'ReloadFailed'; readonly output: string }
  | { readonly _tag: 'RuntimeApiFailed'; readonly command: string; readonly detail: string }
  | { readonly _tag: 'HaproxyUnusable'; readonly detail: string }
  | { readonly _tag: 'FileFailed'; readonly path: string; readonly detail: string }
  | { readonly _tag: 'CannotListen'; readonly address: string; readonly detail: string }
  | { readonly _tag: 'DockerUnreachable'; readonly endpoint: string; readonly detail: string }
  | { readonly _tag: 'NotAManager'; readonly endpoint: string }
  | { readonly _tag: 'PeerUnreachable'; readonly address: string; readonly detail: string }
  | {
      readonly _tag: 'PeerRefused';
      readonly address: string;
      readonly status: number;
      readonly detail: string;
    }
  | { readonly _tag: 'NoListener'; readonly addresses: string; readonly detail: string }
  | { readonly _tag: 'BadSnapshot'; readonly source: string; readonly detail: string }
  | { readonly _tag: 'BadSavedConfig'; readonly path: string; readonly detail: string };

/** Returns the error in words: what happened, and what to do where there is something to do. */
export function describeError(error: WaggleError): string {
  switch (error._tag) {
    case 'ConfigRejected':
      return `HAProxy refuses the configuration: ${error.output}`;
    case 'ReloadFailed':
      return `HAProxy could not reload, the previous worker goes on serving: ${error.output}`;
    case 'RuntimeApiFailed':
      return `HAProxy's Runtime API did not carry out "${error.command}": ${error.detail}`;
    case 'HaproxyUnusable':
      return `HAProxy cannot be used: ${error.detail}`;
    case 'FileFailed':
      return `${error.path} cannot be read or written: ${error.detail}`;
    case 'CannotListen':
      return `the API cannot listen on ${error.address}: ${error.detail}; set PORT and IP to what is free here`;
    case 'DockerUnreachable':
      return `the Docker API at ${error.endpoint} does not answer: ${error.detail}`;
    case 'NotAManager':
      return `the Docker engine at ${error.endpoint} is not a Swarm manager; run the controller on one (node.role == manager)`;
    case 'PeerUnreachable':
      return `proxy ${error.address} does not answer: ${error.detail}`;
    case 'PeerRefused':
      return `proxy ${error.address} refused the snapshot with status ${error.status}: ${error.detail}`;
    case 'NoListener':
      return `no snapshot from ${error.addresses}: ${error.detail}`;
    case 'BadSnapshot':
      return `the snapshot from ${error.source} cannot be used: ${error.detail}`;
    case 'BadSavedConfig':
      return `the saved configuration in ${error.path} cannot be used: ${error.detail}`;
    default:
      return absurd(error);
  }
}

/** Ends an exhaustive switch: a case that is missing does not compile. */
export function absurd(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
