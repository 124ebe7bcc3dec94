/** New events appear by themselves, in order and once, and never push away what is being read. */
import { describe, expect, it } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk({
  before: (app) => {
    // What the page does not do: an answer that never ends.
    app.get('/stream', (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(': here\n\n')
    })
  },
})

declare global {
  var streams: readonly EventSource[] | undefined
  var isThere: boolean | undefined
}

const ADMIN = { cookie: 'desk=admin' }

const LIVE = 'events?live=1&place=chats'

describe('the live list', () => {
  it('shows what happens, newest first and each event once', async () => {
    const page = await openLive()
    for (let i = 0; i < 3; i += 1) {
      await add(`First ${i}`)
      await page.locator('[data-row]', { hasText: `First ${i}` }).waitFor()
    }
    await desk().add(
      ...[0, 1, 2, 3].map((i) => ({
        ...CHAT,
        at: new Date(),
        target: { type: 'Chat', id: `second-${i}`, name: `Second ${i}` },
      })),
    )
    await page.locator('[data-row]', { hasText: 'Second 3' }).waitFor()
    const names = await namesOn(page)
    expect(names.slice(0, 7)).toEqual([
      'Second 3',
      'Second 2',
      'Second 1',
      'Second 0',
      'First 2',
      'First 1',
      'First 0',
    ])
    expect(new Set(names).size).toBe(names.length)
    await page.getByText('New events appear by themselves').waitFor()
  })

  it('goes on without a gap or a second copy after it could not be read for a while', async () => {
    browser.allow(/^503 /)
    const page = await openLive()
    await page.route(/\/api\/events\?.*after=/, (route) =>
      route.fulfill({ status: 503, json: { code: 'AUDIT_STORE_UNAVAILABLE' } }),
    )
    await page.getByText('Reconnecting').waitFor()
    await add('Meanwhile')
    await page.unrouteAll()
    await page.locator('[data-row]', { hasText: 'Meanwhile' }).waitFor()
    const names = await namesOn(page)
    expect(names.filter((name) => name === 'Meanwhile')).toHaveLength(1)
    await page.getByText('New events appear by themselves').waitFor()
  })

  it('keeps what comes waiting while somebody reads, and says how much', async () => {
    const page = await openLive('events?live=1')
    await page.locator('.row-link').nth(3).focus()
    const focused = await page.evaluate(() => document.activeElement?.textContent)
    await add('Waiting one')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    await add('Waiting two')
    await page.getByRole('button', { name: '2 new events' }).waitFor()
    expect(await page.getByText('Waiting one').count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(focused)
    await page.getByRole('button', { name: '2 new events' }).click()
    await page.locator('[data-row]', { hasText: 'Waiting two' }).waitFor({ state: 'attached' })
  })

  it('pauses while the pointer rests on the rows, says so, and goes on when it leaves', async () => {
    const page = await openLive('events?live=1')
    await page.locator('[data-row]').nth(2).hover()
    await page.getByText('Paused while you read').waitFor()
    await add('Under the pointer')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    expect(await page.locator('[data-row]', { hasText: 'Under the pointer' }).count()).toBe(0)
    await page.locator('h1').hover()
    await page.locator('[data-row]', { hasText: 'Under the pointer' }).waitFor()
    await page.getByText('New events appear by themselves').waitFor()
    expect(await page.getByRole('button', { name: /new event/ }).count()).toBe(0)
  })

  it('pauses while the focus is in the rows, and goes on when it leaves', async () => {
    const page = await openLive('events?live=1')
    await page.locator('.row-link').nth(1).focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText('Paused while you read').waitFor()
    await add('While somebody reads')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    expect(await page.getByText('While somebody reads').count()).toBe(0)
    await page.keyboard.press('Shift+Tab')
    await page.locator('[data-row]', { hasText: 'While somebody reads' }).waitFor()
    await page.getByText('New events appear by themselves').waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  })

  it('pauses below the top, and goes on at the top', async () => {
    const page = await openLive('events?live=1')
    await page.locator('.table-region').evaluate((region) => region.scrollTo(0, 2_000))
    await page.getByText('Paused while you read').waitFor()
    await add('Above what is read')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    await page.locator('.table-region').evaluate((region) => region.scrollTo(0, 0))
    await page.locator('[data-row]', { hasText: 'Above what is read' }).waitFor()
  })

  it('counts a group that comes as its events, in one more row', async () => {
    await addGroup()
    await groupsAreKnown()
    const page = await openLive('events?live=1&place=chats')
    const before = await countOf(page)
    await addGroup()
    await page.getByText(`${before + 3} events grouped into`).waitFor()
    // Its one row opens, as if it had been there when the list was loaded.
    await page.getByRole('button', { name: 'Show its records' }).first().click()
    await page.locator('[data-row]', { hasText: 'bulk-1' }).first().waitFor()
  })

  it('shows the newest of 60 events in a second, and says that some are left out', async () => {
    const flood = await openFlood(60)
    await flood.run(20)
    await flood.page.getByText('More events than can be shown').waitFor()
    // The newest stands on top, and not one of twenty seconds ago.
    await flood.page.locator('[data-row]', { hasText: flood.newest() }).first().waitFor()
    expect(flood.mostBehind()).toBeLessThan(300)
    flood.slow(1)
    await flood.run(30)
    await flood.page.getByText('New events appear by themselves').waitFor()
  })

  it('shows every one of the events that come once in a second', async () => {
    const flood = await openFlood(1)
    await flood.run(12)
    await until(() => flood.asked() >= 5)
    await flood.page.getByText('New events appear by themselves').waitFor()
    const names = (await namesOn(flood.page)).filter((name) => name.startsWith('Flood '))
    const numbers = names.map((name) => Number(name.slice('Flood '.length)))
    expect(numbers.length).toBeGreaterThanOrEqual(8)
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) - at))
  })

  it('stays usable in eight windows at once', async () => {
    await desk().numbered()
    const pages: Page[] = []
    for (let i = 0; i < 8; i += 1) pages.push(await openLive())
    await add('In every window')
    for (const page of pages) {
      await setHidden(page, false)
      await page.locator('[data-row]', { hasText: 'In every window' }).waitFor()
    }
    const ninth = await browser.open(desk().url('events'))
    await ninth.locator('[data-row]').first().waitFor()
  })

  it('would block the seventh window if each of them held a stream (negative control)', async () => {
    const page = await browser.open(desk().url('events'))
    const streams = [0, 1, 2, 3, 4, 5].map(async () => {
      await page.evaluate(
        (url) =>
          new Promise((done) => {
            const stream = new EventSource(url)
            stream.addEventListener('open', done)
            Object.assign(globalThis, { streams: [...(globalThis.streams ?? []), stream] })
          }),
        `${desk().origin}/stream`,
      )
    })
    await Promise.all(streams)
    await page.evaluate(() => {
      void fetch('api/meta?lang=en').then(() => Object.assign(globalThis, { isThere: true }))
    })
    // Others are answered meanwhile.
    for (let i = 0; i < 20; i += 1) await fetch(desk().url('api/meta'), { headers: ADMIN })
    expect(await page.evaluate(() => globalThis.isThere ?? false)).toBe(false)
    await page.evaluate(() => globalThis.streams?.[0]?.close())
    await page.waitForFunction(() => globalThis.isThere === true)
  })

  it('asks nothing while nobody can see it, and at once when it is seen again', async () => {
    let polls = 0
    const page = await browser.open(desk().url(LIVE), {
      until: 'loaded',
      before: async (one) => {
        await one.clock.install()
        one.on('request', (request) => {
          if (/[?&]after=/.test(request.url())) polls += 1
        })
      },
    })
    await page.getByText('New events appear by themselves').waitFor()
    await page.clock.runFor(3_000)
    await until(() => polls > 0)
    await setHidden(page, true)
    await page.clock.runFor(1_000)
    const before = polls
    await page.clock.runFor(120_000)
    expect(polls).toBe(before)
    await setHidden(page, false)
    await page.clock.runFor(100)
    await until(() => polls > before)
  })

  it('is switched by its button and by the key l, and is in the address', async () => {
    const page = await browser.open(desk().url('events'))
    await page.keyboard.press('l')
    await page.waitForURL(/live=1/)
    await page.getByRole('button', { name: 'Live', pressed: true }).click()
    await page.waitForURL((url) => !url.searchParams.has('live'))
  })

  it('says that it cannot be for a list from its oldest event', async () => {
    const page = await browser.open(desk().url('events?live=1&order=oldest'))
    await page.getByText('Live is not possible for this list').waitFor()
  })
})

