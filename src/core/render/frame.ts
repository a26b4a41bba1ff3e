import type { Section } from '../rendered-config.js';
import { errorPages } from './error-pages.js';
import type { FrameView } from './frame-view.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** Returns the sections that depend on settings only: global, resolvers, defaults. */
export function frameSection(settings: RenderSettings, layOut: LayOut): Section {
  const view: FrameView = {
    serverState: settings.serverState,
    jail: settings.jail,
    hardStopAfter: settings.hardStopAfter,
    resolvers: settings.resolvers,
    connectionMode: settings.connectionMode,
    timeouts: settings.timeouts,
    errorFiles: errorPages.map(({ status }) => ({ status, file: errorFileName(status) })),
  };
  return { name: 'global', kind: 'frame', text: layOut('frame.cfg.njk', view) };
}

export function errorFileName(status: number): string {
  return `errors/${status}.http`;
}
