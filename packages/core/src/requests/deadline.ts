/**
 * By when must a request be answered?
 *
 * Pure: time comes in as a value. Periods of days and months begin with the day after the request
 * and end with their last day, in the audit's time zone; weekends and holidays move nothing, so that
 * the date is never later than a law allows.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import { dayAt, dayStart, nextDay } from '../query/zoned-day.ts'
import type { CalendarDay } from '../query/zoned-day.ts'

const MS_PER_HOUR = 3_600_000

/** A period in which a request has to be answered: in hours, days or months. */
export interface DeadlineRule {
  readonly hours?: number
  readonly days?: number
  readonly months?: number
  /** By how many months it may be extended, once and with a reason. Default: not at all. */
  readonly extendMonths?: number
  /** Where it is written. */
  readonly source?: string
}

/** Periods that laws set. */
export const DEADLINES = {
  /** @see LGPD (Brazil, Law 13.709/2018), Art. 19, II: the full declaration, within 15 days. */
  lgpd: { days: 15, source: 'LGPD, Art. 19, II' },
  /** @see GDPR (Regulation (EU) 2016/679), Art. 12(3): one month, extendable by two. */
  gdpr: { months: 1, extendMonths: 2, source: 'GDPR, Art. 12(3)' },
} as const satisfies Record<string, DeadlineRule>

/** What counts where nobody chose a law: stricter than any of them. */
export const DEFAULT_DEADLINE: DeadlineRule = { hours: 72 }

/** A law's name, or a period of one's own. */
export type DeadlineChoice = keyof typeof DEADLINES | DeadlineRule

/**
 * Reads a choice.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` with the option's name.
 */
export function deadlineRule(choice: unknown, option: string): DeadlineRule {
  if (choice === undefined) return DEFAULT_DEADLINE
  if (typeof choice === 'string') {
    if (choice === 'lgpd' || choice === 'gdpr') return DEADLINES[choice]
    throw invalid(option, "must be 'lgpd', 'gdpr' or a period such as { hours: 72 }")
  }
  checkOptions(`createAudit: option ${option}`, choice, [
    'hours',
    'days',
    'months',
    'extendMonths',
    'source',
  ])
  const rule = choice as DeadlineRule
  const given = [rule.hours, rule.days, rule.months].filter((one) => one !== undefined)
  const counts = [...given, ...(rule.extendMonths === undefined ? [] : [rule.extendMonths])]
  if (given.length !== 1 || !counts.every(isCount)) {
    throw invalid(option, 'must have one of hours, days and months, a whole number from 1 to 999')
  }
  if (rule.source !== undefined && typeof rule.source !== 'string') {
    throw invalid(option, 'must have a text as its source')
  }
  return rule
}

/** What a rule is called in a request: its source, or the period itself. */
export function ruleName(rule: DeadlineRule): string {
  const { hours, days, months, source } = rule
  if (source !== undefined) return source
  if (hours !== undefined) return `${hours} h`
  return days === undefined ? `${months ?? 1} mo` : `${days} d`
}

/**
 * Returns the last instant at which an answer is in time.
 *
 * @param openedAt - When the request came.
 * @param zone - IANA zone whose calendar counts days and months.
 *
 * @example
 * ```ts
 * dueAt(new Date('2026-01-31T15:00:00Z'), DEADLINES.gdpr, 'UTC') // 2026-02-28T23:59:59.999Z
 * ```
 */
export function dueAt(openedAt: Date, rule: DeadlineRule, zone: string): Date {
  const { hours, days, months = 0 } = rule
  if (hours !== undefined) return new Date(openedAt.getTime() + hours * MS_PER_HOUR)
  const first = dayAt(openedAt, zone)
  return endOf(days === undefined ? monthsLater(first, months) : daysLater(first, days), zone)
}

/** The same after an extension; undefined where the rule knows none. */
export function tryExtendedDueAt(
  openedAt: Date,
  rule: DeadlineRule,
  zone: string,
): Date | undefined {
  const { months = 0, extendMonths } = rule
  if (extendMonths === undefined) return undefined
  if (rule.months !== undefined) return dueAt(openedAt, { months: months + extendMonths }, zone)
  const before = dayAt(dueAt(openedAt, rule, zone), zone)
  return endOf(monthsLater(before, extendMonths), zone)
}

function daysLater(day: CalendarDay, n: number): CalendarDay {
  let later = day
  for (let i = 0; i < n; i += 1) later = nextDay(later)
  return later
}

/** The same day of a later month, or that month's last day where it has no such day. */
function monthsLater({ year, month, day }: CalendarDay, n: number): CalendarDay {
  const index = month - 1 + n
  const there = { year: year + Math.floor(index / 12), month: (index % 12) + 1 }
  const lastDay = new Date(Date.UTC(there.year, there.month, 0)).getUTCDate()
  return { ...there, day: Math.min(day, lastDay) }
}

function endOf(day: CalendarDay, zone: string): Date {
  return new Date(dayStart(nextDay(day), zone).getTime() - 1)
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 999
}

function invalid(option: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `createAudit: option '${option}' ${why}`, {
    field: option,
  })
}
