/**
 * The person's own page: to ask, to follow, to download, and to see who looked.
 *
 * Whole on the server and without a script. What somebody wrote is text and nothing else.
 */
import { isOverdue, OPEN_STATES, REQUEST_KINDS, REQUEST_LIMITS } from '@rastro/core'
import type { Language, RequestState, SubjectRequest } from '@rastro/core'
import type { PageChoices } from '../page/page-choices.ts'
import { pageAssets } from '../page/page-assets.js'
import { escapeHtml } from '../page/escape-html.ts'
import { isOwnStep, ownSteps, toldReason } from './own-json.ts'
import { PAGE_WORDS } from './page-texts.ts'
import type { PageWords } from './page-words.ts'
import { STYLE_NAME } from './page-style.ts'
import type { Held } from './held.ts'
import type { Look } from './looks.ts'

export interface PageFrame {
  readonly language: Language
  readonly languages: readonly Language[]
  readonly choices: PageChoices
  /** The mount, as an address that holds on this page. */
  readonly root: string
  /** The application's name. */
  readonly title: string | undefined
  readonly zone: string
  readonly now: Date
  /** Where to sign in, to come back to what was asked for. */
  readonly signIn: string | undefined
  /** What a form sends back, so that no other site can send it. */
  readonly formToken: string
}

const NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  'pt-BR': 'Português (Brasil)',
  'pt-PT': 'Português (Portugal)',
  ca: 'Català',
  es: 'Español',
}

/** What the page tells. */
export interface HomeFacts {
  readonly requests: readonly SubjectRequest[]
  readonly looks: readonly Look[]
  readonly held: readonly Held[]
  /** Every entry was counted. */
  readonly isAll: boolean
}

/** The page itself. */
export function homePage(frame: PageFrame, { requests, looks, held, isAll }: HomeFacts): string {
  const t = PAGE_WORDS[frame.language]
  return framed(frame, t.title, [
    `<div class="head"><h1>${t.title}</h1><p class="muted">${t.intro}</p></div>`,
    section('own', t.own, ownList(requests, frame, t)),
    section('held', t.held, heldTable({ held, isAll }, frame, t)),
    section('ask', t.ask, askForm(frame, t)),
    section('looks', t.looks, looksTable(looks, frame, t)),
  ])
}

/** One request. */
export function requestPage(frame: PageFrame, request: SubjectRequest): string {
  const t = PAGE_WORDS[frame.language]
  const name = t.kinds[request.kind]
  return framed(frame, name, [
    `<div class="head"><p><a href="${escapeHtml(frame.root)}">${t.back}</a></p><h1>${name}</h1></div>`,
    `<section class="sheet card">${facts(request, frame, t)}${buttons(request, frame, t)}</section>`,
    section('steps', t.steps, steps(request, frame, t)),
  ])
}

/** Something that can be said in one sentence. */
export function messagePage(frame: PageFrame, message: keyof PageWords): string {
  const t = PAGE_WORDS[frame.language]
  const text = t[message]
  const back = `<p><a href="${escapeHtml(frame.root)}">${t.back}</a></p>`
  return framed(frame, t.title, [
    `<h1>${t.title}</h1><p role="alert">${typeof text === 'string' ? text : ''}</p>`,
    message === 'signedOut' ? signInButton(frame, t) : back,
  ])
}

function signInButton({ signIn }: PageFrame, t: PageWords): string {
  if (signIn === undefined) return ''
  return `<p><a class="button primary" href="${escapeHtml(signIn)}">${t.signIn}</a></p>`
}

function framed(frame: PageFrame, title: string, parts: readonly string[]): string {
  const { language, choices, root } = frame
  const t = PAGE_WORDS[language]
  const brand = escapeHtml(frame.title ?? t.title)
  const theme = choices.theme === undefined ? '' : ` data-theme="${choices.theme}"`
  const asset = (name: string): string => escapeHtml(`${root}assets/${name}`)
  const links = frame.languages.map(
    (one) =>
      // At the mount itself: the cookie that keeps the choice is for what is below the address.
      `<a href="${escapeHtml(`${root}?lang=${one}`)}" hreflang="${one}" lang="${one}"${one === language ? ' aria-current="true"' : ''}>${NAMES[one]}</a>`,
  )
  return `<!doctype html>
<html lang="${language}"${theme}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${choices.theme ?? 'light dark'}">
<meta name="robots" content="noindex">
<title>${frame.title === undefined ? title : `${title} · ${brand}`}</title>
<link rel="icon" href="data:,">
${[...pageAssets.styles, STYLE_NAME].map((name) => `<link rel="stylesheet" href="${asset(name)}">`).join('\n')}
</head>
<body>
<div id="page">
<a class="skip" href="#main">${t.skip}</a>
<header class="top"><div class="top-in"><a class="brand" href="${escapeHtml(root)}">${brand}</a>${
    links.length < 2 ? '' : `<nav class="langs" aria-label="${t.language}">${links.join('')}</nav>`
  }</div></header>
<main class="mine" id="main" tabindex="-1">${parts.join('\n')}</main>
</div>
</body>
</html>
`
}

function section(id: string, heading: string, content: string): string {
  return `<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>`
}

function askForm(frame: PageFrame, t: PageWords): string {
  const kinds = REQUEST_KINDS.map(
    (kind, at) =>
      `<label class="choice"><input type="radio" name="kind" value="${kind}" required${at === 0 ? ' checked' : ''}><span><b>${t.kinds[kind]}</b>${t.kindHints[kind]}</span></label>`,
  )
  return `<form class="sheet card" method="post" action="${escapeHtml(frame.root)}requests">${token(frame)}
<fieldset><legend>${t.kind}</legend>${kinds.join('')}</fieldset>
<div class="field"><label for="message">${t.message}</label><textarea class="input" id="message" name="message" maxlength="${REQUEST_LIMITS.message}" aria-describedby="message-hint"></textarea><p class="field-hint" id="message-hint">${t.messageHint}</p></div>
<button class="button primary" type="submit">${t.send}</button></form>`
}

