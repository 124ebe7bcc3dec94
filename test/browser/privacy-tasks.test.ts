/**
 * What a client and a data-protection officer do with personal data, in the example and in five
 * languages, by mouse and keyboard alone. How long each task takes is printed; that it succeeds, is
 * wholly in the language and breaks no rule of accessibility is asserted.
 */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { Language } from 'rastro'
import { violationsOf } from './accessibility.ts'
import { quiet, useBrowser } from './browser.ts'
import { useDemo } from './demo.ts'
import { PRIVACY_WORDS } from './privacy-words.ts'
import type { PrivacyWords } from './privacy-words.ts'
import { createLanguageCheck } from './whole-language.ts'

/** English first: the others are compared with it. */
const LANGUAGES: readonly Language[] = ['en', 'pt-BR', 'pt-PT', 'es', 'ca']

/** Many steps: a slow machine is no failure. */
const PATIENCE_MS = 600_000

/** CSS pixels. */
const SMALL = 360
const LARGE = 1280

const browser = useBrowser()
const demo = useDemo()

const SAME = new Set([
  // Of the example, and of no language.
  'Example Helpdesk',
  'Ana Exemplo',
  'UTC',
  'Version 0.1.0',
  'Client',
  'Clients',
  'Agents',
  'Support',
  'Tickets',
  'Chats',
  'E-mail',
  'Link',
  'Model',
  // What this file writes itself.
  'Letter of 4 March',
  'identity card',
  'A claim is open',
  'GDPR, Art. 17(3)(e)',
  'the number was changed',
  'My number is wrong',
])
const languages = createLanguageCheck(SAME)

interface Visit {
  readonly language: Language
  readonly words: PrivacyWords
  readonly client: { readonly id: string; readonly name: string }
  /** The client's window, and the officer's; each has its own cookies by its host's name. */
  readonly own: Page
  readonly office: Page
}

for (const language of LANGUAGES) {
  describe(language, () => {
    it(
      'a client asks, follows, downloads once, and sees who looked; an officer answers',
      async () => {
        wrong.length = 0
        const visit = await arrive(language)
        const tasks = [
          asks,
          answersACopy,
          corrects,
          opensByLetter,
          downloadsOnce,
          cannotErase,
          erases,
        ]
        for (const task of tasks) {
          await task(visit).catch(async (error: unknown) => {
            throw new Error(`${task.name}\n${await whatStood(visit)}`, { cause: error })
          })
        }
        expect(wrong).toEqual([])
      },
      PATIENCE_MS,
    )
  })
}

async function asks({ language, words: { own: t }, own: page }: Visit): Promise<void> {
  await timed(language, 'client: sees what is held, and asks for a copy', async () => {
    await page.getByRole('link', { name: 'Open my data' }).click()
    if (language !== 'en') await page.getByRole('link', { name: t.language }).click()
    await page.locator(`html[lang="${language}"]`).waitFor()
    await page.getByRole('heading', { name: t.title, level: 1 }).waitFor()
    const held = page.getByRole('table', { name: t.held })
    expect(await held.locator('tbody tr').count()).toBeGreaterThan(0)
    await page.getByRole('radio', { name: t.copy }).check()
    await page.getByRole('button', { name: t.send }).click()
    await page.locator('.tag', { hasText: t.waiting }).waitFor()
  })
  await check(page, 'own request', language)
  await page.getByRole('link', { name: t.back }).click()
  await page.getByRole('radio', { name: t.correction }).check()
  await page.getByLabel(t.message).focus()
  await page.keyboard.type('My number is wrong')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.tag', { hasText: t.waiting }).waitFor()
  await page.getByRole('link', { name: t.back }).click()
  await check(page, 'own page', language)
}

async function answersACopy({ language, words: { officer: t }, client, office: page }: Visit) {
  await timed(language, 'officer: finds the request by its deadline, and approves it', async () => {
    await page.getByRole('navigation').getByRole('link', { name: t.requests }).click()
    const rows = page.locator('.queue tbody tr')
    await rows.filter({ hasText: client.name }).first().waitFor()
    // The copy is promised within three days, the correction is due within the month.
    const kinds = await rows
      .filter({ hasText: client.name })
      .locator('td:nth-of-type(1)')
      .allInnerTexts()
    expect(kinds).toEqual([t.copy, t.correction])
    await check(page, 'requests', language)
    await rows.filter({ hasText: client.name }).getByRole('link').first().click()
    await page.getByRole('heading', { name: t.copy, level: 1 }).waitFor()
    await check(page, 'request to decide', language)
    await step(page, t.approve)
    await page.locator('.subject-title', { hasText: t.done }).waitFor()
  })
  await check(page, 'answered copy', language)
}

