import { quote } from '../language/quote.js';
import type { Section } from '../rendered-config.js';
import type { ServiceSpec, User } from '../services/service-spec.js';

/** The list of the setting USERS. No list of a service can have this name. */
export const sharedUsers = 'users';

/** Returns the name of a service's own list. */
export function usersOfService({ aclName }: Pick<ServiceSpec, 'aclName'>): string {
  return `users_${aclName}`;
}

/** Returns a list of users (HAProxy manual, section 12.1 `userlist`). The first of two entries for one name counts. */
export function userListSection(name: string, users: readonly User[], service?: string): Section {
  const byName = new Map([...users].reverse().map((user) => [user.name, user]));
  const lines = [...byName.values()].reverse().map(userLine);
  return {
    name: `userlist ${name}`,
    kind: service === undefined ? 'frame' : 'backend',
    ...(service === undefined ? {} : { service }),
    text: `userlist ${name}\n${lines.map(({ text }) => `    ${text}\n`).join('')}`,
    hidden: lines.map(({ secret }) => secret),
  };
}

function userLine({ name, password, encrypted }: User): { text: string; secret: string } {
  const secret = `${encrypted ? 'password' : 'insecure-password'} ${quote(password)}`;
  return { text: `user ${quote(name)} ${secret}`, secret };
}
