import { expect, it } from 'vitest';
import { parseListenerAddress } from '../../src/distribution/listener-address.js';

it.each([
  ['swarm-listener', { host: 'swarm-listener', port: 8080 }],
  ['swarm-listener:9000', { host: 'swarm-listener', port: 9000 }],
  ['10.0.0.1:80', { host: '10.0.0.1', port: 80 }],
  ['[fd00::1]:9000', { host: 'fd00::1', port: 9000 }],
  ['[fd00::1]', { host: 'fd00::1', port: 8080 }],
  ['fd00::1', undefined],
  ['host:99999', undefined],
  ['host:', undefined],
  ['http://host', undefined],
  ['', undefined],
])('the listener address %j is %j', (text, address) => {
  expect(parseListenerAddress(text)).toEqual(address);
});
