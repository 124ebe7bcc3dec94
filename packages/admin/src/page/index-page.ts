/**
 * What stands at the mount itself until the page with screens comes?
 *
 * A small page without scripts or styles that says what is here. Its links are relative, so they
 * hold under any mount and behind any proxy that keeps the trailing slash.
 */
import { PAGE_HEADERS } from '../http/headers.ts'
import type { AdminRequest, Answer } from '../http/exchange.ts'

export interface IndexFacts {
  readonly title: string | undefined
  readonly version: string
}

const LINKS = [
  ['api/events', 'Events, newest first'],
  ['api/events?groups=1&view=row', 'The same as rows, each group as one'],
  ['api/meta', 'Places, operations and other value lists'],
  ['api/config', 'What is recorded, and since when'],
  ['api/openapi.json', 'The description of this API (OpenAPI 3.1)'],
] as const

/** Answers `GET` of the mount. */
export function indexPage({ title, version }: IndexFacts): Answer {
  const heading = escapeHtml(title ?? 'Audit trail')
  const links = LINKS.map(([href, text]) => `<li><a href="${escapeHtml(href)}">${text}</a></li>`)
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
</head>
<body>
<main>
<h1>${heading}</h1>
<p>This version has no screens yet. The audit trail is read and configured by its HTTP API:</p>
<ul>
${links.join('\n')}
</ul>
<p>Looking at the audit trail is itself recorded. Version ${escapeHtml(version)}.</p>
</main>
</body>
</html>
`
  return { status: 200, headers: PAGE_HEADERS, body: { html } }
}

/** True if the request would take a page: a browser, or a program that does not care. */
export function acceptsPage(request: AdminRequest): boolean {
  const accept = request.header('accept')
  return accept === undefined || /(text\/html|text\/\*|\*\/\*)/i.test(accept)
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
