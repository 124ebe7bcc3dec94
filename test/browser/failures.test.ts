/** Whatever goes wrong, the page says what it is and what to do, and keeps what it had. */
import { describe, expect, it } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { SCREENS } from './screens.ts'

const browser = useBrowser()
const desk = useDesk({ router: { signInUrl: '/sign-in?next={return}' } })
const empty = useDesk({ events: [], places: [] })

interface Failing {
  readonly name: string
  readonly answer: (route: Route) => Promise<void>
  readonly says: readonly string[]
  /** Trying again is offered, and helps once it works again. */
  readonly isTemporary: boolean
}

const FAILURES: readonly Failing[] = [
  {
    name: 'the application fails',
    answer: (route) =>
      route.fulfill({
        status: 500,
        json: { code: 'AUDIT_INTERNAL', message: 'secret words', requestId: 'request-7' },
      }),
    says: ['The log could not be read', 'request-7'],
    isTemporary: true,
  },
  {
    name: 'the query takes too long',
    answer: (route) => route.fulfill({ status: 503, json: { code: 'AUDIT_QUERY_TIMEOUT' } }),
    says: ['The query took too long'],
    isTemporary: true,
  },
  {
    name: 'there are too many requests',
    answer: (route) =>
      route.fulfill({
        status: 429,
        headers: { 'retry-after': '30' },
        json: { code: 'AUDIT_TOO_MANY' },
      }),
    says: ['Too many requests', 'Try again in 30 seconds.'],
    isTemporary: true,
  },
  {
    name: 'nothing answers',
    answer: (route) => route.abort('connectionrefused'),
    says: ['No answer from the application'],
    isTemporary: true,
  },
  {
    name: 'the session has ended',
    answer: (route) => route.fulfill({ status: 401, json: { code: 'AUDIT_SIGNED_OUT' } }),
    says: ['You are signed out', 'Sign in'],
    isTemporary: false,
  },
  {
    name: 'a login page answers in place of the API',
    answer: (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Sign in, please</h1>' }),
    says: ['You are signed out', 'Sign in'],
    isTemporary: false,
  },
  {
    name: 'the person may not',
    answer: (route) =>
      route.fulfill({ status: 403, json: { code: 'AUDIT_FORBIDDEN', permission: 'read' } }),
    says: ['You may not see this', 'Missing permission: read'],
    isTemporary: false,
  },
]

for (const screen of SCREENS) {
  describe(screen.name, () => {
    for (const failure of FAILURES) {
      it(`says so when ${failure.name}`, async () => {
        browser.allow(/^(?:401|403|429|50\d) /)
        const page = await browser.open(desk().url(screen.path(desk())), {
          before: (one) => one.route(screen.api, failure.answer),
        })
        const state = page.locator('main .state').first()
        await state.waitFor()
        const text = await page.locator('main').innerText()
        for (const words of failure.says) expect(text).toContain(words)
        expect(text).not.toContain('secret words')
        if (!failure.isTemporary) return
        expect(await page.getByRole('alert').count()).toBe(1)
        await page.unroute(screen.api)
        await page.getByRole('button', { name: 'Try again' }).click()
        await page.locator(screen.content).first().waitFor()
        await page.getByRole('alert').waitFor({ state: 'detached' })
      })
    }

    it('shows that it is loading, and then what it loaded', async () => {
      let release: (() => void) | undefined
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      const page = await browser.open(desk().url(screen.path(desk())), {
        until: 'loaded',
        before: (one) =>
          one.route(screen.api, async (route) => {
            await released
            await route.continue()
          }),
      })
      await page.locator('.skeleton-row').first().waitFor()
      const said = page.locator('[aria-busy="true"] [role="status"]', { hasText: 'Loading' })
      await said.first().waitFor({ state: 'attached' })
      release?.()
      await page.locator(screen.content).first().waitFor()
      await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
    })
  })
}

describe('Events that were there', () => {
  for (const failure of FAILURES.filter(({ isTemporary }) => isTemporary)) {
    it(`stay beside the words when ${failure.name}`, async () => {
      browser.allow(/^(?:429|50\d) /)
      const page = await browser.open(desk().url('events?place=clients'))
      const before = await stampsOn(page)
      await page.route(/\/api\/events\?/, failure.answer)
      await page.getByRole('button', { name: 'Refresh' }).click()
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').innerText()).toContain('What is shown is as of')
      expect(await stampsOn(page)).toEqual(before)
    })
  }

  it('stay where something else answers, which is no list', async () => {
    const page = await browser.open(desk().url('events?place=tickets'))
    const before = await stampsOn(page)
    await page.route('**/api/events?*', (route) => route.fulfill({ json: { events: null } }))
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('The log could not be read').waitFor()
    expect(await stampsOn(page)).toEqual(before)
  })

  it('stay when the rest of them cannot be read, which is tried again on demand', async () => {
    browser.allow(/^500 /)
    const page = await browser.open(desk().url('events?place=clients'), {
      before: (one) =>
        one.route(/\/api\/events\?.*cursor=/, (route) =>
          route.fulfill({ status: 500, json: { code: 'AUDIT_INTERNAL' } }),
        ),
    })
    await page.locator('.row-link').first().focus()
    await page.keyboard.press('End')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('.row-link').count()).toBeGreaterThan(5)
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Nothing older matches').waitFor({ state: 'attached' })
  })
})

