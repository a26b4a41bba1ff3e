import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Parameters } from '../../core/parameters/parameters.js';
import type { RenderedConfig } from '../../core/rendered-config.js';
import type { WaggleError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import type { RenderView } from '../render.js';
import type { World } from '../world.js';

/** What `waggle validate` needs of the program. */
export interface ValidateParts {
  /** What a proxy would go by; what services name and only the proxy has need not be at hand. */
  openView(settings: Settings, world: World, services: readonly Parameters[]): Promise<RenderView>;
  /** Lets this HAProxy read a configuration. Errors: ConfigRejected, HaproxyUnusable, FileFailed. */
  checkConfig(bin: string, config: RenderedConfig): TE.TaskEither<WaggleError, void>;
}
