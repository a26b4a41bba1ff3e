import type { HostMatch, PathType } from '../services/service-spec.js';

/** Returns which hosts are meant, in words that follow "host". */
export function hostWords(match: HostMatch): string {
  switch (match.kind) {
    case 'exact':
      return match.host;
    case 'prefix':
      return `that begins with ${match.host}`;
    case 'suffix':
      return `that ends with ${match.host}`;
    case 'method':
      return methodWords(match.method, match.pattern, 'dots');
    case 'fetch':
      return `with ${match.fetch} ${match.pattern}`;
  }
}

/** Returns which paths are meant, in words that follow "path". */
export function pathWords(type: PathType, path: string): string {
  switch (type) {
    case 'path':
      return path;
    case 'path_beg':
      return `that begins with ${path}`;
    case 'path_end':
      return `that ends with ${path}`;
    case 'path_sub':
      return methodWords('sub', path, '');
    case 'path_dir':
      return methodWords('dir', path, 'slashes');
    case 'path_dom':
      return methodWords('dom', path, 'slashes or dots');
    case 'path_reg':
      return methodWords('reg', path, '');
    case 'path_len':
      return methodWords('len', path, '');
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