async function corrects({ language, words: { officer: t }, client, office: page }: Visit) {
  await timed(language, 'officer: has something corrected, and says so', async () => {
    await openRequest(page, { t, client, kind: t.correction })
    await step(page, t.approve)
    await page.locator('.subject-title', { hasText: t.toDo }).waitFor()
    await step(page, t.complete, async (dialog) => {
      await dialog.getByLabel(t.note).fill('the number was changed')
    })
    await page.locator('.subject-title', { hasText: t.done }).waitFor()
  })
}

async function opensByLetter({ language, words: { officer: t }, client, office: page }: Visit) {
  await timed(
    language,
    'officer: opens a request that came by letter, and checks who sent it',
    async () => {
      await page.getByRole('navigation').getByRole('link', { name: t.requests }).click()
      await page.getByRole('button', { name: t.open }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(t.kind).selectOption({ label: t.objection })
      await dialog.getByLabel(t.personId).fill(client.id)
      await dialog.getByLabel(t.proof).fill('Letter of 4 March')
      await check(page, 'dialog to open', language)
      await page.keyboard.press('Enter')
      await page.locator('.subject-title', { hasText: t.toCheck }).waitFor()
      await step(page, t.verify, async (asked) => {
        await asked.getByLabel(t.method).fill('identity card')
      })
      await page.locator('.subject-title', { hasText: t.toDecide }).waitFor()
    },
  )
}

async function downloadsOnce({ language, words: { own: t }, own: page }: Visit): Promise<void> {
  await timed(language, 'client: downloads once, and sees who looked', async () => {
    await page.reload()
    await page.getByRole('link', { name: t.copy }).click()
    await page.locator('.tag', { hasText: t.done }).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: t.download }).click(),
    ])
    const archive = await readFile(await file.path())
    expect(archive.subarray(0, 2).toString()).toBe('PK')
    browser.allow(/^410 .*\/download/)
    await page.goto(file.url())
    await page.getByRole('alert').filter({ hasText: t.linkUsed }).waitFor()
    await check(page, 'used link', language)
    await page.getByRole('link', { name: t.back }).click()
    await page.getByRole('cell', { name: t.review }).first().waitFor()
    // A role, and no name.
    expect(await page.locator('main').innerText()).not.toContain('Ana')
  })
}

async function cannotErase(visit: Visit): Promise<void> {
  const { language, words, client, own, office: page } = visit
  const t = words.officer
  await asksForErasure(visit)
  await hold(client.id, 'PUT')
  await timed(language, 'officer: cannot erase what a legal hold keeps, and refuses', async () => {
    await openRequest(page, { t, client, kind: t.erasure })
    await step(page, t.approve)
    await page.locator('.subject-title', { hasText: t.toDo }).waitFor()
    browser.allow(/^409 .*\/complete/)
    await eraseNow(page, t)
    await page.getByRole('alert').filter({ hasText: t.held }).waitFor()
    await check(page, 'held erasure', language)
    await page.keyboard.press('Escape')
    await step(page, t.refuse, async (dialog) => {
      await dialog.getByLabel(t.reason).fill('A claim is open')
      await dialog.getByLabel(t.basis).fill('GDPR, Art. 17(3)(e)')
    })
    await page.locator('.subject-title', { hasText: t.refused }).waitFor()
  })
  await check(page, 'refused request', language)
  await own.reload()
  await own.getByText(words.own.complaint).waitFor()
  await check(own, 'own refused request', language)
  await hold(client.id, 'DELETE')
}

async function erases(visit: Visit): Promise<void> {
  const { language, words, client, office: page } = visit
  const t = words.officer
  await visit.own.getByRole('link', { name: words.own.back }).click()
  await asksForErasure(visit)
  await timed(
    language,
    'officer: erases, sees the certificate, and finds the person erased',
    async () => {
      await openRequest(page, { t, client, kind: t.erasure })
      await step(page, t.approve)
      await page.locator('.subject-title', { hasText: t.toDo }).waitFor()
      await eraseNow(page, t)
      await page.locator('.subject-title', { hasText: t.done }).waitFor()
      await page.getByRole('heading', { name: t.certificate }).waitFor()
      await quiet(page)
      await check(page, 'certificate', language)
      await page.getByRole('link', { name: client.id }).click()
      await page.locator('.timeline').waitFor()
      await page.getByRole('link', { name: t.allEvents }).click()
      await page.locator('.row-link').first().waitFor()
      expect(await page.locator('main').innerText()).not.toContain(client.name)
      await check(page, 'erased in the list', language)
      await page.locator('.row-link').last().click()
      await page.locator('main').getByText(t.erased).first().waitFor()
      expect(await page.locator('main').innerText()).not.toContain(client.name)
    },
  )
}

let visits = 0

