/**
 * How fast is the admin page, on a slow line, on a slow processor, and with 100,000 rows?
 *
 * In a real Chromium, on the real router and database. Beside each number stand the target and the
 * limit that a release keeps to on an idle machine of two cores; a busy one is slower.
 *
 * npm run bench -- page
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIdSource, sealEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import express from 'express'
import { MongoClient } from 'mongodb'
import { chromium } from 'playwright-core'
import { createAudit } from 'rastro'
import { NO_CHROMIUM, tryFindChromium } from '../src/find-chromium.js'
import { median } from '../src/measure.js'

const ROUNDS = Number(process.env.ROUNDS ?? 9)
const EVENTS = 2_000
const ROWS = 100_000
const FRAMES = 360
/** What the browser's own tools call slow 4G. */
const SLOW_LINE = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1_474_560 / 8) * 0.9,
  uploadThroughput: (675_840 / 8) * 0.9,
}
const SLOW_PROCESSOR = 4
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --enable-precise-memory-info'

const executablePath = tryFindChromium()
if (executablePath === undefined) throw new Error(NO_CHROMIUM)

const dbName = `audit_bench_page_${process.pid}`
const client = await new MongoClient(process.env.AUDIT_TEST_MONGODB_URI).connect()
const db = client.db(dbName)
const store = createMongoStore({ database: () => db })
await store.prepare()
await fill()
const silent = { info: () => {}, warn: () => {} }
const audit = createAudit({ client, db, spool: false, sequencer: false, log: silent })
const app = express()
app.use(audit.context(), audit.router({ authorize: () => ({ can: ['read'] }) }))
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = `http://127.0.0.1:${server.address().port}/events`

const profile = mkdtempSync(join(tmpdir(), 'audit-bench-page-'))
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  args: FLAGS.split(' '),
  viewport: { width: 1280, height: 860 },
})
const rows = []
try {
  await measureOpening()
  await measureUse()
  await measureScrolling(1)
  await measureScrolling(SLOW_PROCESSOR)
  measureImport()
  print()
} finally {
  await context.close()
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  server.closeAllConnections()
  server.close()
  await audit.close()
  await db.dropDatabase()
  await client.close()
}

/** First paint and first rows, nothing in the browser's cache. */
async function measureOpening() {
  const paints = []
  const firsts = []
  const shifts = []
  for (let round = -1; round < ROUNDS; round += 1) {
    const { page, cdp } = await newPage(SLOW_PROCESSOR)
    await cdp.send('Network.enable')
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
    await cdp.send('Network.emulateNetworkConditions', SLOW_LINE)
    await page.goto(address, { waitUntil: 'commit' })
    await page.locator('.row-link').first().waitFor({ state: 'attached' })
    const seen = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      first: globalThis.measured.firstRows,
      shift: globalThis.measured.shift,
    }))
    // The first one warms the server up.
    if (round >= 0) {
      paints.push(seen.paint)
      firsts.push(seen.first)
      shifts.push(seen.shift)
    }
    await page.close()
  }
  report('first paint, slow line and processor', {
    value: median(paints),
    target: 1_500,
    limit: 2_200,
    unit: 'ms',
  })
  report('first rows, the same', { value: median(firsts), target: 2_300, limit: 3_000, unit: 'ms' })
  report('layout shift', { value: Math.max(...shifts), target: 0, limit: 0.02, unit: '' })
}

/** A filter's new rows without the request's own time, and the slowest key. */
async function measureUse() {
  const { page } = await newPage(SLOW_PROCESSOR)
  await page.goto(address)
  await page.locator('.row-link').first().waitFor()
  const changes = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const wanted = round % 2 === 0 ? 'delete' : 'create'
    changes.push(
      await page.evaluate(async (operation) => {
        const { promise, resolve } = Promise.withResolvers()
        // The row itself: its link changes as soon as the filter does.
        const first = () => document.querySelector('[data-row]')?.getAttribute('data-row')
        const before = first()
        const watching = new MutationObserver(() => {
          if (first() === before) return
          watching.disconnect()
          requestAnimationFrame(() => resolve(performance.now()))
        })
        watching.observe(document.body, { subtree: true, childList: true, attributes: true })
        performance.clearResourceTimings()
        const start = performance.now()
        history.pushState(null, '', `?op=${operation}`)
        dispatchEvent(new PopStateEvent('popstate'))
        const end = await promise
        const request = performance
          .getEntriesByType('resource')
          // Counting is a request of its own, and that of the list before may end now.
          .find(({ name }) => name.includes(`op=${operation}`) && !name.includes('count=1'))
        return end - start - request.duration
      }, wanted),
    )
  }
  await page.locator('.row-link').first().focus()
  for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowDown')
  const slowest = await page.evaluate(() => globalThis.measured.slowest)
  await page.close()
  report('filter to new rows, slow processor', {
    value: median(changes),
    target: 150,
    limit: 300,
    unit: 'ms',
  })
  report('slowest of 40 keys, the same', { value: slowest, target: 100, limit: 200, unit: 'ms' })
}

