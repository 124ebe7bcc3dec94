/** What does an application say of requests of persons, and is it right? */
import { AuditError, checkOptions, deadlineRule, REQUEST_KINDS } from '@rastro/core'
import type { DeadlineChoice, ReadyLink, RequestKind } from '@rastro/core'

/** What the application says of requests of persons. */
export interface RequestOptions {
  /** Within which time they must be answered. Default `{ hours: 72 }`. */
  readonly deadline?: DeadlineChoice
  /** The same of single kinds. */
  readonly deadlines?: Readonly<Partial<Record<RequestKind, DeadlineChoice>>>
  /** How long a download's link counts, in hours, 1 to 720. Default 72. */
  readonly linkHours?: number
  /** Where the person's own mount is, as browsers have it: `https://desk.example/me/data`. */
  readonly url?: string
  /** A download is ready: deliver the link to the person, and to nobody else. */
  onRequestReady?(link: ReadyLink): unknown
}

const OPTIONS = ['deadline', 'deadlines', 'linkHours', 'url', 'onRequestReady']
const MAX_LINK_HOURS = 720
const HTTP_URL = /^https?:\/\/[^\s"<>\\?#]+$/

/** @throws AuditError naming the option that is wrong. */
export function checkRequestOptions(given: unknown): void {
  if (given === undefined) return
  checkOptions('createAudit: option requests', given, OPTIONS)
  const { deadline, deadlines = {}, linkHours, url } = given as RequestOptions
  const handed: unknown = Reflect.get(given as object, 'onRequestReady')
  deadlineRule(deadline, 'requests.deadline')
  checkOptions('createAudit: option requests.deadlines', deadlines, REQUEST_KINDS)
  for (const [kind, choice] of Object.entries(deadlines)) {
    deadlineRule(choice, `requests.deadlines.${kind}`)
  }
  const isHours = linkHours === undefined || (Number.isInteger(linkHours) && linkHours >= 1)
  refuse(
    !isHours || (linkHours ?? 1) > MAX_LINK_HOURS,
    'linkHours',
    `must be a whole number of hours from 1 to ${MAX_LINK_HOURS}`,
  )
  const isUrl = url === undefined || (typeof url === 'string' && HTTP_URL.test(url))
  refuse(!isUrl, 'url', 'must be an address such as https://desk.example/me/data')
  refuse(
    handed !== undefined && typeof handed !== 'function',
    'onRequestReady',
    'must be a function',
  )
}

function refuse(isWrong: boolean, name: string, why: string): void {
  if (!isWrong) return
  const field = `requests.${name}`
  throw new AuditError('AUDIT_OPTION_INVALID', `createAudit: option '${field}' ${why}`, { field })
}
