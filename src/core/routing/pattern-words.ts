import type { HostMatch, PathType } from '../services/service-spec.js';

/** Returns which hosts are meant, in words: "a host that begins with shop.". */
export function hostWords(match: HostMatch): string {
  switch (match.kind) {
    case 'exact':
      return `the host ${match.host}`;
    case 'prefix':
      return `a host that begins with ${match.host}`;
    case 'suffix':
      return `a host that ends with ${match.host}`;
    case 'method':
      return `a host ${methodWords(match.method, match.pattern, 'dots')}`;
    case 'fetch':
      return `a request whose ${match.fetch} is ${match.pattern}`;
  }
}

/** Returns which paths are meant, in words. */
export function pathWords(type: PathType, path: string): string {
  switch (type) {
    case 'path':
      return `the path ${path}`;
    case 'path_beg':
      return `a path that begins with ${path}`;
    case 'path_end':
      return `a path that ends with ${path}`;
    case 'path_sub':
      return `a path ${methodWords('sub', path, '')}`;
    case 'path_dir':
      return `a path ${methodWords('dir', path, 'slashes')}`;
    case 'path_dom':
      return `a path ${methodWords('dom', path, 'slashes or dots')}`;
    case 'path_reg':
      return `a path ${methodWords('reg', path, '')}`;
    case 'path_len':
      return `a path ${methodWords('len', path, '')}`;
  }
}

function methodWords(method: 'dom' | 'dir' | 'sub' | 'reg' | 'len', pattern: string, edges: string): string {
  switch (method) {
    case 'dom':
    case 'dir':
      return `with the part ${pattern} between ${method === 'dir' ? 'slashes' : edges}`;
    case 'sub':
      return `that contains ${pattern}`;
    case 'reg':
      return `that matches ${pattern}`;
    case 'len':
      return `of length ${pattern}`;
  }
}
