import type { ServiceSpec } from '../parameters/service-spec.js';
import { haproxyCfg, mapText, type RenderedConfig, type Section } from '../rendered-config.js';
import { revisionOf } from '../revision.js';
import { compile } from '../routing/compile.js';
import { backendName, routesOf } from '../routing/routes-of.js';
import { errorPages } from './error-pages.js';
import type { RenderSettings } from './render-settings.js';
import { backendSection, errorFileName, frameSection, frontendSections } from './sections.js';
import { serversOf } from './servers.js';
import type { LayOut } from './templates.js';

/** Returns everything HAProxy reads for these services. The same services give the same bytes in whatever order. */
export type Render = (specs: readonly ServiceSpec[]) => RenderedConfig;

/** Returns the renderer for these settings. A service that has not changed is not laid out again. */
export function createRender(settings: RenderSettings, layOut: LayOut): Render {
  const frame = frameSection(settings, layOut);
  const files = new Map(
    errorPages.map((page) => [
      errorFileName(page.status),
      settings.errorPages.get(page.status) ?? layOut('error.http.njk', page),
    ]),
  );
  const backendsOf = memoised((spec: ServiceSpec) =>
    spec.destinations.map((destination) => backendSection(spec, destination, layOut)),
  );
  return (unordered) => {
    const specs = [...unordered].sort((a, b) => (a.aclName < b.aclName ? -1 : 1));
    const table = compile(routesOf(specs));
    const sections: readonly Section[] = [
      frame,
      ...frontendSections(table, defaultBackendOf(specs), settings, layOut),
      ...specs.flatMap(backendsOf),
    ];
    const config = { sections, files, maps: table.maps, discovery: specs.flatMap(discoveryOf) };
    return { ...config, revision: revisionOfConfig({ ...config, revision: '' }) };
  };
}

/** Remembers results by the identity of their argument: specs are kept while their service does not change. */
function memoised<A extends object, B>(compute: (argument: A) => B): (argument: A) => B {
  const results = new WeakMap<A, B>();
  return (argument) => {
    const known = results.get(argument) ?? compute(argument);
    results.set(argument, known);
    return known;
  };
}

function defaultBackendOf(specs: readonly ServiceSpec[]): string {
  const spec = specs.find(({ isDefaultBackend }) => isDefaultBackend);
  const destination = spec?.destinations[0];
  return spec && destination ? backendName(spec, destination) : '';
}

function discoveryOf(spec: ServiceSpec) {
  return spec.destinations.map((destination) => ({
    backend: backendName(spec, destination),
    ...serversOf(spec, destination).discovery,
  }));
}

function revisionOfConfig(config: RenderedConfig): string {
  return revisionOf([
    haproxyCfg(config),
    ...config.maps.flatMap((map) => [map.name, mapText(map)]),
    ...[...config.files].flat(),
  ]);
}
