import { describe, expect, it } from 'vitest';
import { frontendLines } from '../../../src/core/render/frontend-lines.js';

describe('frontendLines', () => {
  it('brings rules into the order in which HAProxy evaluates them, and keeps the order of equals', () => {
    const given = [
      'use_backend b if old',
      'http-request deny if bad',
      'redirect scheme https if a',
      'tcp-request content reject if bad',
      'http-request set-header X-A b',
      'tcp-request connection reject if bad',
      'acl bad src 203.0.113.0/24',
      'tcp-request session reject if bad',
      'redirect scheme https if b',
      'option httpclose',
    ];
    expect(frontendLines(given)).toEqual({
      head: [
        'acl bad src 203.0.113.0/24',
        'option httpclose',
        'tcp-request connection reject if bad',
        'tcp-request session reject if bad',
        'tcp-request content reject if bad',
        'http-request deny if bad',
        'http-request set-header X-A b',
      ],
      end: ['redirect scheme https if a', 'redirect scheme https if b', 'use_backend b if old'],
    });
  });
});
