/**
 * A person's own events as a document to read, without a script and without anything from elsewhere.
 *
 * Recorded values are text and nothing else: whatever they hold, they cannot leave their cell.
 */
import { readable } from '@rastro/core'
import type { Catalog, Language } from '@rastro/core'
import { actorText } from './actor-text.ts'
import { escapeHtml } from '../page/escape-html.ts'
import { afterText, beforeText } from './file-csv.ts'
import { FILE_WORDS } from './file-words.ts'
import type { OwnEvent } from './own-event.ts'

interface Words {
  readonly catalog: Catalog
  readonly language: Language
  readonly zone: string
  readonly now: Date
  /** An instant by the clocks of the zone. */
  readonly stamp: (at: Date) => string
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
article{border-top:1px solid #8888;padding:.75rem 0}h1{font-size:1.5rem}h2{font-size:1rem;margin:0}p{margin:.125rem 0}
table{border-collapse:collapse;width:100%;margin-top:.5rem;font-size:.875rem}th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid #8884;overflow-wrap:anywhere}
.muted{opacity:.75;font-size:.875rem}`

export function htmlHead({ language, zone, now, stamp }: Words): string {
  const t = FILE_WORDS[language]
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${t.title}</title><style>${STYLE}</style></head><body><main>
<h1>${t.title}</h1>
<p>${escapeHtml(stamp(now))} (${escapeHtml(zone)})</p>
<p class="muted">${t.intro}</p>
`
}

export function htmlRow({ event, relation }: OwnEvent, words: Words): string {
  const t = FILE_WORDS[words.language]
  const { sentence, changes } = readable(event, words)
  const who = `${words.stamp(event.at)} · ${actorText(event.actor, words)} · ${t[relation]}`
  const rows = changes.map(
    (change) =>
      `<tr><th scope="row">${cell(change.label)}</th><td>${cell(beforeText(change))}</td><td>${cell(afterText(change))}</td></tr>`,
  )
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th scope="col">${t.property}</th><th scope="col">${t.original}</th><th scope="col">${t.new}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<article><h2>${cell(sentence)}</h2><p class="muted">${cell(who)}</p>${table}</article>\n`
}

export function htmlFoot(): string {
  return '</main></body></html>\n'
}

function cell(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}
