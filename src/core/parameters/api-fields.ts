import { BooleanText, splitList } from '../codecs.js';
import { splitOutsideQuotes } from '../language/words.js';
import { destinationIndexes } from './destination-indexes.js';
import { normalise } from './normalise.js';
import type { Mode, ParameterContext } from './parameter.js';
import { parameterTable } from './parameter-table.js';
import { isSwarmFact, type Parameters } from './parameters.js';

/** What the fields depend on besides the parameters. */
export interface ApiContext extends ParameterContext {
  readonly defaultMode: Mode;
}

/** A service by the names of fields in Docker Flow Proxy's API. */
export type ApiFields = Readonly<Record<string, unknown>>;

/**
 * Returns a service as Docker Flow Proxy's API shows it: every parameter under its name with an upper-case first letter,
 * destinations in `ServiceDest`. Passwords and keys are `(hidden)`.
 */
export function apiFields(parameters: Parameters, context: ApiContext): ApiFields {
  const plain = normalise(parameters, context);
  const aclName = plain.aclName ?? plain.serviceName;
  const service = fieldsOf(ofService, context, (name) => (name === 'aclName' ? aclName : plain[name]));
  const destinations = destinationIndexes(parameters).map((index) => ({
    ...fieldsOf(ofDestination, context, (name) => plain[`${name}.${index}`] ?? plain[name]),
    Index: index,
  }));
  return { ...service, Users: usersOf(plain, context), ServiceDest: destinations };
}

type Row = (typeof rows)[number];

/** Older spellings and what only says more of `users` have no field. */
const withoutField = [
  'users',
  'usersSecret',
  'usersPassEncrypted',
  'addHeader',
  'setHeader',
  'serviceDomainMatchAll',
];
const rows = Object.values(parameterTable).filter(
  ({ name }) => !isSwarmFact(name) && !withoutField.includes(name),
);

/** Parameters of destinations that Docker Flow Proxy keeps with the service. */
const ofServiceThere = ['reqPathSearch', 'reqPathReplace'];
const isOfService = ({ indexed, name }: Row) => !indexed || ofServiceThere.includes(name);
const ofService = rows.filter(isOfService);
const ofDestination = rows.filter((row) => !isOfService(row));

function fieldsOf(
  fields: readonly Row[],
  context: ApiContext,
  textOf: (name: string) => string | undefined,
): ApiFields {
  return Object.fromEntries(
    fields.map((row) => {
      const text = textOf(row.name);
      const shape = shapes[row.name] ?? (row.codec(context).name === BooleanText.name ? asFlag : asText);
      return [fieldName(row.name), row.secret && text !== undefined ? '(hidden)' : shape(text, context)];
    }),
  );
}

function fieldName(name: string): string {
  return name === 'checkTcp' ? 'CheckTCP' : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Makes a field's value of a parameter's plainest spelling, which is undefined where it is not given. */
type Shape = (text: string | undefined, context: ApiContext) => unknown;

const asText: Shape = (text = '') => text;
const asFlag: Shape = (text) => text === 'true';
const asNumber: Shape = (text = '0') => Number(text);
const asItems: Shape = (text = '', { separator }) => splitList(text, separator);
const asRules: Shape = (text, { separator }) =>
  text === undefined ? null : splitOutsideQuotes(text, separator);
const asHeaders: Shape = (text = '', { separator }) =>
  Object.fromEntries(splitList(text, separator).map((item) => item.split(/:(.*)/s, 2)));
const asUserAgents: Shape = (text, { separator }) => {
  const values = splitList(text ?? '', separator);
  return {
    Value: text === undefined ? null : values,
    AclName: values.join('_').replace(/[^A-Za-z0-9]+/g, '_'),
  };
};

/** Fields that are more than text or a flag. */
const shapes: Readonly<Record<string, Shape>> = {
  replicas: asNumber,
  srcPort: asNumber,
  httpsPort: asNumber,
  srcHttpsPort: asNumber,
  servicePath: asItems,
  servicePathExclude: asItems,
  serviceDomain: asItems,
  redirectFromDomain: asItems,
  allowedMethods: asItems,
  deniedMethods: asItems,
  addReqHeader: asRules,
  setReqHeader: asRules,
  delReqHeader: asRules,
  addResHeader: asRules,
  setResHeader: asRules,
  delResHeader: asRules,
  serviceHeader: asHeaders,
  userAgent: asUserAgents,
  pathType: (text = 'path_beg') => text,
  reqMode: (text, { defaultMode }) => text ?? defaultMode,
};

function usersOf({ users, usersPassEncrypted }: Parameters, { separator }: ApiContext): unknown {
  if (users === undefined) return null;
  return splitList(users, separator).map((user) => ({
    Username: user.replace(/:.*/s, ''),
    Password: '(hidden)',
    PassEncrypted: usersPassEncrypted === 'true',
  }));
}
