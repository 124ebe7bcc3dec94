/** The page speaks five languages, each of them wholly. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { recordedDay } from './recorded-day.ts'
import { SCREENS } from './screens.ts'
import { visibleTexts } from './whole-language.ts'

const browser = useBrowser()
const desk = useDesk()

const OTHERS = ['pt-BR', 'pt-PT', 'ca', 'es'] as const

/** Words that are the same in English and in these; each was looked at by somebody who reads both. */
const SAME: Readonly<Record<(typeof OTHERS)[number], readonly string[]>> = {
  'pt-BR': ['Login', 'via key of Billing', 'Original', 'E-mail', 'Backup', 'Normal'],
  'pt-PT': ['via key of Billing', 'Original', 'E-mail', 'Normal'],
  ca: ['Clients', 'Agents', 'via key of Billing', 'Original', 'Normal'],
  es: ['Tickets', 'Chats', 'Original', 'Normal'],
}

const NAMES = [
  'Help desk',
  'America/Sao Paulo',
  'America/Sao_Paulo',
  'English',
  'Português (Brasil)',
  'Português (Portugal)',
  'Català',
  'Español',
]

/** Values, and names of fields that no catalog has a label for. */
const RECORDED = new Set([...leavesOf(recordedDay())].flatMap((text) => [text, capital(text)]))

for (const screen of SCREENS) {
  describe(screen.name, () => {
    let english: Promise<readonly string[]> | undefined
    const inEnglish = (): Promise<readonly string[]> => {
      english ??= textsOf(desk().url(screen.path(desk())), 'en', screen.content)
      return english
    }

    for (const language of OTHERS) {
      it(`is wholly in ${language}`, async () => {
        const texts = await textsOf(desk().url(screen.path(desk())), language, screen.content)
        expect(texts.filter(isKey)).toEqual([])
        expect(texts.filter((text) => /\{\w+\}/.test(text))).toEqual([])
        const before = new Set(await inEnglish())
        const untranslated = texts.filter(
          (text) => before.has(text) && isWords(text) && !SAME[language].includes(text),
        )
        expect([...new Set(untranslated)]).toEqual([])
      })
    }
  })
}

const COUNTS: Readonly<Record<string, readonly [number, RegExp][]>> = {
  en: [
    [0, /^0 events$/],
    [1, /^1 event$/],
    [2, /^2 events$/],
    [1_000_000, /^1,000,000 events$/],
  ],
  'pt-BR': [
    [0, /^0 evento$/],
    [1, /^1 evento$/],
    [2, /^2 eventos$/],
    [1_000_000, /^1\.000\.000 de eventos$/],
  ],
  'pt-PT': [
    [0, /^0 eventos$/],
    [1, /^1 evento$/],
    [2, /^2 eventos$/],
    [1_000_000, /^1\s000\s000 de eventos$/],
  ],
  ca: [
    [0, /^0 esdeveniments$/],
    [1, /^1 esdeveniment$/],
    [2, /^2 esdeveniments$/],
    [1_000_000, /^1\.000\.000 d’esdeveniments$/],
  ],
  es: [
    [0, /^0 eventos$/],
    [1, /^1 evento$/],
    [2, /^2 eventos$/],
    [1_000_000, /^1\.000\.000 de eventos$/],
  ],
}

describe('numbers', () => {
  for (const [language, counts] of Object.entries(COUNTS)) {
    it(`choose their form and their marks in ${language}`, async () => {
      for (const [n, expected] of counts) {
        const page = await browser.open(desk().url('events'), {
          language: language as 'en',
          before: (one) => one.route(/\/api\/events\?.*count=1/, (route) => counting(route, n)),
        })
        await page.locator('.count', { hasText: /\d/ }).waitFor()
        expect((await page.locator('.count').innerText()).trim()).toMatch(expected)
        await page.close()
      }
    })
  }
})

describe('the language', () => {
  it('is that of the browser for who has chosen none, and Portuguese alone is that of Brazil', async () => {
    for (const [accepted, expected] of [
      ['ca-ES,es;q=0.5', 'ca'],
      ['pt', 'pt-BR'],
      ['pt-PT', 'pt-PT'],
      ['fr', 'en'],
    ] as const) {
      const page = await browser.open(desk().url('events'), {
        before: async (one) => {
          await one.context().clearCookies({ name: 'audit_lang' })
          // Where the document is asked for: the browser of all these tests prefers English.
          await one.route('**/events', (route) =>
            route.continue({
              headers: { ...route.request().headers(), 'accept-language': accepted },
            }),
          )
        },
      })
      expect(await page.locator('html').getAttribute('lang')).toBe(expected)
      await page.close()
    }
  })

  it('is chosen on the page and stays', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.getByRole('button', { name: 'Language' }).click()
    await page.getByRole('button', { name: 'Català' }).click()
    await page.locator('html[lang="ca"]').waitFor()
    await page.locator('h1', { hasText: 'Esdeveniments' }).waitFor()
    expect(new URL(page.url()).search).toBe('?place=clients')
    await page.reload()
    await page.locator('h1', { hasText: 'Esdeveniments' }).waitFor()
  })
})

async function textsOf(
  url: string,
  language: 'en' | (typeof OTHERS)[number],
  content: string,
): Promise<readonly string[]> {
  const page = await browser.open(url, { language })
  await page.locator(content).first().waitFor()
  const title = (await page.title()).split(' · ')[0]?.trim() ?? ''
  const texts = [title, ...(await visibleTexts(page))]
  await page.close()
  return texts
}

function isKey(text: string): boolean {
  return /^[a-z]+\.[a-z][A-Za-z]+$/.test(text) && !RECORDED.has(text)
}

function isWords(text: string): boolean {
  if (!/\p{L}{2}/u.test(text) || NAMES.includes(text) || text.includes('@')) return false
  // A recorded value may stand beside another: before → after, city, country.
  const parts = text.split(/\s*[→·›,()]\s*/).filter((part) => part !== '')
  return !parts.every((part) => RECORDED.has(part) || /^HTTP \d+$/.test(part))
}

function* leavesOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* leavesOf(part)
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

async function counting(
  route: Parameters<Parameters<Page['route']>[1]>[0],
  n: number,
): Promise<void> {
  const answer = await route.fetch()
  const body = (await answer.json()) as object
  await route.fulfill({ response: answer, json: { ...body, count: { n, exact: true } } })
}
