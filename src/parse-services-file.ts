import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { nearest } from './core/nearest.js';
import { parameterNamed, parameterTable } from './core/parameters/parameter-table.js';
import type { Parameters } from './core/parameters/parameters.js';
import type { Problem } from './core/problem.js';
import type { StaticServices } from './core/static-services.js';

/** A services file: a list of maps of parameter names to values, which may be lists. */
const GivenServices = t.readonlyArray(t.record(t.string, t.union([t.string, t.readonlyArray(t.string)])));
type Given = t.TypeOf<typeof GivenServices>[number];

/** Times that one thing is named, what it names itself counted too: a common part of thousands of services. */
const mostAliases = 10_000;

/**
 * Returns the services in the text of a services file (YAML, so JSON too), and names in it that look like slips of the pen.
 * Every scalar is the text that stands there (`port: 8080`, `replicas: 007`); lists are joined by the separator. A text
 * without anything in it holds no services. Left: why it cannot be used, with the line; no value, which may be a secret.
 */
export function parseServicesFile(text: string, separator: string): E.Either<string, StaticServices> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    // Behind a colon the parser's words may quote the file.
    return E.left(`line ${lines.linePos(error.pos[0]).line}: ${error.message.replace(/: .*/s, '')}`);
  }
  const content = contentOf(document);
  if (E.isLeft(content)) return content;
  const decoded = GivenServices.decode(content.right ?? []);
  if (E.isLeft(decoded)) return E.left(whereItFails(decoded.left, document, lines));
  const services = decoded.right.map((given) => parametersOf(given, separator));
  return E.right({ services, problems: services.flatMap(slips) });
}

/** Aliases that are not there, or that multiply beyond reason, throw only here. */
function contentOf(document: Document): E.Either<string, unknown> {
  return E.tryCatch(
    () => document.toJS({ maxAliasCount: mostAliases }),
    () => 'its aliases cannot be resolved',
  );
}

function parametersOf(given: Given, separator: string): Parameters {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.join(separator),
    ]),
  );
}

function whereItFails(errors: t.Errors, document: Document, lines: LineCounter): string {
  const context = errors[0]?.context ?? [];
  const [item, name] = context.map(({ key }) => key).filter((key) => key !== '');
  if (item === undefined) return 'it must be a list of maps of parameter names to values';
  const path = name === undefined ? [Number(item)] : [Number(item), name];
  const node = document.getIn(path, true);
  const line = t.type({ range: t.readonlyArray(t.number) }).decode(node);
  const where = E.isRight(line) ? `line ${lines.linePos(line.right.range[0] ?? 0).line}: ` : '';
  const service = t.type({ serviceName: t.string }).decode(context[1]?.actual);
  const who = E.isRight(service) ? `service ${service.right.serviceName}` : `item ${Number(item) + 1}`;
  return name === undefined
    ? `${where}${who} must be a map of parameter names to values`
    : `${where}${who}: ${name} must be a text, a number, true, false or a list of these`;
}

const names = Object.values(parameterTable).map(({ name }) => name);

/** Other names are other programs' business, as with labels; one that is almost ours is a mistake. */
function slips(parameters: Parameters): readonly Problem[] {
  return Object.keys(parameters).flatMap((name) => {
    const [base = '', ...index] = name.split('.');
    const meant = (parameterNamed(name) ?? parameterNamed(base)) ? undefined : nearest(base, names);
    if (meant === undefined) return [];
    return {
      service: parameters.serviceName || '(without a name)',
      parameter: name,
      value: '(not shown)',
      rule: 'is no parameter and has no effect',
      advice: `did you mean ${[meant, ...index].join('.')}?`,
    };
  });
}
