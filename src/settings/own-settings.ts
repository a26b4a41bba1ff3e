import { HaproxyTime, integerText, NonEmptyText, oneOf, Text } from '../core/codecs.js';
import { setting } from './setting.js';

/** Settings that only Waggle has. */
export const ownSettings = {
  CERTS_DIR: setting('proxy', NonEmptyText, '/certs', 'Folder of certificates.'),
  SECRETS_DIR: setting('both', NonEmptyText, '/run/secrets', 'Folder of Docker secrets.'),
  ERRORFILES_DIR: setting(
    'proxy',
    NonEmptyText,
    '/errorfiles',
    'Folder of error pages `<status>.http`; built-in pages where one is missing or cannot be used.',
  ),
  TEMPLATES_DIR: setting(
    'proxy',
    NonEmptyText,
    '/cfg/tmpl',
    'Folder of templates: templateFePath, templateBePath and CFG_TEMPLATE_PATH are relative to it.',
  ),
  SERVICES_FILE: setting(
    'proxy',
    Text,
    '',
    'YAML file of static services, read again whenever it changes: see static-services.md.',
  ),
  ROUTE_ORDER: setting(
    'proxy',
    oneOf('alphabetical', 'specificity'),
    'alphabetical',
    'Which of several routes takes a request: the first by aclName, or the most specific: exact hosts before patterns, longer paths before shorter.',
  ),
  STATE_DIR: setting('proxy', NonEmptyText, '/var/lib/waggle', 'Folder of what survives a restart.'),
  RUN_DIR: setting('proxy', NonEmptyText, '/run/waggle', "Folder of HAProxy's configuration and sockets."),
  RESYNC: setting('controller', integerText(1, 86_400), '30', 'Seconds between full re-lists.'),
  DEBOUNCE: setting(
    'both',
    integerText(0, 60_000),
    '100',
    'Milliseconds: what follows a first event within this time is gathered into one more pass.',
  ),
  RELOAD_MIN_INTERVAL: setting(
    'proxy',
    integerText(0, 600_000),
    '500',
    'Milliseconds between two reloads; the first after a quiet time is not delayed.',
  ),
  HARD_STOP_AFTER: setting(
    'proxy',
    HaproxyTime,
    '30m',
    'How long an old HAProxy worker may keep long connections.',
  ),
  MAX_OLD_WORKERS: setting(
    'proxy',
    integerText(0, 1_000),
    '10',
    'How many old HAProxy workers may stay for their long connections: of more, the oldest is ended, its connections with it. 0: no bound.',
  ),
  HAPROXY_BIN: setting('proxy', NonEmptyText, 'haproxy', 'HAProxy to run.'),
  LOG_LEVEL: setting(
    'both',
    oneOf('debug', 'info', 'warn', 'error'),
    'info',
    'Least severe level that is logged.',
  ),
  LOG_FORMAT: setting('both', oneOf('auto', 'json', 'pretty'), 'auto', 'auto: json, pretty on a terminal.'),
} as const;
