import { type FromText, fromText, splitList } from '../../codecs.js';
import { hasControlCharacters } from '../../language/control-characters.js';
import type { User } from '../../services/service-spec.js';
import type { ParameterContext } from '../parameter.js';

/** An entry of `users`: without a password, it is looked up where passwords are kept. */
export interface GivenUser {
  readonly name: string;
  readonly password?: string;
}

/** `users`: a list of `name:password` or `name`. */
export function userList({ separator }: ParameterContext): FromText<readonly GivenUser[]> {
  return fromText<readonly GivenUser[]>(
    `must be a list of \`name:password\` or \`name\` separated by "${separator}"`,
    (text) => {
      const users = splitList(text, separator).map(userOf);
      return users.length > 0 && users.every((user) => user !== undefined) ? users : undefined;
    },
    (users) =>
      users
        .map(({ name, password }) => (password === undefined ? name : `${name}:${password}`))
        .join(separator),
  );
}

/**
 * Returns the users that a secret's text or the setting USERS lists, separated by commas or line breaks. Entries without a
 * password, and passwords that cannot be what they are said to be, let nobody in and are left out.
 */
export function usersOf(text: string, encrypted: boolean): readonly User[] {
  return entriesOf(text).flatMap((entry) => knownUser(entry, encrypted) ?? []);
}

/** Returns which entries of such a text let nobody in, by their number: what stands there may be a password. */
export function uselessUsers(text: string, encrypted: boolean): readonly number[] {
  return entriesOf(text).flatMap((entry, place) =>
    knownUser(entry, encrypted) === undefined ? [place + 1] : [],
  );
}

/** What is wrong with those, in words. */
export const uselessRule =
  'must be name:password, and the password a crypt(3) hash of MD5, SHA-256 or SHA-512 with fewer than 20000 rounds where it is said to be encrypted';

function entriesOf(text: string): readonly string[] {
  return text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function knownUser(entry: string, encrypted: boolean): User | undefined {
  const { name, password } = userOf(entry) ?? {};
  if (name === undefined || password === undefined) return undefined;
  const user = { name, password, encrypted };
  return isUsable(user) ? user : undefined;
}

/** Whether HAProxy can compare a password with this one. */
export function isUsable({ password, encrypted }: User): boolean {
  return !encrypted || cryptHash.test(password);
}

function userOf(entry: string): GivenUser | undefined {
  const colon = entry.indexOf(':');
  const name = (colon < 0 ? entry : entry.slice(0, colon)).trim();
  const password = colon < 0 ? undefined : entry.slice(colon + 1).trim();
  const good = name !== '' && password !== '' && !hasControlCharacters(entry) && entry.length <= 1000;
  if (!good) return undefined;
  return password === undefined ? { name } : { name, password };
}

/**
 * A hash that every crypt(3) knows: MD5, SHA-256, SHA-512 (crypt(5)). With 50,000 rounds HAProxy does nothing else for
 * some 17 ms, at every request and for whatever service, and 3.4 warns of it: fewer than 20,000 are taken.
 */
const cryptHash =
  /^\$(1\$[./A-Za-z0-9]{0,8}\$[./A-Za-z0-9]{22}|[56]\$(rounds=(1\d{4}|[1-9]\d{3})\$)?[./A-Za-z0-9]{0,16}\$([./A-Za-z0-9]{43}|[./A-Za-z0-9]{86}))$/;
