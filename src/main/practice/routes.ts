/** What a route needs so that it can be found. */
export interface RouteShape {
  readonly method: string
  /** Path without the leading slash; `{name}` stands for one segment that is not empty. A trailing slash counts. */
  readonly path: string
}

/** The values of the `{name}` segments of the route that was found. */
export type RouteParams = ReadonlyMap<string, string>

/**
 * The first route for a method and a path without its leading slash, already percent-decoded or not as the caller
 * wishes. `wrong-method`: the path exists with other methods only; `no-path`: it does not exist.
 */
export function findRoute<R extends RouteShape>(
  routes: readonly R[],
  method: string,
  path: string,
): { readonly route: R; readonly params: RouteParams } | 'wrong-method' | 'no-path' {
  const segments = path.split('/')
  let pathFound = false
  for (const route of routes) {
    const params = matchSegments(route.path.split('/'), segments)
    if (params === null) continue
    if (route.method === method) return { route, params }
    pathFound = true
  }
  return pathFound ? 'wrong-method' : 'no-path'
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): RouteParams | null {
  if (pattern.length !== segments.length) return null
  const params = new Map<string, string>()
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (wanted.startsWith('{')) {
      if (segment === '') return null
      params.set(wanted.slice(1, -1), segment)
    } else if (wanted !== segment) {
      return null
    }
  }
  return params
}
