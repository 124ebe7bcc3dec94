/**
 * The page works wherever it is mounted, on both versions of Express and behind proxies that change
 * its address, without being told where that is.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Express, Request } from 'express'
import type { Page } from 'playwright-core'
import type { Audit, RouterOptions } from 'rastro'
import { useBrowser } from './browser.ts'
import { EXPRESS, startDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import { startProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'

const browser = useBrowser()

/** The same page, as each of them is found by a browser. */
const PATHS = ['', '/', '/events', '/events?op=delete', '/settings/auditing', '/events/:id']

/** Where reloading and going back are tried as well: at each depth once. */
const MOVED = ['/', '/events?op=delete', '/events/:id']

interface Mount {
  readonly name: string
  readonly express: 4 | 5
  /** The mount as the application has it. */
  readonly at: string
  /** The mount as the browser has it, where a proxy changes that. */
  readonly seenAs?: string
  /** The proxy keeps the last segment, so that the address without slash can be answered. */
  readonly renames?: true
}

const MOUNTS: readonly Mount[] = [
  { name: 'one level', express: 5, at: '/audit' },
  { name: 'one level', express: 4, at: '/audit' },
  { name: 'three levels', express: 5, at: '/a/b/audit' },
  { name: 'a router inside a router', express: 5, at: '/outer/inner/audit' },
  { name: 'a router inside a router', express: 4, at: '/outer/inner/audit' },
  { name: 'a parameter', express: 5, at: '/t/acme/audit' },
  { name: 'an application inside the application', express: 5, at: '/sub/audit' },
  { name: 'an application inside the application', express: 4, at: '/sub/audit' },
  { name: 'the root', express: 5, at: '' },
  { name: 'the root', express: 4, at: '' },
  { name: 'a proxy that strips a prefix', express: 5, at: '/audit', seenAs: '/apps/desk/audit' },
  { name: 'a proxy that renames it', express: 5, at: '/a/b/audit', seenAs: '/log', renames: true },
  { name: 'the same, and told so', express: 4, at: '/told', seenAs: '/ops/log' },
]

let desks: Readonly<Record<4 | 5, Desk>>
const proxies: Proxy[] = []

beforeAll(async () => {
  desks = { 4: await startDesk(everywhere(4)), 5: await startDesk(everywhere(5)) }
})

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  await desks[4].close()
  await desks[5].close()
})

for (const mount of MOUNTS) {
  it(`works at ${mount.name} of Express ${mount.express}`, async () => {
    const base = await addressOf(mount)
    const page = await browser.open(`${base}/events`, { until: 'loaded' })
    for (const path of PATHS) {
      // The one case that needs to be told its path: the answer leads to a name that the proxy has not.
      if (path === '' && (mount.renames === true || base.endsWith(`:${portOf(base)}`))) continue
      const url = base + path.replace(':id', desks[mount.express].id('updated'))
      await page.goto(url)
      await ready(page, path)
      await page.evaluate(() => Object.assign(globalThis, { isSameDocument: true }))

      const other = path === '/settings/auditing' ? '/events' : '/settings/auditing'
      await page.locator(`nav a[href$="${other}"]`).click()
      await ready(page, other)
      expect(await page.evaluate(() => 'isSameDocument' in globalThis)).toBe(true)
      expect(new URL(page.url()).pathname).toBe(new URL(base + other).pathname)

      if (!MOVED.includes(path)) continue
      await page.reload()
      await ready(page, other)
      await page.goBack()
      await ready(page, path)
    }
  })
}

describe('the check itself', () => {
  it('finds a page that takes its own folder for the mount', async () => {
    const { origin } = new URL(await addressOf(MOUNTS[0] as Mount))
    const page = await browser.open(`${origin}/audit/events`, {
      until: 'loaded',
      before: (one) =>
        one.route('**/events/*', async (route) => {
          if (route.request().resourceType() !== 'document') return route.continue()
          const answer = await route.fetch()
          const body = (await answer.text()).replaceAll('"../', '"./')
          return route.fulfill({ response: answer, body })
        }),
    })
    await ready(page, '/events')
    await page.goto(`${origin}/audit/events/${desks[5].id('updated')}`)
    await browser.problem(/^404 .*\/assets\//)
    expect(await page.locator('h1').count()).toBe(0)
  })
})

async function ready(page: Page, path: string): Promise<void> {
  const content = /^\/events\/./.test(path)
    ? 'article.event h1'
    : path.startsWith('/settings')
      ? 'main h1'
      : '.row-link'
  await page.locator(content).first().waitFor()
}

function everywhere(express: 4 | 5) {
  const { Router } = EXPRESS[express]
  return {
    express,
    wrap(app: Express, audit: Audit, options: RouterOptions<Request>) {
      const router = audit.router<Request>(options)
      app.use('/audit', router)
      app.use('/a/b/audit', router)
      app.use('/t/:tenant/audit', router)
      const inner = Router()
      inner.use('/audit', router)
      const outer = Router()
      outer.use('/inner', inner)
      app.use('/outer', outer)
      const sub = EXPRESS[express]()
      sub.use('/audit', router)
      app.use('/sub', sub)
      app.use('/told', audit.router<Request>({ ...options, basePath: '/ops/log' }))
      app.use('/', router)
    },
  }
}

async function addressOf({ express, at, seenAs }: Mount): Promise<string> {
  const desk = desks[express]
  if (seenAs === undefined) return desk.origin + at
  const proxy = await startProxy({ port: desk.port, from: seenAs, to: at })
  proxies.push(proxy)
  return proxy.origin + seenAs
}

function portOf(base: string): string {
  return new URL(base).port
}
