import { describe, expect, it } from 'vitest';
import { usersOf } from '../../../src/core/parameters/values/user-list.js';
import type { KnownUsers } from '../../../src/core/services/parse-access.js';
import { parseService } from '../../../src/core/services/parse-service.js';
import { someParseSettings } from '../../support/settings.js';

const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };
const hash = '$5$saltsalt$mrsjb0zvWVSE1fRhsvRbPMOIFNHDNYQUYSj2o0zmmN5';

const nobody: KnownUsers = { shared: undefined, secrets: new Map() };
const known: KnownUsers = {
  shared: usersOf('admin:a,root:r', false),
  secrets: new Map([
    ['team', 'ann:1\nben:2, cat:3'],
    ['hashed', `ann:${hash}`],
    ['careless', 'ann:1\nben\n\n:x\n'],
  ]),
};
const onlySecrets: KnownUsers = { ...known, shared: undefined };
const user = (name: string, password: string, encrypted = false) => ({ name, password, encrypted });

function access(parameters: Record<string, string>, users: KnownUsers) {
  const { spec, problems } = parseService({ ...demo, ...parameters }, someParseSettings({ users }));
  return { access: spec?.access, problems: problems.map(({ parameter, value }) => `${parameter}=${value}`) };
}

// Parameters, what is known besides → who may, problems.
const table: readonly [Record<string, string>, KnownUsers, unknown, readonly string[]][] = [
  [{}, nobody, undefined, []],
  [{}, known, { users: [], shared: true }, []],
  [{ users: 'u:p' }, nobody, { users: [user('u', 'p')], shared: false }, []],
  [{ users: 'u:p:q, v:x' }, nobody, { users: [user('u', 'p:q'), user('v', 'x')], shared: false }, []],
  [{ users: 'u:p' }, known, { users: [user('u', 'p')], shared: true }, []],
  // A choice among the users of USERS.
  [{ users: 'root' }, known, { users: [user('root', 'r')], shared: false }, []],
  [{ users: 'root:r' }, known, { users: [user('root', 'r')], shared: false }, []],
  [
    { usersSecret: 'team' },
    onlySecrets,
    { users: [user('ann', '1'), user('ben', '2'), user('cat', '3')], shared: false },
    [],
  ],
  [{ users: 'ben', usersSecret: 'team' }, onlySecrets, { users: [user('ben', '2')], shared: false }, []],
  [
    { usersSecret: 'hashed', usersPassEncrypted: 'true' },
    known,
    { users: [user('ann', hash, true)], shared: true },
    [],
  ],
  [
    { users: `u:${hash}`, usersPassEncrypted: 'true' },
    nobody,
    { users: [user('u', hash, true)], shared: false },
    [],
  ],
  // Locked, not open.
  [{ users: 'u' }, nobody, { users: [], shared: false }, ['users=(not shown)', 'users=(not shown)']],
  [{ users: 'u' }, known, { users: [], shared: false }, ['users=(not shown)', 'users=(not shown)']],
  [{ users: ':p' }, known, { users: [], shared: false }, ['users=(not shown)', 'users=(not shown)']],
  [{ users: 'a\nb:c' }, nobody, { users: [], shared: false }, ['users=(not shown)', 'users=(not shown)']],
  [{ usersSecret: 'none' }, known, { users: [], shared: false }, ['usersSecret=none', 'users=(not shown)']],
  [{ usersSecret: '../x' }, known, { users: [], shared: false }, ['usersSecret=../x', 'users=(not shown)']],
  [
    { users: 'u:plain', usersPassEncrypted: 'true' },
    nobody,
    { users: [], shared: false },
    ['users=(not shown)', 'users=(not shown)'],
  ],
];

describe('who may use a service', () => {
  it('is told without the rest of a password that has a separator in it', () => {
    const { problems } = parseService({ ...demo, users: 'ann:sesame,open' }, someParseSettings());
    expect(problems[0]?.rule).toBe('has a name without a password (user 2 of the list)');
    expect(JSON.stringify(problems)).not.toMatch(/sesame|open/);
  });

  it('is not who stands in a secret without a name or a password, which is reported by number', () => {
    const { access: taken, problems } = access({ usersSecret: 'careless' }, onlySecrets);
    expect(taken).toEqual({ users: [user('ann', '1')], shared: false });
    expect(problems).toEqual(['usersSecret=careless', 'usersSecret=careless']);
  });

  it.each(['$5$rounds=20000$', '$5$rounds=1$', '$5$a;b$', '$2b$'])(
    'is nobody whose hash begins with %s, which HAProxy cannot or should not work out',
    (prefix) => {
      const users = `u:${hash.replace('$5$saltsalt$', prefix)}`;
      expect(access({ users, usersPassEncrypted: 'true' }, nobody).access).toEqual({
        users: [],
        shared: false,
      });
    },
  );

  it.each(table)('%j', (parameters, users, expected, problems) => {
    const result = access(parameters, users);
    expect(result.access).toEqual(expected);
    expect(result.problems).toEqual(problems);
  });
});
