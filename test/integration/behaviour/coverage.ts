import { parameterTable } from '../../../src/core/parameters/parameter-table.js';
import { settingsTable } from '../../../src/settings.js';
import type { Case } from './case.js';
import type { SingleStep, Step } from './step.js';
import { isShown } from './without-shown.js';

/** Rows that no request through HAProxy can show, and where they are held instead. */
const elsewhere: Readonly<Record<string, string>> = {
  distribute: 'a word of the HTTP API: which proxies are told, not what they do',
  'swarm.attached': 'only a warning: test/core/parameters',
  'swarm.maxTasks': 'how many slots there are for tasks: test/core/render',
  LISTENER_ADDRESS: 'where services come from: test/distribution and test/integration/program.test.ts',
  RELOAD_INTERVAL: 'how often they are asked for: test/distribution',
  SERVICE_NAME: 'who the other proxies are: test/distribution',
  IP: 'address of the API: test/http',
  PORT: 'port of the API: test/http',
  STATE_DIR: 'what survives a restart: test/sources',
  RUN_DIR: 'where HAProxy reads and listens: every integration test',
  DEBOUNCE: 'pace of passes: test/reconcile',
  RELOAD_MIN_INTERVAL: 'pace of reloads: test/reconcile',
  HARD_STOP_AFTER: 'minutes that an old worker may live: test/core/render',
  MAX_OLD_WORKERS: 'how many old workers may live: test/integration/old-workers.test.ts',
  HAPROXY_BIN: 'which HAProxy: every integration test',
  LOG_LEVEL: 'what Waggle itself says: test/telemetry',
  LOG_FORMAT: 'what Waggle itself says: test/telemetry',
};

/** Returns the rows of both tables that no case shows with requests and with requests without it. */
export function rowsWithoutCase(cases: readonly Case[]): readonly string[] {
  const shown = cases.filter(showsAbsence).flatMap(({ shows }) => shows);
  return rows().filter((name) => elsewhere[name] === undefined && !shown.includes(name));
}

/** Returns the exceptions that are none: a case shows them, or there is no such row. */
export function staleExceptions(cases: readonly Case[]): readonly string[] {
  const shown = cases.filter(showsAbsence).flatMap(({ shows }) => shows);
  return Object.keys(elsewhere).filter((name) => shown.includes(name) || !rows().includes(name));
}

/** All rows but the controller's and those that are said to be without effect. */
function rows(): readonly string[] {
  const settings = Object.entries(settingsTable).flatMap(([name, { half, withoutEffect }]) =>
    half === 'controller' || withoutEffect !== undefined ? [] : [name],
  );
  return [...Object.values(parameterTable).map(({ name }) => name), ...settings];
}

/**
 * Returns what keeps a case from showing what it says it shows: a name that it does not use, so that leaving it out changes
 * nothing, or no request that is answered differently without.
 */
export function emptyClaims(one: Case): readonly string[] {
  const { services = [], settings = {}, files = {}, shows, without } = one;
  const used = [
    ...services.flatMap((parameters) => Object.keys(parameters)),
    ...Object.keys(settings),
    ...Object.keys(files).map((name) => name.replace(/^secrets\/dfp_/, '').toUpperCase()),
  ];
  const unused = shows.filter(
    (name) => without !== undefined && !used.some((known) => isShown(known, [name])),
  );
  const claims = unused.map((name) => `${one.name}: there is no ${name} to leave out`);
  return without === undefined || showsAbsence(one)
    ? claims
    : [...claims, `${one.name}: no request is expected to be answered differently without`];
}

/** Whether a step of the case is expected to end otherwise without what the case shows. */
function showsAbsence({ requests, without }: Case): boolean {
  const before = requests.flatMap(singles);
  return (without ?? [])
    .flatMap(singles)
    .some((step) =>
      before.some(
        (other) => stimulus(step) === stimulus(other) && JSON.stringify(step) !== JSON.stringify(other),
      ),
    );
}

function singles(step: Step): readonly SingleStep[] {
  return 'together' in step ? step.together : [step];
}

/** What is done in a step, without what is expected of it. */
function stimulus(step: SingleStep): string {
  if ('connect' in step) return `connect ${step.connect} ${step.tls?.sni ?? ''}`;
  if ('request' in step)
    return JSON.stringify({ ...step, expect: undefined, times: undefined, patience: undefined });
  return Object.keys(step).join().replace('notLogged', 'logged');
}
