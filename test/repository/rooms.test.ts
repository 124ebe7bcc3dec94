import { describe, expect, it } from '@jest/globals'
import { tryFindCycle } from './find-cycle.ts'
import { fileGraph, importsBetween, roomGraph } from './room-graph.ts'
import type { Graph } from './find-cycle.ts'
import { packageFolders } from './source-tree.ts'

/** The imports that close a cycle of rooms: one room per paragraph. */
function explainedCycle(files: Graph): readonly string[] {
  const cycle = tryFindCycle(roomGraph(files)) ?? []
  return cycle.slice(1).map((to, index) => {
    const from = cycle[index] ?? ''
    return `${from} needs ${to}: ${importsBetween(files, from, to).join(', ')}`
  })
}

describe('inside', () => {
  for (const folder of packageFolders()) {
    const files = fileGraph(folder)

    it(`packages/${folder}, no file needs a file that needs it`, () => {
      expect(tryFindCycle(files) ?? []).toEqual([])
    })

    it(`packages/${folder}, no room needs a room that needs it`, () => {
      expect(explainedCycle(files)).toEqual([])
    })
  }
})

describe('the search for cycles', () => {
  it('names the way round, and only the way round', () => {
    const graph = new Map([
      ['door', new Set(['hall'])],
      ['hall', new Set(['kitchen'])],
      ['kitchen', new Set(['cellar', 'hall'])],
      ['cellar', new Set<string>()],
    ])
    expect(tryFindCycle(graph)).toEqual(['hall', 'kitchen', 'hall'])
  })

  it('is content where two ways lead to one room', () => {
    const graph = new Map([
      ['door', new Set(['hall', 'kitchen'])],
      ['hall', new Set(['cellar'])],
      ['kitchen', new Set(['cellar'])],
    ])
    expect(tryFindCycle(graph)).toBeUndefined()
  })
})
