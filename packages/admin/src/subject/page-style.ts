/**
 * How does the person's own page look beyond what the admin page's styles say?
 *
 * A file of its own, since the page has no inline style; its name carries a hash of what is in it.
 */
import { createHash } from 'node:crypto'
import type { Answer } from '../http/exchange.ts'
import { assetHeaders } from '../http/headers.ts'

const STYLE = `.mine{width:100%;max-width:48rem;margin:0 auto;padding:1.5rem var(--gutter) 4rem;display:grid;align-content:start;gap:1.75rem;grid-template-columns:minmax(0,1fr)}
.mine .head{display:grid;gap:.5rem}
.mine h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
.mine section{display:grid;gap:.75rem;grid-template-columns:minmax(0,1fr)}
.mine form{display:grid;gap:1rem;justify-items:start}
.mine .card{padding:1rem;display:grid;gap:.75rem}
.mine fieldset{border:0;margin:0;padding:0;min-width:0;display:grid;gap:.25rem;width:100%}
.mine legend{padding:0;margin-bottom:.375rem;font-weight:600}
.choice{display:flex;gap:.625rem;align-items:flex-start;padding:.5rem .625rem;border-radius:var(--radius-small);cursor:pointer}
.choice:hover{background:var(--hover)}
.choice:has(:checked){background:var(--accent-soft)}
.choice input{flex:none;width:1.125rem;height:1.125rem;margin:.125rem 0;accent-color:var(--accent)}
.choice b{display:block;color:var(--text);font-size:var(--size);font-weight:550}
.choice span{color:var(--muted);font-size:var(--small)}
.mine .field{width:100%}
.mine textarea.input{font:inherit;min-height:6rem;padding:.5rem;resize:vertical;color:inherit}
.asked{display:grid;gap:.5rem}
.asked a{display:grid;grid-template-columns:minmax(0,1fr) 12rem max-content;gap:.25rem .75rem;align-items:baseline;padding:.75rem 1rem;color:inherit;text-decoration:none}
.asked a:hover{border-color:var(--line-strong)}
.asked .name{font-weight:600;color:var(--accent)}
.told{display:grid;grid-template-columns:minmax(8rem,auto) minmax(0,1fr);gap:.375rem 1.25rem}
.told dt{color:var(--muted)}
.told dd{overflow-wrap:anywhere}
.events{display:grid;gap:.375rem;padding-left:1rem;border-left:2px solid var(--line)}
.events time,.mine .small{color:var(--muted);font-size:var(--small)}
.top-in{width:100%;max-width:48rem;margin:0 auto}
.mine .tag{font-size:var(--small);padding:.0625rem .5rem}
.mine .lines tr>:last-child{padding-right:0}
.mine .card>.lines{margin:-.375rem 0}
.langs{margin-inline-start:auto;display:flex;flex-wrap:wrap;gap:0 .75rem;font-size:var(--small)}
.langs a{min-height:1.75rem;display:inline-flex;align-items:center;color:var(--muted)}
.langs a[aria-current]{color:var(--text);font-weight:600;text-decoration:none}
.mine .late{color:var(--bad);font-weight:600}
.mine .words{white-space:pre-wrap;overflow-wrap:anywhere}
.buttons{display:flex;flex-wrap:wrap;gap:.5rem}
@media (width < 44rem){.asked a{grid-template-columns:minmax(0,1fr) auto}.asked .small{grid-column:1/-1}.langs{margin:0}}
@media (width < 30rem){.mine{padding-top:1rem}.told{grid-template-columns:minmax(0,1fr);gap:0}.told dd{margin-bottom:.375rem}}
`

const NAME = `mine-${createHash('sha256').update(STYLE).digest('base64url').slice(0, 8)}.css`

/** Below `assets/`. */
export const STYLE_NAME = NAME

/** The file; undefined for any other. */
export function tryStyleAnswer(path: string): Answer | undefined {
  if (path !== `/assets/${NAME}`) return undefined
  return {
    status: 200,
    headers: assetHeaders('text/css; charset=utf-8'),
    body: { bytes: Buffer.from(STYLE) },
  }
}
