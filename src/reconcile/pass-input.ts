import type { ReadServices } from '../core/desired-state.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { Problem } from '../core/problem.js';
import type { Render } from '../core/render/render.js';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import { withStaticServices } from '../core/static-services.js';

/** What settings and files amount to; made anew when the files change. */
export interface ProxyView {
  readonly readServices: ReadServices;
  readonly render: Render;
  /** Services that are written down here, beside those of the snapshot. */
  readonly staticServices: readonly Parameters[];
  /** What is wrong with the files and the static services. */
  readonly problems: readonly Problem[];
}

/** All that a pass goes by, at one moment. */
export interface PassInput extends Pick<ProxyView, 'readServices' | 'render' | 'problems'> {
  /** The snapshot's; static services do not change it. */
  readonly revision: string;
  /** The snapshot's and the static ones. */
  readonly services: readonly Parameters[];
}

/** Returns what a pass goes by. */
export function passInput(snapshot: Snapshot, view: ProxyView): PassInput {
  const { services, problems } = withStaticServices(snapshot.services, view.staticServices);
  return { ...view, revision: snapshot.revision, services, problems: [...view.problems, ...problems] };
}
