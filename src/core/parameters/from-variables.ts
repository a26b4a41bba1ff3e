import { nearest } from '../nearest.js';
import type { Problem } from '../problem.js';
import type { StaticServices } from '../static-services.js';
import { parameterTable } from './parameter-table.js';
import { isSwarmFact, type Parameters } from './parameters.js';

/** `REQ_PATH_SEARCH_REPLACE` → `reqPathSearchReplace`. What only the controller can know is not among them. */
const nameByVariable: ReadonlyMap<string, string> = new Map(
  Object.values(parameterTable)
    .filter(({ name }) => !isSwarmFact(name))
    .map(({ name }) => [name.replace(/[A-Z]/g, '_$&').toUpperCase(), name]),
);

/**
 * Returns the services that `DFP_SERVICE_<parameter>` and `DFP_SERVICE_<number>_<parameter>` describe: all variables of one
 * number are one service, those without a number are one more. The index of a destination comes last. An empty variable
 * counts as not set.
 *
 * @example fromVariables({ DFP_SERVICE_1_SERVICE_NAME: 'demo', DFP_SERVICE_1_SERVICE_PATH_2: '/demo' })
 * // { services: [{ serviceName: 'demo', 'servicePath.2': '/demo' }], problems: [] }
 */
export function fromVariables(environment: Readonly<Record<string, string | undefined>>): StaticServices {
  const groups = groupsOf(environment);
  const problems = [...groups].flatMap(([group, variables]) => problemsOf(group, variables));
  const services = [...groups.values()].map(parametersOf);
  return { services: services.filter(({ serviceName }) => serviceName !== undefined), problems };
}

interface Variable {
  /** Complete: `DFP_SERVICE_1_SERVICE_PATH_2`. */
  readonly variable: string;
  /** `servicePath.2`; undefined when there is no such parameter. */
  readonly name: string | undefined;
  readonly value: string;
}

/** Beginning of the variables of a service (`DFP_SERVICE_1_`) → these variables; in the order of the numbers. */
function groupsOf(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, readonly Variable[]> {
  const groups = new Map<string, Variable[]>();
  for (const variable of Object.keys(environment).sort(byNumber)) {
    const value = environment[variable];
    const match = /^DFP_SERVICE_(?:\d+_)?/.exec(variable);
    if (match === null || value === undefined || value === '') continue;
    const group = groups.get(match[0]) ?? [];
    group.push({ variable, name: nameOf(variable.slice(match[0].length)), value });
    groups.set(match[0], group);
  }
  return groups;
}

const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

/** Returns `servicePath.2` for `SERVICE_PATH_2`. */
function nameOf(text: string): string | undefined {
  const [, base = '', index] = /^(.*?)(?:_([1-9]\d{0,4}))?$/s.exec(text) ?? [];
  const name = nameByVariable.get(base);
  return name === undefined || index === undefined ? name : `${name}.${index}`;
}

function parametersOf(variables: readonly Variable[]): Parameters {
  return Object.fromEntries(
    variables.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value]])),
  );
}

function problemsOf(group: string, variables: readonly Variable[]): readonly Problem[] {
  const { serviceName } = parametersOf(variables);
  const service = serviceName ?? '(without a name)';
  const unknown = variables.filter(({ name }) => name === undefined);
  const problems = unknown.map(({ variable }) => unknownVariable(service, group, variable));
  return serviceName === undefined ? [...problems, nameless(service, group)] : problems;
}

/** The value is not shown: what was meant by the variable may be a password. */
function unknownVariable(service: string, group: string, variable: string): Problem {
  const rule = 'is no parameter and has no effect';
  return { service, parameter: variable, value: '(not shown)', rule, advice: adviceFor(group, variable) };
}

function adviceFor(group: string, variable: string): string {
  const [, base = '', index = ''] = /^(.*?)(_\d+)?$/s.exec(variable.slice(group.length)) ?? [];
  if (nameByVariable.has(base)) return 'the index of a destination is a number from 1 to 99999';
  const meant = nearest(base, [...nameByVariable.keys()]);
  return meant === undefined ? 'see docs/labels.md' : `did you mean ${group}${meant}${index}?`;
}

function nameless(service: string, group: string): Problem {
  return {
    service,
    parameter: `${group}SERVICE_NAME`,
    value: '',
    rule: 'is missing',
    advice: `set it; until then the other variables ${group}* have no effect`,
  };
}
