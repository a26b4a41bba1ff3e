import { describe, expect, it } from 'vitest';
import type { Discovery } from '../../src/core/rendered-config.js';
import { inheritAddresses } from '../../src/haproxy/inherit-addresses.js';

const line = (backend: string, id: number, server: string, address: string) =>
  `3 ${backend} ${id} ${server} ${address} 2 0 1 1 5 1 0 2 0 0 0 0 tasks.shop 80 - 0 0 - - 0\n`;
const text = `1\n# be_id be_name …\n${line('old', 1, 'shop-1', '10.0.0.1')}${line('old', 4, 'shop-4', '10.0.0.4')}`;
const discovery = (backend: string, over: Partial<Discovery> = {}): Discovery => ({
  backend,
  hostname: 'tasks.shop',
  port: 80,
  servers: ['s-1', 's-2', 's-3'],
  ...over,
});

describe('the servers of a backend that a worker does not have yet', () => {
  it('get the addresses that another backend has found by the same name, from their first slot on', () => {
    expect(inheritAddresses(text, [discovery('new')])).toBe(
      `${text}${line('new', 1, 's-1', '10.0.0.1')}${line('new', 2, 's-2', '10.0.0.4')}`,
    );
  });

  it('get each address once, whoever else has found it', () => {
    const twice = `${text}${line('other', 1, 'o-1', '10.0.0.1')}`;
    expect(inheritAddresses(twice, [discovery('new')])).toBe(
      inheritAddresses(text, [discovery('new')]).replace(text, twice),
    );
  });

  it('get no more than they have slots', () => {
    expect(inheritAddresses(text, [discovery('new', { servers: ['s'] })])).toBe(
      `${text}${line('new', 1, 's', '10.0.0.1')}`,
    );
  });

  it.each([
    ['by another name', discovery('new', { hostname: 'tasks.other' })],
    ['at another port', discovery('new', { port: 81 })],
    ['in a backend that has its own', discovery('old')],
  ])('get none that was found %s', (_, wanted) => {
    expect(inheritAddresses(text, [wanted])).toBe(text);
  });
});
