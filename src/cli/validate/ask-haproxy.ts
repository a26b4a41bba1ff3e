import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { faultyServices } from '../../core/faulty-services.js';
import type { Problem } from '../../core/problem.js';
import type { Render } from '../../core/render/render.js';
import type { RenderedConfig } from '../../core/rendered-config.js';
import type { ServiceSpec } from '../../core/services/service-spec.js';
import { withoutSecrets } from '../../core/validation/without-secrets.js';
import { describeError, type WaggleError } from '../../errors.js';

/** What HAProxy says: who is at fault, or why it could not be asked. */
export type Verdict = E.Either<string, readonly Problem[]>;

/**
 * Lets HAProxy check the configuration of these services. Those it refuses are left out and the others checked again, as a
 * proxy would, until it takes what is left or nobody's fault is found.
 */
export async function askHaproxy(
  specs: readonly ServiceSpec[],
  render: Render,
  check: (config: RenderedConfig) => TE.TaskEither<WaggleError, void>,
): Promise<Verdict> {
  const { config } = render(specs);
  const checked = await check(config)();
  if (E.isRight(checked)) return E.right([]);
  if (checked.left._tag !== 'ConfigRejected') return E.left(describeError(checked.left));
  const { output } = checked.left;
  const faults = faultyServices(config, output);
  const others = specs.filter(({ serviceName }) => !faults.has(serviceName));
  if (others.length === specs.length) return E.right([refusal('(configuration)', output, config)]);
  const refused = [...faults].map(([service, message]) => refusal(service, message, config));
  return E.map((further: readonly Problem[]) => [...refused, ...further])(
    await askHaproxy(others, render, check),
  );
}

function refusal(service: string, message: string, config: RenderedConfig): Problem {
  return {
    service,
    parameter: '(configuration)',
    value: '',
    rule: `is refused by HAProxy: ${withoutSecrets(config, message)}`,
    advice:
      service === '(configuration)'
        ? 'correct the settings; until then nothing is changed'
        : 'correct its parameters; until then the service is left out',
  };
}