/** The client's own window and the officer's, both signed in as the example lets them. */
async function arrive(language: Language): Promise<Visit> {
  visits += 1
  // A second try finds the client of the first there.
  const name = `Cliente Exemplo ${language} ${visits}`
  const id = await newClient(name, language)
  const looking = { language, as: 'nobody', until: 'loaded' } as const
  const [width, theme] = looksOf(LANGUAGES.indexOf(language))
  const url = demo().url.replace('127.0.0.1', 'localhost')
  const own = await browser.open(`${url}/sign-in`, { ...looking, language: 'en', width, theme })
  await own.getByLabel('As a client').selectOption({ label: name })
  await own.getByRole('button', { name: 'See what this client sees' }).click()
  await own.getByRole('heading', { name: `Hello, ${name}` }).waitFor()
  const office = await browser.open(await demo().link(), {
    ...looking,
    until: 'quiet',
    width,
    theme,
  })
  return { language, words: PRIVACY_WORDS[language], client: { id, name }, own, office }
}

async function asksForErasure({ words: { own: t }, own: page }: Visit): Promise<void> {
  await page.getByRole('radio', { name: t.erasure }).check()
  await page.getByRole('button', { name: t.send }).click()
  await page.locator('.tag', { hasText: t.waiting }).waitFor()
}

interface Wanted {
  readonly t: PrivacyWords['officer']
  readonly client: Visit['client']
  readonly kind: string
}

async function openRequest(page: Page, { t, client, kind }: Wanted): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: t.requests }).click()
  const row = page
    .locator('.queue tbody tr')
    .filter({ hasText: client.name })
    .filter({ hasText: kind })
  await row.getByRole('link').first().click()
  await page.getByRole('heading', { name: kind, level: 1 }).waitFor()
}

/** Presses a step's button, fills in what it asks, and presses the same in its dialog. */
async function step(
  page: Page,
  name: string,
  fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void> = async () => undefined,
): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await fill(dialog)
  await dialog.getByRole('button', { name, exact: true }).click()
}

async function eraseNow(page: Page, t: PrivacyWords['officer']): Promise<void> {
  const end = new URL(page.url()).pathname.slice(-6)
  await step(page, t.erase, async (dialog) => {
    await dialog.getByLabel(t.confirm(end)).fill(end)
  })
}

/** Small and large, light and dark: every screen is in each of the four in some language. */
function looksOf(at: number): readonly [width: number, theme: 'light' | 'dark'] {
  return [at % 2 === 0 ? LARGE : SMALL, Math.floor(at / 2) % 2 === 0 ? 'light' : 'dark']
}

/** What is wrong with a screen, found on the way: told all at once, when the tasks are done. */
const wrong: string[] = []

async function check(page: Page, screen: string, language: Language): Promise<void> {
  const [width, theme] = looksOf(LANGUAGES.indexOf(language))
  const other = width === LARGE ? SMALL : LARGE
  await page.emulateMedia({ colorScheme: theme })
  // Words are of different lengths: each language has to fit in both.
  for (const one of [other, width]) {
    await page.setViewportSize({ width: one, height: 860 })
    const tooWide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return scrollWidth - clientWidth
    })
    if (tooWide > 0) wrong.push(`${screen}: ${tooWide} px too wide at ${one} px`)
  }
  const broken = await violationsOf(page)
  wrong.push(...broken.map((one) => `${screen}, ${width} px, ${theme}: ${one}`))
  const left = await languages.untranslated(page, screen, language)
  wrong.push(...left.map((one) => `${screen}: not translated: ${one}`))
}

/** What both windows showed when a task failed: everybody in them is invented. */
async function whatStood({ own, office }: Visit): Promise<string> {
  const texts = [own, office].map(async (page) => {
    const text = await page.evaluate('document.body.innerText').catch(() => 'nothing')
    return `${new URL(page.url()).pathname}: ${String(text).replaceAll(/\s+/g, ' ').slice(0, 900)}`
  })
  return (await Promise.all(texts)).join('\n')
}

async function timed(language: string, task: string, work: () => Promise<void>): Promise<void> {
  const begin = performance.now()
  await work()
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  process.stderr.write(`task (${language}): ${task}: ${seconds} s\n`)
}

async function newClient(name: string, language: string): Promise<string> {
  const email = `${language.toLowerCase()}.${visits}@client.example.com`
  const { _id: id } = (await send('POST', '/clients', { name, email, phone: '555 0177' })) as {
    _id: string
  }
  const history = `/admin/audit/api/history?tt=Client&tid=${id}`
  // What is not numbered yet is shown to nobody, and neither is a name.
  for (;;) {
    const answer = JSON.stringify(await send('GET', history))
    if (answer.includes(name)) return id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** As the application's own page would, were there a button. */
async function hold(id: string, method: 'PUT' | 'DELETE'): Promise<void> {
  await send(method, `/clients/${id}/hold`, { reason: 'A claim is open' })
}

async function send(method: string, path: string, body?: object): Promise<unknown> {
  const { url, token } = demo()
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined
}
