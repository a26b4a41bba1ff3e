import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader, Report } from '../parameters/reader.js';
import {
  type GivenUser,
  isUsable,
  uselessRule,
  uselessUsers,
  usersOf,
} from '../parameters/values/user-list.js';
import type { Access, User } from './service-spec.js';

const notHash = 'is not a crypt(3) hash of MD5, SHA-256 or SHA-512 with fewer than 20000 rounds';

/** What is known of users outside of the service's parameters. */
export interface KnownUsers {
  /** Those of the setting USERS; undefined when it is not set. */
  readonly shared: readonly User[] | undefined;
  /** Texts of the secrets `dfp_users_<name>`. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * Returns who may use a service, or undefined: everybody. Where users were asked for and none can be found, nobody may. The
 * users of USERS may use every service, unless the service lists some of them by name: then it is a choice among them.
 */
export function parseAccess(reader: Reader, known: KnownUsers): Access | undefined {
  const { isGiven, report } = reader;
  if (!isGiven(table.users) && !isGiven(table.usersSecret)) {
    return known.shared === undefined ? undefined : { users: [], shared: true };
  }
  const users = ownUsers(reader, known);
  if (users.length === 0) {
    const advice = 'name users with their passwords; until then nobody may use the service';
    report(table.users.name, '(not shown)', 'has no user that can be used', advice);
    return { users, shared: false };
  }
  const names = new Set(users.map(({ name }) => name));
  const isChoice = known.shared?.some(({ name }) => names.has(name)) ?? true;
  return { users, shared: !isChoice };
}

function ownUsers({ isGiven, read, report }: Reader, known: KnownUsers): readonly User[] {
  const encrypted = read(table.usersPassEncrypted) ?? false;
  const secret = read(table.usersSecret);
  const text = secret === undefined ? undefined : known.secrets.get(secret);
  if (secret !== undefined && text === undefined) {
    report(
      table.usersSecret.name,
      secret,
      `there is no secret dfp_users_${secret}`,
      'create it and give it to the proxy service',
    );
  }
  for (const place of uselessUsers(text ?? '', encrypted)) {
    const advice = 'correct the secret; until then this entry lets nobody in';
    report(table.usersSecret.name, secret ?? '', `${uselessRule} (entry ${place} of the secret)`, advice);
  }
  const stored = isGiven(table.usersSecret) ? usersOf(text ?? '', encrypted) : (known.shared ?? []);
  const given = read(table.users);
  if (given === undefined) return isGiven(table.users) ? [] : stored;
  return given.flatMap((user, position) => resolved(user, position, stored, encrypted, report));
}

/** Users are told by their number: what stands for a name may be the rest of a password that has a separator in it. */
function resolved(
  { name, password }: GivenUser,
  position: number,
  stored: readonly User[],
  encrypted: boolean,
  report: Report,
): readonly User[] {
  const refuse = (rule: string, advice: string) => {
    report(table.users.name, '(not shown)', `${rule} (user ${position + 1} of the list)`, advice);
    return [];
  };
  if (password === undefined) {
    const found = stored.find((user) => user.name === name);
    return found
      ? [found]
      : refuse('has a name without a password', 'give the password here, in usersSecret or in USERS');
  }
  const user = { name, password, encrypted };
  return isUsable(user)
    ? [user]
    : refuse(notHash, 'make it with mkpasswd -m sha-512, or leave usersPassEncrypted out');
}
