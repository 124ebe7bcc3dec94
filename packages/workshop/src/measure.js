/** How are two ways compared on a machine whose speed drifts? In turn, by medians. */

/** Rounds that warm up caches and compilers and are not counted. */
const WARM_UP = 8

/**
 * Runs each way once per round and returns the median milliseconds of each.
 *
 * @param {number} rounds - Counted rounds.
 * @param {Record<string, { run: (round: number) => Promise<unknown>, before?: (round: number) => unknown }>} ways
 * @returns {Promise<Record<string, number>>}
 */
export async function interleaved(rounds, ways) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      await way.before?.(round)
      const start = process.hrtime.bigint()
      await way.run(round)
      const ms = Number(process.hrtime.bigint() - start) / 1e6
      if (round >= 0) times[name].push(ms)
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]))
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Prints name, both medians in milliseconds, and their ratio. */
export function printTable(title, rows) {
  console.log(`\n${title}`)
  console.log(
    `${'call'.padEnd(24)}${'bare'.padStart(10)}${'audited'.padStart(10)}${'ratio'.padStart(8)}`,
  )
  for (const [name, bare, audited, ratio] of rows) {
    const cells = [
      bare.toFixed(3).padStart(10),
      audited.toFixed(3).padStart(10),
      ratio.toFixed(2).padStart(8),
    ]
    console.log(name.padEnd(24) + cells.join(''))
  }
}

/**
 * Watches this process's memory while something is counted.
 *
 * @param {() => number} counted - How many there were so far.
 * @returns {{ stop: () => number }} Megabytes of RSS per 100,000, by least squares, leaving out the first
 * quarter, in which buffers and the heap find their size.
 */
export function watchMemory(counted) {
  const seen = []
  const timer = setInterval(() => {
    seen.push([counted() / 100_000, process.memoryUsage.rss() / 1e6])
  }, 50)
  return {
    stop() {
      clearInterval(timer)
      const from = (seen.at(-1)?.[0] ?? 0) / 4
      const kept = seen.filter(([at]) => at >= from)
      if (kept.length < 2) return 0
      const x = kept.reduce((sum, [at]) => sum + at, 0) / kept.length
      const y = kept.reduce((sum, [, mb]) => sum + mb, 0) / kept.length
      const above = kept.reduce((sum, [at, mb]) => sum + (at - x) * (mb - y), 0)
      const below = kept.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
      return below === 0 ? 0 : above / below
    },
  }
}
