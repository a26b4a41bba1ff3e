import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { SwarmFiles } from '../../compose/swarm-files.js';
import type { RenderedConfig } from '../../core/rendered-config.js';
import { type Finding, located } from '../../core/validation/finding.js';
import { shadowFindings } from '../../core/validation/shadow-findings.js';
import type { WaggleError } from '../../errors.js';
import type { RenderView } from '../render.js';
import { askHaproxy } from './ask-haproxy.js';

/** All that was found. */
export interface Inspection {
  readonly findings: readonly Finding[];
  /** Why HAProxy was not asked, if it was not. */
  readonly unchecked: string | undefined;
}

/** Looks at services as a proxy would, and lets HAProxy look at the result, unless `check` is absent. */
export async function inspect(
  { services, places, findings }: SwarmFiles,
  view: RenderView,
  check: ((config: RenderedConfig) => TE.TaskEither<WaggleError, void>) | undefined,
): Promise<Inspection> {
  const { specs, problems } = view.readServices(services);
  const rendering = view.render(specs);
  const verdict = check === undefined ? E.left('not asked for') : await askHaproxy(specs, view.render, check);
  return {
    findings: [
      ...findings,
      ...view.problems.map((problem) => located(problem, 'setting', places)),
      ...[...problems, ...rendering.problems].map((problem) => located(problem, 'parameter', places)),
      ...shadowFindings(rendering.routing, places),
      ...(E.isRight(verdict) ? verdict.right.map((problem) => located(problem, 'haproxy', places)) : []),
    ],
    unchecked: E.isLeft(verdict) ? verdict.left : undefined,
  };
}