/** A script that scrolls in each frame and looks whether a row is in the middle. */
async function measureScrolling(processor) {
  const { page, cdp } = await newPage(processor)
  await page.route(/\/api\/events\?/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const events = Array.from({ length: ROWS }, (_, i) => {
      const row = body.events[i % body.events.length]
      return { ...row, id: String(i).padStart(26, '0') }
    })
    await route.fulfill({ response: answer, json: { ...body, events, next: null } })
  })
  await page.goto(address)
  await page.locator('.row-link').first().waitFor()
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await taskSeconds(cdp)
  const { frames, blank, long } = await page.evaluate(async (count) => {
    const region = document.querySelector('.table-region')
    const inRegion = region !== null && region.scrollHeight > region.clientHeight + 10
    const scroller = inRegion ? region : document.scrollingElement
    let long = 0
    new PerformanceObserver((list) => {
      long += list.getEntries().length
    }).observe({ type: 'longtask' })
    const frames = []
    let blank = 0
    let last = await new Promise(requestAnimationFrame)
    for (let i = 0; i < count; i += 1) {
      // Steady, then in jumps, as the wheel and the bar do.
      scroller.scrollTop += i % 60 < 50 ? 120 : 20_000
      const now = await new Promise(requestAnimationFrame)
      frames.push(now - last)
      last = now
      const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)
      if (middle?.closest('[data-row]') === null) blank += 1
    }
    return { frames, blank, long }
  }, FRAMES)
  const workMs = (((await taskSeconds(cdp)) - before) * 1000) / FRAMES
  frames.sort((a, b) => a - b)
  const name = processor === 1 ? '100,000 rows' : '100,000 rows, slow processor'
  const p95 = frames[Math.floor(frames.length * 0.95)]
  report(`${name}: 95 of 100 frames`, {
    value: p95,
    ...(processor === 1 ? { target: 17, limit: 34 } : { target: 100, limit: 170 }),
    unit: 'ms',
  })
  report(`${name}: frames without a row`, { value: blank, target: 0, limit: 0, unit: '' })
  // Also on a busy machine the page's own: how long its thread ran, not how long it waited.
  report(`${name}: work in each frame`, { value: workMs, unit: 'ms of the processor' })
  if (processor === 1) {
    report(`${name}: long tasks`, { value: long, target: 0, limit: 5, unit: '' })
    const mounted = await page.locator('[data-row]').count()
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    report(`${name}: in the document`, { value: mounted, target: 40, limit: 60, unit: 'rows' })
    report(`${name}: memory`, { value: usedSize / 1024 / 1024, target: 40, limit: 80, unit: 'MB' })
  }
  await page.close()
}

async function taskSeconds(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value
}

/** Each in a process of its own, as an application starts: what recording needs is loaded anyway. */
function measureImport() {
  const [router, all] = [
    ['@rastro/core', '@rastro/admin'],
    ['node:assert', 'rastro'],
  ].map(([before, own]) => {
    const code = `await import('${before}'); const s = performance.now(); await import('${own}'); console.log(performance.now() - s)`
    return median(
      Array.from({ length: ROUNDS }, () => {
        const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
          encoding: 'utf8',
        })
        return Number(stdout)
      }),
    )
  })
  report('import of the router', { value: router, target: 30, limit: 80, unit: 'ms' })
  report('import of the whole suite', { value: all, unit: 'ms' })
}

async function newPage(processor) {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: processor })
  await page.addInitScript(() => {
    const measured = { firstRows: undefined, shift: 0, slowest: 0 }
    globalThis.measured = measured
    const watching = new MutationObserver(() => {
      if (document.querySelector('.row-link') === null) return
      watching.disconnect()
      requestAnimationFrame(() => {
        measured.firstRows = performance.now()
      })
    })
    watching.observe(document, { childList: true, subtree: true })
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) measured.shift += value
    }).observe({ type: 'layout-shift', buffered: true })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        measured.slowest = Math.max(measured.slowest, duration)
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true })
  })
  return { page, cdp }
}

async function fill() {
  const ids = createIdSource()
  for (let from = 0; from < EVENTS; from += 500) {
    await store.append(
      Array.from({ length: 500 }, (_, i) => {
        const n = from + i
        const operation = ['update', 'create', 'delete'][n % 3]
        const at = new Date(Date.UTC(2026, 2, 31) - n * 60_000)
        return sealEvent(
          {
            v: 1,
            tenant: 'default',
            at,
            type: `clients.${operation}d`,
            operation,
            place: 'clients',
            category: 'records',
            severity: 'info',
            outcome: 'success',
            actor: {
              type: 'agent',
              id: `u-${n % 7}`,
              name: 'Ana Example',
              email: 'ana@example.com',
            },
            target: { type: 'Client', id: `client-${n}`, name: `Client ${n}` },
            changes: [{ path: ['phone'], op: 'replace', before: `${n}`, after: `${n + 1}` }],
          },
          { id: ids(), now: at },
        )
      }),
    )
  }
}

function report(what, found) {
  rows.push({ what, ...found })
}

function print() {
  console.log(`\nThe admin page, medians of ${ROUNDS}: measured, target, limit`)
  for (const { what, value, target = '–', limit = '–', unit } of rows) {
    const text = value < 10 && !Number.isInteger(value) ? value.toFixed(3) : value.toFixed(0)
    const columns = [text, String(target), String(limit)].map((one) => one.padStart(8)).join('')
    console.log(`${what.padEnd(48)}${columns} ${unit}${value > limit ? '  OVER' : ''}`)
  }
}
