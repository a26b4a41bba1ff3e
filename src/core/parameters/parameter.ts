import * as E from 'fp-ts/lib/Either.js';
import { decodeText, type FromText } from '../codecs.js';

/** What the codecs of some parameters depend on. */
export interface ParameterContext {
  /** Separator of lists. */
  readonly separator: string;
}

export type Mode = 'http' | 'tcp' | 'sni';

/** A row of the table of parameters. */
export interface Parameter<A> {
  readonly name: string;
  /** Whether it may carry the index of a destination (`servicePath.1`). */
  readonly indexed: boolean;
  /** The modes of destinations that it means something for; a service's own parameters go by its destinations. */
  readonly modes: readonly Mode[];
  /** Whether a destination where it cannot be read is left out: it decides which requests are taken, or where they go. */
  readonly essential: boolean;
  /** Whether its value is nobody's business: passwords and keys. */
  readonly secret: boolean;
  /** Whether it may hold line breaks. */
  readonly lines: boolean;
  readonly codec: (context: ParameterContext) => FromText<A>;
  /** Returns a value in its plainest spelling, decoded and encoded again; undefined when it cannot be read. */
  readonly plain: (text: string, context: ParameterContext) => string | undefined;
  /** What is used where it is not given, in words. */
  readonly fallback: string;
  readonly doc: string;
}

type Codec<A> = FromText<A> | ((context: ParameterContext) => FromText<A>);
type Traits = Partial<Pick<Parameter<unknown>, 'modes' | 'essential' | 'secret' | 'lines'>>;

const everyMode: readonly Mode[] = ['http', 'tcp', 'sni'];

/** A parameter that belongs to one destination: it may carry an index, and without one it is the default of all. */
export function ofDestination<A>(
  name: string,
  codec: Codec<A>,
  fallback: string,
  doc: string,
  traits: Traits = {},
): Parameter<A> {
  return { ...ofService(name, codec, fallback, doc, traits), indexed: true };
}

/** A parameter of the service as a whole. */
export function ofService<A>(
  name: string,
  codec: Codec<A>,
  fallback: string,
  doc: string,
  traits: Traits = {},
): Parameter<A> {
  const inContext = typeof codec === 'function' ? codec : () => codec;
  return {
    name,
    indexed: false,
    modes: everyMode,
    essential: false,
    secret: false,
    lines: false,
    codec: inContext,
    plain: (text, context) => plainText(inContext(context), text),
    fallback,
    doc,
    ...traits,
  };
}

function plainText<A>(codec: FromText<A>, text: string): string | undefined {
  const decoded = decodeText(codec, text);
  return E.isRight(decoded) ? codec.encode(decoded.right) : undefined;
}
