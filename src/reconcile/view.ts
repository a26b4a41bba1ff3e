import type { DesiredState } from '../core/desired-state.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { Routing } from '../core/routing/routing.js';
import type { PassInput } from './pass-input.js';
import type { Quarantine } from './quarantine.js';

/** What a state comes to, with the quarantine as it is. */
export interface View {
  readonly revision: string;
  readonly state: DesiredState;
  readonly wanted: RenderedConfig;
  readonly routing: Routing;
}

/** Returns what an input comes to, while some services are held back. */
export function look(
  { revision, services, problems, readServices, render }: PassInput,
  quarantine: Quarantine,
  held: ReadonlySet<string>,
): View {
  const { specs, problems: found } = readServices(services);
  const rendering = render(quarantine.chosen(specs, held));
  const state = { specs, problems: [...problems, ...found, ...rendering.problems] };
  return { revision, state, wanted: rendering.config, routing: rendering.routing };
}

/** Returns the parameters of what is served in another version than is wanted. */
export function standInsOf({ state, routing }: View): readonly Parameters[] {
  const wanted = new Set(state.specs);
  return routing.specs.flatMap((spec) => (wanted.has(spec) ? [] : [spec.parameters]));
}