const CHAT = { type: 'chats.deleted', operation: 'delete', place: 'chats' } as const

let added = 0

async function add(name: string): Promise<void> {
  added += 1
  const target = { type: 'Chat', id: `chat-${added}`, name }
  await desk().add({ ...CHAT, at: new Date(), target })
}

async function openLive(path = LIVE): Promise<Page> {
  await desk().numbered()
  const page = await browser.open(desk().url(path), { until: 'loaded' })
  // The pointer may still be where another page had it, and one that rests on the rows reads.
  await page.mouse.move(1, 1)
  await page.getByText('New events appear by themselves').waitFor()
  return page
}

/** Two chats that were deleted by one call. */
async function addGroup(): Promise<void> {
  const shared = { type: 'chats.bulk-deleted', operation: 'bulk-delete', place: 'chats' } as const
  const at = new Date()
  const id = `LIVEGROUP${at.getTime()}`
  await desk().add(
    ...[0, 1].map((index) => ({
      ...shared,
      at,
      target: { type: 'Chat', id: `bulk-${index}` },
      group: { id, index },
    })),
    { ...shared, at, group: { id }, details: { counts: { chats: 2 } } },
  )
}

/** A kind of event that no process has seen before is found by filters some seconds later. */
async function groupsAreKnown(): Promise<void> {
  for (;;) {
    const asked = desk().url('api/events?place=chats&op=bulk-delete&limit=1')
    const answer = await fetch(asked, { headers: ADMIN })
    const { events } = (await answer.json()) as { readonly events: readonly unknown[] }
    if (events.length > 0) return
  }
}

