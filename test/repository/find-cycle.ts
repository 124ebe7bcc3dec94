/** Does following a graph's edges ever lead back? */

export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Returns one cycle, the first node again at its end, or undefined if there is none. */
export function tryFindCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>()
  for (const start of graph.keys()) {
    const cycle = follow(graph, [start], done)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

function follow(
  graph: Graph,
  path: readonly string[],
  done: Set<string>,
): readonly string[] | undefined {
  const node = path.at(-1) ?? ''
  if (done.has(node)) return undefined
  for (const next of graph.get(node) ?? []) {
    const back = path.indexOf(next)
    if (back >= 0) return [...path.slice(back), next]
    const cycle = follow(graph, [...path, next], done)
    if (cycle !== undefined) return cycle
  }
  done.add(node)
  return undefined
}
