/**
 * Nothing foreign runs on the page: its policy is never breached, with the application's own header
 * beside it or without, and what stands in the log stays text.
 *
 * That no test anywhere breaches the policy is seen by `browser.ts`.
 */
import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import { MARKUP, markedUpDay } from './marked-up-day.ts'
import { SCREENS } from './screens.ts'

const require = createRequire(import.meta.url)
// It has no types of its own, and one call of it needs none.
const compression = require('compression') as () => RequestHandler

const browser = useBrowser()
const bare = useDesk({ events: markedUpDay() })
const shielded = useDesk({
  express: 4,
  before: (app) => app.use(helmet(), compression()),
})
const inheriting = useDesk({
  before: (app) =>
    app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } })),
  router: { csp: 'inherit' },
})

describe("under the application's own headers and compression", () => {
  for (const screen of SCREENS) {
    it(`shows ${screen.name} under the page's own policy`, async () => {
      const page = await browser.open(shielded().url(screen.path(shielded())))
      await page.locator(screen.content).first().waitFor()
      const policy = await headerOf(page)
      expect(policy).toContain("default-src 'none'; script-src 'self'")
      expect(policy).toContain("trusted-types 'none'")
    })
  }

  it('works under a policy of the application that it was told to keep', async () => {
    const page = await browser.open(inheriting().url('events'))
    await page.locator('.row-link').first().waitFor()
    expect(await headerOf(page)).toContain("default-src 'self'")
  })
})

describe('what is recorded', () => {
  for (const screen of SCREENS) {
    it(`stays text on ${screen.name}, whatever it looks like`, async () => {
      const page = await browser.open(bare().url(markedUpPath(screen.name, bare())))
      await page.locator(screen.content).first().waitFor()
      await openEverything(page)
      expect(await strangersOn(page)).toEqual([])
      if (screen.name !== 'Auditing settings') {
        expect(await page.locator('main').textContent()).toContain(MARKUP)
      }
    })
  }
})

describe('the checks themselves', () => {
  it('see a style that somebody puts into the page', async () => {
    const page = await browser.open(bare().url('events'))
    await page.evaluate(() => {
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.head.append(style)
    })
    await browser.problem(/^csp style-src/)
  })

  it('see text that is turned into elements, which the browser refuses', async () => {
    const page = await browser.open(bare().url('events'))
    const refused = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<img src="x">'
        return false
      } catch {
        return true
      }
    })
    expect(refused).toBe(true)
    await browser.problem(/^csp require-trusted/)
  })

  it('see a request to another site', async () => {
    const page = await browser.open(bare().url('events'))
    await page.evaluate(() => fetch('http://192.0.2.1/').catch(() => undefined))
    await browser.problem(/^csp connect-src/)
  })

  it('see an element that recorded text became', async () => {
    const page = await browser.open(bare().url('events'))
    await page.evaluate(() => {
      document.querySelector('main')?.append(document.createElement('img'))
    })
    expect(await strangersOn(page)).toEqual(['img'])
  })
})

/** Menus, disclosures and groups that open on demand show recorded text as well. */
async function openEverything(page: Page): Promise<void> {
  const closed = 'main details:not([open]) > summary, main [aria-expanded="false"]'
  for (const one of await page.locator(closed).elementHandles()) {
    if (!(await one.isVisible())) continue
    await one.click()
    expect(await strangersOn(page)).toEqual([])
    // Only what lies over the page closes by it.
    await page.keyboard.press('Escape')
  }
  await quiet(page)
}

async function strangersOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wrong = 'main img, main script, main iframe, main object, main style, b.injected'
    const links = 'a[href^="javascript:" i], a[href^="data:" i], a[href*="//evil.example"]'
    const withHandlers = [...document.querySelectorAll('main *')].filter((one) =>
      one.getAttributeNames().some((name) => name.startsWith('on')),
    )
    return [...document.querySelectorAll(`${wrong}, ${links}`), ...withHandlers].map(
      ({ localName }) => localName,
    )
  })
}

async function headerOf(page: Page): Promise<string | null> {
  return page.evaluate(async () => {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } })
    return answer.headers.get('content-security-policy')
  })
}

function markedUpPath(name: string, desk: Desk): string {
  const marked = encodeURIComponent(MARKUP)
  const period = 'from=2026-03-31&to=2026-03-31'
  if (name === 'Event') return `events/${desk.id('marked')}`
  if (name === 'Record history') return `history?tt=${marked}&tid=${marked}`
  if (name === 'Person') return `people?user=${marked}&${period}`
  if (name === 'Address') return `addresses?ip=198.51.100.1&${period}`
  return name === 'Events' ? `events?q=&${period}` : 'settings/auditing'
}
