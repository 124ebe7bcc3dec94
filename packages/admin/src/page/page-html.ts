/**
 * What is the first answer to a browser?
 *
 * A document without content: where everything is, in which language, and a header that stands
 * still while the script comes. Everything it links is relative to the address of the request.
 */
import type { JsonValue, Language } from '@rastro/core'
import type { Answer } from '../http/exchange.ts'
import { escapeHtml } from './escape-html.ts'
import { FIRST_WORDS } from './first-words.ts'
import { firstRequest, metaRequest } from './first-request.ts'
import { pageAssets } from './page-assets.js'
import type { PageChoices } from './page-choices.ts'

export interface PageFacts {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The mount, as an address that holds on this page. */
  readonly root: string
  /** Path and query of the request, below the mount. */
  readonly path: string
  readonly search: string
  readonly language: Language
  readonly choices: PageChoices
  readonly title: string | undefined
  /** What the script needs before it asks for anything. */
  readonly boot: { readonly [key: string]: JsonValue }
}

/** Paths of the list, whose first rows are asked for along with the script. */
const LIST_PATHS = ['/', '/events']

export function pageAnswer(facts: PageFacts): Answer {
  return { status: facts.status, headers: facts.headers, body: { html: pageHtml(facts) } }
}

function pageHtml(facts: PageFacts): string {
  const { root, language, choices, title } = facts
  const words = FIRST_WORDS[language]
  const heading = escapeHtml(title ?? words.heading)
  const asset = (name: string | undefined): string => escapeHtml(`${root}assets/${name ?? ''}`)
  const marks = [
    `lang="${language}"`,
    `data-root="${escapeHtml(root)}"`,
    ...(choices.theme === undefined ? [] : [`data-theme="${choices.theme}"`]),
    ...(choices.density === undefined ? [] : [`data-density="${choices.density}"`]),
  ]
  return `<!doctype html>
<html ${marks.join(' ')}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${choices.theme ?? 'light dark'}">
<meta name="robots" content="noindex">
<title>${heading}</title>
<link rel="icon" href="data:,">
${pageAssets.styles.map((name) => `<link rel="stylesheet" href="${asset(name)}">`).join('\n')}
<link rel="modulepreload" href="${asset(pageAssets.catalogues[language])}">
${preloads(facts)}<script type="module" src="${asset(pageAssets.entry)}"></script>
</head>
<body>
<div id="page"><header class="top"><div class="top-in"><span class="brand">${heading}</span></div></header></div>
<noscript><p class="plain">${escapeHtml(words.noScript)}</p></noscript>
<script type="application/json" id="boot">${escapeJson(facts.boot)}</script>
</body>
</html>
`
}

function preloads({ status, root, path, search, language }: PageFacts): string {
  if (status !== 200) return ''
  const addresses = [
    ...(LIST_PATHS.includes(path) ? [firstRequest(search, language)] : []),
    metaRequest(language),
  ]
  return addresses
    .map((address) => {
      const href = escapeHtml(root + address)
      return `<link rel="preload" as="fetch" crossorigin="anonymous" href="${href}">\n`
    })
    .join('')
}

/** Inside a script nothing may end it, and two characters would end a line of a program. */
function escapeJson(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
