/**
 * What does a person with a browser see?
 *
 * One Chromium per test file, with a profile of its own. Every page is watched: an error of its
 * script, a breach of its policy, a request to another site or an answer of 400 and above fails the
 * test it happens in, unless the test said that it would.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page, Request } from 'playwright-core'
import type { Language } from 'rastro'
import type { Person } from './desk.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A slow machine is no failure: waiting ends when the test's own time does. */
const PATIENCE_MS = 90_000

/** How somebody looks at the page. */
export interface Looking {
  /** Default `admin`; `nobody` is signed out. */
  readonly as?: Person | 'nobody'
  /** Chosen on the page before. Default `en`. */
  readonly language?: Language
  /** Default `light`. */
  readonly theme?: 'light' | 'dark'
  /** CSS pixels. Default 1280 × 860. */
  readonly width?: number
  readonly height?: number
  readonly forcedColors?: boolean
  readonly reducedMotion?: boolean
  /** Does something to the page before it goes anywhere, e.g. answers requests itself. */
  readonly before?: (page: Page) => Promise<unknown>
  /** What the page is to have finished. Default: its requests, and a heading is there. */
  readonly until?: 'quiet' | 'loaded'
}

export interface TestBrowser {
  /** Opens a page at this address; the test's end closes it. */
  open(url: string, looking?: Looking): Promise<Page>
  /** What is not a problem in this test: `400 /audit/api/events`, `csp style-src-elem inline`, … */
  allow(...expected: readonly RegExp[]): void
  /**
   * Waits for a problem that this test makes on purpose, to show that it would be seen; it and those
   * before it then fail nothing.
   */
  problem(expected: RegExp): Promise<void>
  /** The one profile of this file, for what a page cannot do. */
  readonly context: () => BrowserContext
}

/** Call it at the top of a test file: it opens the browser before the first test and closes it after the last. */
export function useBrowser(): TestBrowser {
  let context: BrowserContext | undefined
  let profile = ''
  let problems: string[] = []
  let allowed: readonly RegExp[] = []
  const pages: Page[] = []

  function running(): BrowserContext {
    if (context === undefined) throw new Error('the browser is open while tests run, not before')
    return context
  }

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'audit-browser-'))
    context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath(),
      headless: true,
      args: FLAGS,
      locale: 'en',
      timezoneId: 'Asia/Tokyo', // Nobody's here: what is shown must not depend on it.
      viewport: { width: 1280, height: 860 },
    })
    context.setDefaultTimeout(PATIENCE_MS)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await context.exposeBinding('tellProblem', (_source, text: string) => {
      problems.push(text)
    })
    await context.addInitScript(() => {
      const tell = (globalThis as unknown as { tellProblem: (text: string) => void }).tellProblem
      document.addEventListener('securitypolicyviolation', (event) => {
        tell(`csp ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
  })

  afterEach(async () => {
    // What a page has to tell is under way for a moment.
    await Promise.all(pages.map((page) => page.evaluate('0').catch(() => undefined)))
    await Promise.all(pages.splice(0).map((page) => page.close()))
    await running().unrouteAll({ behavior: 'ignoreErrors' })
    await running().clearCookies()
    const unexpected = problems.filter((one) => !allowed.some((pattern) => pattern.test(one)))
    problems = []
    allowed = []
    if (unexpected.length > 0) {
      throw new Error(`the browser had problems:\n${[...new Set(unexpected)].join('\n')}`)
    }
  })

  afterAll(async () => {
    await context?.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  return {
    context: running,
    allow(...expected) {
      allowed = [...allowed, ...expected]
    },
    async problem(expected) {
      const endsAt = Date.now() + PATIENCE_MS
      while (!problems.some((one) => expected.test(one))) {
        if (Date.now() > endsAt) throw new Error(`nothing like ${String(expected)} was seen`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      problems = []
      allowed = [...allowed, expected]
    },
    async open(url, looking = {}) {
      const { as = 'admin', language = 'en', theme = 'light', width = 1280, height = 860 } = looking
      const { origin } = new URL(url)
      // Another window of this test may be asking just now: it never stands there without its own.
      if (as === 'nobody') await running().clearCookies({ name: 'desk' })
      await running().addCookies([
        ...(as === 'nobody' ? [] : [{ name: 'desk', value: as, url: origin }]),
        { name: 'audit_lang', value: language, url: origin },
      ])
      const page = await running().newPage()
      pages.push(page)
      watch(page, { origin, tell: (text) => void problems.push(text) })
      await page.setViewportSize({ width, height })
      await page.emulateMedia({
        colorScheme: theme,
        forcedColors: looking.forcedColors === true ? 'active' : 'none',
        reducedMotion: looking.reducedMotion === true ? 'reduce' : 'no-preference',
      })
      await looking.before?.(page)
      await page.goto(url, { waitUntil: 'load' })
      if (looking.until !== 'loaded') await quiet(page)
      return page
    },
  }
}

/** What each page has asked for and not got yet. */
const underWay = new WeakMap<Page, Set<Request>>()

/** Waits until a screen stands there and nothing is asked for any more. */
export async function quiet(page: Page): Promise<void> {
  await page.locator('h1, .state').first().waitFor()
  await settled(page)
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  await settled(page)
}

/** An answer is drawn, and what is drawn may ask for more: three times nothing is nothing. */
const QUIET_ROUNDS = 3

/** Not Playwright's own idea of it, which is half a second without requests, for each page. */
async function settled(page: Page): Promise<void> {
  for (let rounds = 0; rounds < QUIET_ROUNDS; rounds += 1) {
    await page.evaluate(async () => {
      for (let i = 0; i < 2; i += 1) {
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      }
    })
    if ((underWay.get(page)?.size ?? 0) > 0) rounds = -1
  }
}

function watch(
  page: Page,
  { origin, tell }: { readonly origin: string; readonly tell: (text: string) => void },
): void {
  page.on('pageerror', (error) => tell(`pageerror ${error.message}`))
  page.on('crash', () => tell('crash'))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // Said of every answer of 400 and above, which are told below, and of breaches of the policy.
    if (/^Failed to load resource|Content Security Policy|Trusted ?Type/i.test(message.text()))
      return
    tell(`console ${message.text()}`)
  })
  page.on('dialog', (dialog) => {
    tell(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  const pending = new Set<Request>()
  underWay.set(page, pending)
  page.on('requestfinished', (request) => pending.delete(request))
  page.on('requestfailed', (request) => pending.delete(request))
  page.on('request', (request) => {
    pending.add(request)
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) tell(`foreign ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() < 400) return
    const { pathname, search } = new URL(response.url())
    tell(`${response.status()} ${pathname}${search}`)
  })
}

function chromiumPath(): string {
  const path = process.env['CHROME_PATH']
  if (path !== undefined && path !== '') return path
  throw new Error('CHROME_PATH is not set: run the browser tests with "npm run test:browser"')
}
