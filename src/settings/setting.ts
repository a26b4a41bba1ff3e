import * as t from 'io-ts';
import type { FromText } from '../core/codecs.js';

export type Half = 'proxy' | 'controller' | 'both';

interface Traits {
  /** Its value is nobody's business: a refusal does not show it. */
  readonly secret?: true;
  /** Docker Flow Proxy knows it, here it changes nothing; why. */
  readonly withoutEffect?: string;
}

/** A row of the table: a codec that knows its default (as it would be written in the environment) and its meaning. */
export class Setting<A> extends t.Type<A, string, unknown> {
  readonly half: Half;
  readonly default: string;
  readonly doc: string;
  readonly secret: boolean;
  readonly withoutEffect: string | undefined;

  constructor(half: Half, codec: FromText<A>, fallback: string, doc: string, traits: Traits = {}) {
    super(codec.name, codec.is, codec.validate, codec.encode);
    this.half = half;
    this.default = fallback;
    this.doc = doc;
    this.secret = traits.secret ?? false;
    this.withoutEffect = traits.withoutEffect;
  }
}

/** Returns a row. */
export function setting<A>(
  half: Half,
  codec: FromText<A>,
  fallback: string,
  doc: string,
  traits?: Traits,
): Setting<A> {
  return new Setting(half, codec, fallback, doc, traits);
}
