import * as E from 'fp-ts/lib/Either.js';
import nunjucks from 'nunjucks';
import { quote } from '../language/quote.js';
import { httpBackends, httpDestinations } from '../routing/http-backends.js';
import type { ServiceSpec } from '../services/service-spec.js';
import { backendsOf } from './backend.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** Lays out one of the operator's templates; a Left says what is wrong with it. */
export type LayOutCustom = (name: string, view: object) => E.Either<string, string>;

/** Returns the function that lays out the operator's templates. One can include another; names are relative to their folder. */
export function createLayOutCustom(templates: ReadonlyMap<string, string>): LayOutCustom {
  const loader = new MapLoader(templates);
  const environment = new nunjucks.Environment(loader, {
    autoescape: false,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter('quote', (value: unknown) => quote(String(value)));
  return (name, view) => {
    if (/\{\{-?\s*[.$]|\{\{-?\s*(range|if|end)\b/.test(templates.get(name) ?? '')) {
      return E.left('it is a Go template of Docker Flow Proxy; templates are written for nunjucks here');
    }
    return E.tryCatch(
      () => `${environment.render(name, view).trimEnd()}\n`,
      (thrown) => (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' '),
    );
  };
}

class MapLoader extends nunjucks.Loader {
  readonly #templates: ReadonlyMap<string, string>;

  constructor(templates: ReadonlyMap<string, string>) {
    super();
    this.#templates = templates;
  }

  getSource(name: string): nunjucks.LoaderSource {
    const src = this.#templates.get(name);
    if (src === undefined) throw new Error(`there is no template ${name}`);
    return { src, path: name, noCache: false };
  }
}

/** Returns what a service's templates see: documented in docs/templates.md, so that names here are a contract. */
export function templateView(spec: ServiceSpec, settings: RenderSettings, layOut: LayOut): object {
  const { serviceName, aclName, isDefaultBackend } = spec;
  return {
    service: {
      name: serviceName,
      aclName,
      isDefaultBackend,
      destinations: spec.destinations.map((destination) => ({
        ...destination,
        hosts: destination.hosts.map((match) => ('host' in match ? match.host : match.pattern)),
        userDef: destination.userDef ?? '',
        backends: destination.mode === 'http' ? httpBackends(spec, destination) : [],
      })),
    },
    /** What would be there without a template: to be kept, with lines before and after. */
    backends: httpDestinations(spec).length === 0 ? '' : textOf(backendsOf(spec, settings, layOut).sections),
  };
}

function textOf(sections: readonly { readonly text: string }[]): string {
  return sections.map(({ text }) => text).join('\n');
}
