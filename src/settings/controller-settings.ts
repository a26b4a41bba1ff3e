import { BooleanText, NonEmptyText, Text } from '../core/codecs.js';
import { PollingInterval } from './codecs.js';
import { setting } from './setting.js';

/** Settings of the controller, with the names and defaults of Docker Flow Swarm Listener. */
export const controllerSettings = {
  DF_DOCKER_HOST: setting(
    'controller',
    NonEmptyText,
    'unix:///var/run/docker.sock',
    'Docker API: `unix://` or `tcp://`.',
  ),
  DOCKER_TLS_VERIFY: setting('controller', Text, '', 'Anything: speak TLS to a `tcp://` Docker API.'),
  DOCKER_CERT_PATH: setting('controller', Text, '', 'Folder of ca.pem, cert.pem and key.pem for it.'),
  DF_NOTIFY_LABEL: setting(
    'controller',
    NonEmptyText,
    'com.df.notify',
    'Services with this label count. The part up to its last dot is the prefix of all labels.',
  ),
  DF_SERVICE_NAME_PREFIX: setting('controller', Text, '', 'Put before service names.'),
  DF_USE_DOCKER_SERVICE_EVENTS: setting('controller', BooleanText, 'true', 'Listen to service events.'),
  DF_USE_DOCKER_NODE_EVENTS: setting('controller', BooleanText, 'true', 'Listen to node events.'),
  DF_SERVICE_POLLING_INTERVAL: setting(
    'controller',
    PollingInterval,
    '-1',
    'Seconds between full re-lists of services; 0 or less: RESYNC.',
  ),
  DF_NODE_POLLING_INTERVAL: setting(
    'controller',
    PollingInterval,
    '-1',
    'Seconds between full re-lists of nodes; 0 or less: RESYNC.',
  ),
} as const;
