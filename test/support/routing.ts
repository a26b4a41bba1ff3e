import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import type { RouteOrder } from '../../src/core/routing/routes-of.js';
import type { Routing } from '../../src/core/routing/routing.js';
import { someParseSettings, someRenderSettings } from './settings.js';
import { projectLayOut } from './templates.js';

const layOut = await projectLayOut();
const read = createReadServices(someParseSettings({ entryPorts: [80, 81] }));
const renderers = {
  alphabetical: createRender(someRenderSettings(), layOut),
  specificity: createRender(someRenderSettings({ routeOrder: 'specificity' }), layOut),
};

/** Returns how requests are routed to these services. */
export function routingOf(services: readonly Parameters[], order: RouteOrder = 'alphabetical'): Routing {
  return renderers[order](read(services).specs).routing;
}