function ownList(requests: readonly SubjectRequest[], frame: PageFrame, t: PageWords): string {
  if (requests.length === 0) return `<p class="muted">${t.none}</p>`
  const items = requests.map((request) => {
    const { id, kind, state, openedAt } = request
    const late = isOverdue(request, frame.now) ? ` <span class="late">${t.overdue}</span>` : ''
    return `<li><a class="sheet" href="${escapeHtml(frame.root)}requests/${id}"><span class="name">${t.kinds[kind]}</span><span>${stateTag(state, t)}${late}</span><span class="small">${t.opened} ${time(openedAt, frame)}</span></a></li>`
  })
  return `<ul class="asked">${items.join('')}</ul>`
}

function heldTable(
  { held, isAll }: Pick<HomeFacts, 'held' | 'isAll'>,
  frame: PageFrame,
  t: PageWords,
): string {
  if (held.length === 0) return `<p class="muted">${t.noHeld}</p>`
  const number = new Intl.NumberFormat(frame.language)
  const rows = held.map(
    ({ place, n, latest }) =>
      `<tr><th scope="row">${words(place)}</th><td>${number.format(n)}</td><td class="small">${time(latest, frame)}</td></tr>`,
  )
  const more = isAll ? '' : `<p class="small">${t.moreHeld}</p>`
  return `<p class="small">${t.heldText}</p>${table('held', [t.where, t.entries, t.latest], rows)}${more}`
}

function looksTable(looks: readonly Look[], frame: PageFrame, t: PageWords): string {
  if (looks.length === 0) return `<p class="muted">${t.noLooks}</p>`
  const rows = looks.map(
    ({ at, role, name, purpose }) =>
      `<tr><td>${time(at, frame)}</td><td>${words(name === undefined ? role : `${name} (${role})`)}</td><td>${words(purpose ?? t.review)}</td></tr>`,
  )
  return `<p class="small">${t.looksText}</p>${table('looks', [t.when, t.who, t.purpose], rows)}`
}

function table(labelledBy: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join('')
  return `<div class="sheet card"><table class="lines" aria-labelledby="${labelledBy}"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

/** What is open is told apart from what has ended, and neither by colour alone. */
function stateTag(state: RequestState, t: PageWords): string {
  return `<span class="tag${OPEN_STATES.includes(state) ? ' new' : ''}">${t.states[state]}</span>`
}

function facts(request: SubjectRequest, frame: PageFrame, t: PageWords): string {
  const { state, openedAt, dueAt, decision, outcome, message } = request
  const isOpen = decision === undefined && state !== 'withdrawn'
  const late = isOverdue(request, frame.now) ? ` <span class="late">${t.overdue}</span>` : ''
  const rows: (readonly [string, string | undefined])[] = [
    [t.opened, time(openedAt, frame)],
    [t.due, isOpen ? time(dueAt, frame) + late : undefined],
    [t.decision, decision?.reason && words(decision.reason)],
    [t.basis, decision?.basis && words(decision.basis)],
    [t.done, outcome && time(outcome.at, frame)],
    [t.note, outcome?.note && words(outcome.note)],
    [t.certificate, outcome?.certificates && words(outcome.certificates.join(', '))],
    [t.written, message && `<span class="words">${words(message)}</span>`],
  ]
  const shown = rows.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`<dt>${name}</dt><dd>${value}</dd>`],
  )
  const complaint = state === 'refused' ? `<p class="small">${t.complaint}</p>` : ''
  return `<p>${stateTag(state, t)}</p><dl class="told">${shown.join('')}</dl>${complaint}`
}

function buttons(request: SubjectRequest, frame: PageFrame, t: PageWords): string {
  const can = ownSteps(request)
  const action = (name: string): string => `${escapeHtml(frame.root)}requests/${request.id}/${name}`
  const download = can.includes('download')
    ? `<form method="post" action="${action('link')}">${token(frame)}<p class="small">${t.downloadText}</p><button class="button primary" type="submit">${t.download}</button></form>`
    : ''
  const withdraw = can.includes('withdraw')
    ? `<form method="post" action="${action('withdraw')}">${token(frame)}<button class="button" type="submit">${t.withdraw}</button></form>`
    : ''
  return download === '' && withdraw === ''
    ? ''
    : `<div class="buttons">${download}${withdraw}</div>`
}

function steps(request: SubjectRequest, frame: PageFrame, t: PageWords): string {
  const items = request.steps.map((one) => {
    const { at, step, by } = one
    const who = isOwnStep(request, by) ? t.you : t.staff
    const why = toldReason(one)
    const told = why === undefined ? '' : `<br>${words(why)}`
    return `<li>${t.step[step]} <span class="small">(${who})</span>${told}<br>${time(at, frame)}</li>`
  })
  return `<ol class="events">${items.join('')}</ol>`
}

function token({ formToken }: PageFrame): string {
  return `<input type="hidden" name="form" value="${escapeHtml(formToken)}">`
}

function time(at: Date, { language, zone }: PageFrame): string {
  // As everywhere in the suite: British order, 24 hours.
  const text = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }).format(at)
  return `<time datetime="${at.toISOString()}">${escapeHtml(text)}</time>`
}

function words(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}
