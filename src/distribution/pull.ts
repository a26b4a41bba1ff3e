import * as E from 'fp-ts/lib/Either.js';
import { describeError, type WaggleError } from '../errors.js';
import type { Listener, Resolve } from '../ports.js';
import type { HttpClient } from './http-client.js';
import { type ListenerAddress, parseListenerAddress } from './listener-address.js';
import { askListener } from './remote-listener.js';

export interface ListenerOptions {
  /** Entries of LISTENER_ADDRESS: `host[:port]`. */
  readonly addresses: readonly string[];
  readonly resolve: Resolve;
  readonly client: HttpClient;
  /** Milliseconds for each answer. */
  readonly patience?: number;
}

/**
 * Returns the listener behind some names. All addresses of all names are asked in their order until one can be used;
 * the one that could be used last comes first, so that a proxy does not ask every standby on every pull.
 * Errors: BadSnapshot if anybody answered with one, otherwise NoListener with what each said.
 */
export function createListener({ addresses, resolve, client, patience = 5000 }: ListenerOptions): Listener {
  let lastGood: ListenerAddress | undefined;
  return {
    pull: (known) => async () => {
      const failures: WaggleError[] = [];
      for await (const candidate of candidates(addresses, resolve, lastGood)) {
        const pulled = E.isLeft(candidate)
          ? candidate
          : await askListener(client, candidate.right, known, patience);
        if (E.isRight(pulled)) {
          lastGood = E.isRight(candidate) ? candidate.right : undefined;
          return pulled;
        }
        failures.push(pulled.left);
      }
      lastGood = undefined;
      return E.left(summary(addresses, failures));
    },
  };
}

type Candidate = E.Either<WaggleError, ListenerAddress>;

async function* candidates(
  entries: readonly string[],
  resolve: Resolve,
  lastGood: ListenerAddress | undefined,
): AsyncGenerator<Candidate> {
  if (lastGood !== undefined) yield E.right(lastGood);
  for (const entry of entries) {
    for (const candidate of await placesOf(entry, resolve)) {
      const isAsked =
        E.isRight(candidate) &&
        candidate.right.host === lastGood?.host &&
        candidate.right.port === lastGood.port;
      if (!isAsked) yield candidate;
    }
  }
}

async function placesOf(entry: string, resolve: Resolve): Promise<readonly Candidate[]> {
  const failure = (detail: string) => [E.left<WaggleError>({ _tag: 'NoListener', addresses: entry, detail })];
  const address = parseListenerAddress(entry);
  if (address === undefined) return failure('it is not host[:port]');
  try {
    const hosts = await resolve(address.host);
    if (hosts.length === 0) return failure('there is no such name');
    return hosts.map((host) => E.right({ host, port: address.port }));
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

function summary(entries: readonly string[], failures: readonly WaggleError[]): WaggleError {
  const bad = failures.find(({ _tag }) => _tag === 'BadSnapshot');
  if (bad !== undefined) return bad;
  const [only] = failures;
  if (only?._tag === 'NoListener' && failures.length === 1) return only;
  const detail = failures.length === 0 ? 'no address is given' : failures.map(describeError).join('; ');
  return { _tag: 'NoListener', addresses: entries.join(','), detail };
}
