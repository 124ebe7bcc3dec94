/** What persons ask about their data: the queue of those who answer, and the person's own page. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import type { Request } from 'express'
import type { Page } from 'playwright-core'
import type { Language } from 'rastro'
import { violationsOf } from './accessibility.ts'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const LANGUAGES: readonly Language[] = ['en', 'pt-BR', 'pt-PT', 'ca', 'es']

const browser = useBrowser()
const desk = useDesk({
  wrap: (app, audit, options) => {
    app.use('/admin/audit', audit.router<Request>(options))
    const identify = (req: Request) => {
      const id = /(?:^|;\s*)me=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
      return id === undefined ? null : { type: 'Client', id }
    }
    app.use('/me/data', audit.subjectRouter({ identify, title: 'Help desk' }))
  },
})

let people = 0

/** Somebody new, who has asked for something. */
async function asked(kind: 'access' | 'erasure' | 'objection' = 'access') {
  people += 1
  const subject = { type: 'Client', id: `asker-${people}` }
  const proof = `letter ${people}`
  return desk().audit.requests.open({ kind, subject, proof, message: 'It was <b>me</b>' })
}

const look = (path: string, more = {}): Promise<Page> =>
  browser.open(desk().url(path), { as: 'officer', ...more })

const own = (me: string, path = '', more = {}): Promise<Page> =>
  browser.open(`${desk().origin}/me/data/${path}`, {
    until: 'loaded',
    before: (page) => page.context().addCookies([{ name: 'me', value: me, url: desk().origin }]),
    ...more,
  })

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

describe('whoever answers requests', () => {
  it('finds the queue, checks the identity, approves, and sees each step', async () => {
    const { id } = await asked()
    const page = await look('requests')
    await page.getByRole('navigation').getByText('Requests').waitFor()
    await page.locator(`a[href$="requests/${id}"]`).click()
    await page.getByRole('heading', { name: 'Copy of the data', level: 1 }).waitFor()
    expect(await page.locator('main b').count()).toBe(0)
    await page.getByRole('button', { name: 'Confirm identity' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Confirm identity' }).click()
    await dialog.getByText('Fill this in').waitFor()
    await dialog.getByLabel('How the identity was checked').fill('passport')
    await dialog.getByRole('button', { name: 'Confirm identity' }).click()
    await page.getByText('To be decided').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Done', { exact: true }).waitFor()
    const { state, steps } = await desk().audit.requests.get(id)
    expect(state).toBe('done')
    expect(steps.map(({ step }) => step)).toEqual(['opened', 'verified', 'approved'])
  })

  it('opens one on a person’s behalf, and is told what is missing', async () => {
    const page = await look('requests')
    browser.allow(/^400 .*api\/requests/, /status of 400/)
    await page.getByRole('button', { name: 'Open a request' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('The person’s id').fill('by-letter')
    await dialog.getByLabel('Model').fill('Client')
    await dialog.getByRole('button', { name: 'Open a request' }).click()
    await dialog.getByText('Fill this in').waitFor()
    await dialog.getByLabel('Proof').fill('letter 99')
    await dialog.getByRole('button', { name: 'Open a request' }).click()
    await page.getByText('Identity to be checked').waitFor()
    await page.getByText('letter 99').waitFor()
  })

  it('types the end of the number before anything is erased', async () => {
    const { id } = await asked('erasure')
    await desk().audit.requests.verify(id, { method: 'passport' })
    await desk().audit.requests.decide(id, { approve: true, method: 'deleted' })
    const page = await look(`requests/${id}`)
    await page.getByRole('button', { name: 'Erase now' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Erase now' }).click()
    await dialog.getByText('Fill this in').waitFor()
    expect((await desk().audit.requests.get(id)).state).toBe('approved')
    await dialog.getByLabel(`Type ${id.slice(-6)} to confirm`).fill(id.slice(-6))
    await dialog.getByRole('button', { name: 'Erase now' }).click()
    await page.getByText('Done', { exact: true }).waitFor()
  })

  it('is told when somebody else was faster', async () => {
    const { id } = await asked('objection')
    const page = await look(`requests/${id}`)
    await desk().audit.requests.withdraw(id, {})
    browser.allow(/^412 .*api\/requests/, /status of 412/)
    await page.getByRole('button', { name: 'Confirm identity' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('How the identity was checked').fill('passport')
    await dialog.getByRole('button', { name: 'Confirm identity' }).click()
    await dialog.getByText('Somebody else changed this meanwhile').waitFor()
  })

  it('has no way there without the permission', async () => {
    const page = await browser.open(desk().url('events'), { as: 'reader' })
    await page.getByRole('navigation').getByText('Events').waitFor()
    expect(await page.getByRole('navigation').getByText('Requests').count()).toBe(0)
  })

  it('reads both screens in five languages, light and dark, and on a small telephone', async () => {
    const { id } = await asked()
    for (const [at, language] of LANGUAGES.entries()) {
      const theme = at % 2 === 0 ? 'light' : 'dark'
      for (const path of ['requests?state=all', `requests/${id}`]) {
        const page = await look(path, { language, theme, width: at === 0 ? 1280 : 320 })
        await page.locator('.lines').first().waitFor()
        expect(await page.locator('main').textContent()).not.toMatch(/requests\.\w/)
        expect(await violationsOf(page)).toEqual([])
        expect(await isTooWide(page)).toBe(false)
        await page.close()
      }
    }
  })
})

describe('the person’s own page', () => {
  it('asks, shows the answer, and downloads everything once it is approved', async () => {
    const page = await own('me-1')
    await page.getByText('You have not asked for anything yet.').waitFor()
    await page.getByLabel('Message (if you like)').fill('please')
    await page.getByRole('button', { name: 'Send request' }).click()
    await page.getByText('Waiting for an answer').waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await desk().audit.requests.decide(id, { approve: true })
    await page.reload()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    const archive = await readFile(await download.path())
    expect(download.suggestedFilename()).toMatch(/^My data .*\.zip$/)
    expect(archive.subarray(0, 2).toString()).toBe('PK')
    await page.goto(`${desk().origin}/me/data/`)
    await page.getByRole('link', { name: 'A copy of my data' }).waitFor()
  })

  it('tells who looked, and what for', async () => {
    await desk().audit.as({ type: 'agent', id: 'rui', name: 'Rui Costa' }, () =>
      desk().audit.looked({ subject: { type: 'Client', id: 'me-2' }, purpose: 'a call' }),
    )
    const page = await own('me-2')
    await page.getByRole('cell', { name: 'a call' }).waitFor()
    expect(await page.locator('main').textContent()).not.toContain('Rui')
  })

  it('reads in five languages, light and dark, and on a small telephone', async () => {
    const { id, subject } = await asked()
    for (const [at, language] of LANGUAGES.entries()) {
      const theme = at % 2 === 0 ? 'light' : 'dark'
      for (const path of ['', `requests/${id}`]) {
        const page = await own(subject.id, path, { language, theme, width: at === 0 ? 1280 : 320 })
        expect(await page.locator('html').getAttribute('lang')).toBe(language)
        expect(await page.locator('h1').count()).toBe(1)
        expect(await violationsOf(page)).toEqual([])
        expect(await isTooWide(page)).toBe(false)
        await page.close()
      }
    }
  })
})
