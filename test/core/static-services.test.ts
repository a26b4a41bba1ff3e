import { describe, expect, it } from 'vitest';
import { withStaticServices } from '../../src/core/static-services.js';

const swarm = { serviceName: 'web', port: '80' };

describe('static services', () => {
  it('come after the ones of the swarm', () => {
    const fixed = { serviceName: 'fixed', port: '81' };
    expect(withStaticServices([swarm], [fixed])).toEqual({ services: [swarm, fixed], problems: [] });
  });

  it('give way to a service of the swarm with the same name, which is said', () => {
    const { services, problems } = withStaticServices([swarm], [{ serviceName: 'web', port: '81' }]);
    expect(services).toEqual([swarm]);
    expect(problems).toMatchObject([
      { service: 'web', parameter: 'serviceName', rule: 'is also the name of a service of the swarm' },
    ]);
  });

  it('give way to an earlier one with the same name', () => {
    const [first, second] = [
      { serviceName: 'a', port: '1' },
      { serviceName: 'a', port: '2' },
    ];
    const { services, problems } = withStaticServices([], [first, second]);
    expect(services).toEqual([first]);
    expect(problems).toMatchObject([{ rule: 'is also the name of another static service' }]);
  });

  it('without a name are left to the parser, which says so', () => {
    const nameless = [{ port: '1' }, { port: '2' }];
    expect(withStaticServices([], nameless)).toEqual({ services: nameless, problems: [] });
  });
});
