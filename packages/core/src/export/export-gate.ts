/**
 * How many exports may run at once?
 *
 * Each holds a cursor of the database and a part of this process for as long as its reader likes:
 * a bounded number of them may, and of one person fewer, so that nobody keeps the others out.
 */

/** How many at once, of everybody and of one person. */
export interface GateLimits {
  readonly inAll: number
  readonly perPerson: number
}

const USUAL: GateLimits = { inAll: 4, perPerson: 2 }

/** Lets in what there is room for. */
export interface ExportGate {
  /** Returns what to call when it is over; undefined where there is no room. */
  tryEnter(person: string): (() => void) | undefined
}

/** Makes a gate that nobody has passed yet; by default for four at once, two of one person. */
export function createExportGate({ inAll, perPerson }: GateLimits = USUAL): ExportGate {
  const inside = new Map<string, number>()
  let all = 0
  return {
    tryEnter(person) {
      const own = inside.get(person) ?? 0
      if (all >= inAll || own >= perPerson) return undefined
      inside.set(person, own + 1)
      all += 1
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        all -= 1
        const left = (inside.get(person) ?? 1) - 1
        if (left === 0) inside.delete(person)
        else inside.set(person, left)
      }
    },
  }
}
