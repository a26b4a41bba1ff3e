import * as E from 'fp-ts/lib/Either.js';
import { describeProblem } from '../core/problem.js';
import { explain as explainRouting } from '../core/routing/explain.js';
import type { Explanation } from '../core/routing/explanation.js';
import { explanationText } from '../core/routing/explanation-text.js';
import { type QuestionText, readQuestion } from '../core/routing/question.js';
import { askProxy } from './ask-proxy.js';
import { loadSettings } from './load-settings.js';
import { readServicesFile } from './read-services-file.js';
import type { OpenView } from './render.js';
import { type ExitCode, exitCodes, type World } from './world.js';

export interface ExplainOptions {
  readonly method?: string | undefined;
  /** `Name: value` each. */
  readonly header: readonly string[];
  /** A services file, to explain without a proxy. */
  readonly services?: string | undefined;
  /** `HOST[:PORT]` of a proxy's API, to ask what it serves. */
  readonly address?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `waggle explain`: which route serves a request, and why. Exit code 0 when something takes it, 1 when nothing does, 2 when
 * that cannot be said.
 */
export async function explain(
  url: string,
  options: ExplainOptions,
  world: World,
  openView: OpenView,
): Promise<ExitCode> {
  const { method, header: headers, services, address } = options;
  const asked = { url, method, headers };
  let explanation: E.Either<string, Explanation>;
  if (services !== undefined && address === undefined)
    explanation = await explainFile(asked, services, world, openView);
  else if (address !== undefined && services === undefined) explanation = await askProxy(asked, address);
  else explanation = E.left('say whose routes: --services FILE or --address HOST:PORT');
  if (E.isLeft(explanation)) {
    world.stderr.write(`waggle: ${explanation.left}\n`);
    return exitCodes.misuse;
  }
  const { right } = explanation;
  world.stdout.write(options.json === true ? `${JSON.stringify(right, null, 2)}\n` : explanationText(right));
  return right.winner === null ? exitCodes.problems : exitCodes.ok;
}

/** Routes as a proxy with these services would have them; problems are said and do not matter. */
async function explainFile(
  asked: QuestionText,
  path: string,
  world: World,
  openView: OpenView,
): Promise<E.Either<string, Explanation>> {
  const question = readQuestion(asked);
  if (E.isLeft(question)) return question;
  const settings = loadSettings(world.env);
  if (E.isLeft(settings)) return E.left(settings.left.join('\nwaggle: '));
  const given = await readServicesFile(path, settings.right.SEPARATOR);
  if (E.isLeft(given)) return given;
  const view = await openView(settings.right, world);
  const { specs, problems } = view.readServices(given.right.services);
  const { routing, problems: ofRendering } = view.render(specs);
  for (const problem of [...given.right.problems, ...view.problems, ...problems, ...ofRendering])
    world.stderr.write(`waggle: ${describeProblem(problem)}\n`);
  return E.right(explainRouting(routing, question.right));
}