async function namesOn(page: Page): Promise<readonly string[]> {
  return page.locator('[data-row] .c-target .one').allInnerTexts()
}

async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    Object.defineProperty(document, 'visibilityState', {
      value: hidden ? 'hidden' : 'visible',
      configurable: true,
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** The number in front of *events*. */
async function countOf(page: Page): Promise<number> {
  // Counting comes after the rows.
  const text = await page.locator('output.count', { hasText: /\d/ }).innerText()
  return Number(/\d+/.exec(text)?.[0] ?? '0')
}

interface Flood {
  readonly page: Page
  /** Lets so many seconds pass, for the page and for what is recorded. */
  run(seconds: number): Promise<void>
  /** From now on so many in a second. */
  slow(perSecond: number): void
  asked(): number
  newest(): string
  /** How many numbers the page was at most behind after an answer. */
  mostBehind(): number
}

/** A log that gets so many events in each second of the page's own clock. */
async function openFlood(perSecond: number): Promise<Flood> {
  await desk().numbered()
  let rate = perSecond
  let now = 1_000_000
  let asked = 0
  let open = 0
  let behind = 0
  const row = (sequence: number): object => ({
    id: String(sequence).padStart(26, '0'),
    sequence,
    at: new Date(Date.UTC(2026, 2, 31) + sequence).toISOString(),
    actor: { type: 'agent', name: 'Ana Example' },
    operation: 'delete',
    place: 'chats',
    target: { type: 'Chat', id: String(sequence), name: `Flood ${sequence}` },
    outcome: 'success',
    severity: 'info',
    changes: 0,
  })
  const rows = (from: number, to: number): object[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => row(from + i + 1))
  const page = await browser.open(desk().url(LIVE), {
    until: 'loaded',
    before: async (one) => {
      await one.clock.install()
      await one.route(/\/api\/events\?/, async (route) => {
        const { searchParams } = new URL(route.request().url())
        if (searchParams.get('count') === '1') return route.continue()
        open += 1
        await answer(route, searchParams).finally(() => (open -= 1))
      })
    },
  })
  await page.getByText('New events appear by themselves').waitFor()

  async function answer(route: Route, searchParams: URLSearchParams): Promise<void> {
    const after = searchParams.get('after')
    const limit = Number(searchParams.get('limit'))
    if (after === null) {
      const events = asked === 0 ? [] : rows(now - limit, now).toReversed()
      const page = { events, next: null, count: null, sequencedUpTo: now }
      return route.fulfill({ json: page })
    }
    asked += 1
    const upTo = Math.min(now, Number(after) + limit)
    behind = Math.max(behind, now - Number(after))
    const json = {
      events: rows(Number(after), upTo),
      next: null,
      count: null,
      sequencedUpTo: upTo,
    }
    return route.fulfill({ json })
  }

  /** What is asked in a second is answered in it, however slow the machine is. */
  async function answered(): Promise<void> {
    do {
      await until(() => open === 0)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
      // What follows at once is asked.
      await page.clock.runFor(1)
    } while (open > 0)
  }

  return {
    page,
    async run(seconds) {
      for (let i = 0; i < seconds; i += 1) {
        now += rate
        await page.clock.runFor(1_000)
        await answered()
      }
    },
    slow(next) {
      rate = next
    },
    asked: () => asked,
    newest: () => `Flood ${now}`,
    mostBehind: () => behind,
  }
}
