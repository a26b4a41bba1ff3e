import * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../problem.js';
import type { Discovery, Section } from '../rendered-config.js';
import { revisionOf } from '../revision.js';
import type { ServiceSpec } from '../services/service-spec.js';
import { type Backends, backendsOf } from './backend.js';
import { type LayOutCustom, templateView } from './custom-templates.js';
import type { Profile, ProfileOf } from './profile.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** What one service adds to the configuration, tcp apart. */
export interface ServiceParts {
  readonly spec: ServiceSpec;
  /** In the frontend, from the operator's template. */
  readonly frontend: readonly Section[];
  readonly backends: readonly Section[];
  /** What some of the backends are made from. */
  readonly profiles: readonly Profile[];
  readonly discovery: readonly Discovery[];
  /** Hash of the backends' texts. */
  readonly revision: string;
}

/** Returns a service's parts, or what is wrong with its templates: then the service is left out. */
export function serviceParts(
  spec: ServiceSpec,
  settings: RenderSettings,
  layOut: LayOut,
  layOutCustom: LayOutCustom,
  profileOf: ProfileOf | undefined,
): E.Either<Problem, ServiceParts> {
  const { serviceName, frontendTemplate, backendTemplate } = spec;
  const custom = (parameter: string, template: string, kind: 'frontend' | 'backend') => {
    const text = layOutCustom(template, templateView(spec, settings, layOut));
    if (E.isLeft(text)) return E.left(refusal(serviceName, parameter, template, text.left));
    return E.right([{ name: `${kind} of ${serviceName}`, kind, service: serviceName, text: text.right }]);
  };
  const frontend = frontendTemplate ? custom('templateFePath', frontendTemplate, 'frontend') : E.right([]);
  if (E.isLeft(frontend)) return frontend;
  const backends: E.Either<Problem, Backends> = backendTemplate
    ? E.map(onlySections)(custom('templateBePath', backendTemplate, 'backend'))
    : E.right(backendsOf(spec, settings, layOut, profileOf));
  return E.map(({ sections, profiles, discovery }: Backends) => ({
    spec,
    frontend: frontend.right,
    backends: sections,
    profiles,
    discovery,
    revision: revisionOf(sections.map(({ text }) => text)),
  }))(backends);
}

function onlySections(sections: readonly Section[]): Backends {
  return { sections, profiles: [], discovery: [] };
}

function refusal(service: string, parameter: string, template: string, message: string): Problem {
  return {
    service,
    parameter,
    value: template,
    rule: `cannot be laid out: ${message}`,
    advice: 'correct the template (see docs/templates.md); until then the service is left out',
  };
}