describe('a filter that is refused', () => {
  it('is marked with the reason, and no list is shown as if it were filtered', async () => {
    browser.allow(/^400 /)
    const page = await browser.open(desk().url('events?sev=loud&place=clients'))
    const chip = page.locator('.chips li', { hasText: 'loud' })
    await chip.waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await chip.innerText()).toMatch(/info|notice|warning|critical/)
    expect(await page.locator('.row-link').count()).toBe(0)
    await chip.getByRole('button').click()
    await page.locator('.row-link').first().waitFor()
    expect(new URL(page.url()).search).toBe('?place=clients')
  })
})

describe('nothing to show', () => {
  it('says what will appear here, and where places are chosen', async () => {
    const page = await browser.open(empty().url('events?place=tickets'))
    await page.locator('.state').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    expect(await page.locator('main').innerText()).toContain('Tickets: never audited')
  })

  it('keeps the filters, and offers to widen the period or to clear them', async () => {
    const page = await browser.open(
      desk().url('events?place=clients&from=2020-01-01&to=2020-01-02'),
    )
    await page.getByText('No event matches').waitFor()
    expect(await page.locator('.chips li').count()).toBe(3)
    await page.getByRole('button', { name: 'Widen the period' }).click()
    await page.locator('.row-link').first().waitFor()
    expect(new URL(page.url()).search).toBe('?place=clients')
    await page.goBack()
    await page.getByText('No event matches').waitFor()
  })
})

describe('who may what', () => {
  it('leads a signed-out person to the login and back to the same filters', async () => {
    browser.allow(/^401 /)
    const page = await browser.open(desk().url('events?op=delete&place=tickets'), { as: 'nobody' })
    await page.getByText('You are signed out').first().waitFor()
    await page.getByRole('button', { name: 'Sign in' }).first().click()
    await page.locator('.row-link').first().waitFor()
    expect(page.url()).toBe(desk().url('events?op=delete&place=tickets'))
  })

  it('tells who is signed in and may not read the log, and shows no navigation', async () => {
    browser.allow(/^403 /)
    const page = await browser.open(desk().url('events'), { as: 'denied' })
    await page.getByText('You may not see this').waitFor()
    expect(await page.locator('.row-link').count()).toBe(0)
    expect(await page.locator('nav a').count()).toBe(0)
  })

  it('shows who sees a part of the log that part alone', async () => {
    const page = await browser.open(desk().url('events?from=2026-03-31&to=2026-03-31'), {
      as: 'scoped',
    })
    const names = await page.locator('.row .c-actor .strong').allInnerTexts()
    expect(new Set(names)).toEqual(new Set(['Bruno Example']))
  })

  it('tells who only reads why there are no files, and leads to no settings', async () => {
    const page = await browser.open(desk().url('events'), { as: 'reader' })
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByText('Missing permission: export').waitFor()
    expect(await page.getByRole('link', { name: 'Configure' }).count()).toBe(0)
    expect(await page.locator('nav a').allInnerTexts()).toEqual(['Events'])
  })
})

describe('after an update of the application', () => {
  it('loads itself again once when a screen is no longer there', async () => {
    browser.allow(/^404 .*\/assets\//)
    const page = await browser.open(desk().url('events'))
    let missing = 1
    let documents = 0
    page.on('request', (one) => {
      if (one.resourceType() === 'document') documents += 1
    })
    await page.route(/\/assets\/.*\.js/, (route) => {
      if (missing === 0) return route.continue()
      missing -= 1
      return route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' })
    })
    await page.locator('nav a', { hasText: 'Settings' }).click()
    await page.locator('main h1', { hasText: 'Auditing settings' }).waitFor()
    expect(documents).toBe(1)
  })

  it('says so, rather than load itself for ever', async () => {
    browser.allow(/^404 .*\/assets\//)
    const page = await browser.open(desk().url('events'))
    let documents = 0
    page.on('request', (one) => {
      if (one.resourceType() === 'document') documents += 1
    })
    await page.route(/\/assets\/auditing.*\.js/, (route) =>
      route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' }),
    )
    await page.locator('nav a', { hasText: 'Settings' }).click()
    await page.getByText('The application was updated').waitFor()
    await quiet(page)
    expect(documents).toBe(1)
  })
})

async function stampsOn(page: Page): Promise<readonly string[]> {
  return page.locator('.row-link').allInnerTexts()
}
