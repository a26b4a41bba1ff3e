import * as E from 'fp-ts/lib/Either.js';
import { decodeText } from '../codecs.js';
import { hasControlCharacters } from '../language/control-characters.js';
import type { Problem } from '../problem.js';
import type { Parameter, ParameterContext } from './parameter.js';
import { splitName } from './parameter-name.js';
import { type AnyParameter, parameterNamed } from './parameter-table.js';
import type { Parameters } from './parameters.js';

/** Reads one parameter: the one with the index if there is one, else the plain one. Problems are collected. */
export type Read = <A>(parameter: Parameter<A>, index?: number) => A | undefined;

/** Records a problem of the service at hand. */
export type Report = (parameter: string, value: string, rule: string, advice: string) => void;

/** One service's parameters, being read. */
export interface Reader {
  readonly read: Read;
  readonly report: Report;
  /** Whether a value was given, usable or not. */
  isGiven(parameter: Pick<AnyParameter, 'name'>, index?: number): boolean;
  /** Whether a value was given, read, and could not be used. */
  isUnreadable(parameter: Pick<AnyParameter, 'name'>, index: number): boolean;
  readonly problems: readonly Problem[];
}

const longestShown = 200;

/** Returns the reader of one service's parameters, which come from outside: any value may be anything. */
export function createReader(parameters: Parameters, context: ParameterContext): Reader {
  const problems: Problem[] = [];
  const unreadable = new Set<string>();
  const service = shortened(parameters.serviceName ?? '(without a name)');
  const nameUsed = ({ name }: Pick<AnyParameter, 'name'>, index?: number) => {
    const indexed = `${name}.${index}`;
    return index !== undefined && parameters[indexed] ? indexed : name;
  };
  const report: Report = (parameter, value, rule, advice) => {
    problems.push({ service, parameter, value: shown(parameter, value), rule, advice });
  };
  const read: Read = (parameter, index) => {
    const name = nameUsed(parameter, index);
    const text = parameters[name];
    if (text === undefined || text === '') return undefined;
    const decoded =
      hasControlCharacters(text) && !parameter.lines
        ? E.left('must not contain control characters or line breaks')
        : decodeText(parameter.codec(context), text);
    if (E.isRight(decoded)) return decoded.right;
    if (!unreadable.has(name)) {
      unreadable.add(name);
      report(name, text, decoded.left, `correct it; until then ${withoutIt(parameter)}`);
    }
    return undefined;
  };
  return {
    read,
    report,
    isGiven: (parameter, index) => Boolean(parameters[nameUsed(parameter, index)]),
    isUnreadable: (parameter, index) => unreadable.has(nameUsed(parameter, index)),
    problems,
  };
}

function shown(name: string, value: string): string {
  if (parameterNamed(splitName(name).base)?.secret && value !== '') return '(not shown)';
  return shortened(value);
}

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}

function withoutIt({ essential, indexed, fallback }: AnyParameter): string {
  if (essential) return indexed ? 'this destination is left out' : 'the service is left out';
  return fallback === '' ? 'it counts as not set' : `its default counts (${fallback})`;
}
