/**
 * How does an application report its sign-ins in one line?
 *
 * No database write tells of them, so the application must. These fill in the event types of the
 * place `sessions`, and whom a successful sign-in is by.
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { Actor, RecordFunction } from '@rastro/core'
import { tryUserActor } from '../actor/user-actor.ts'

/** What is known about one try to sign in. */
export interface LoginReport {
  /** The user record, where the login found one. */
  readonly user?: unknown
  /** The address that was tried, whether or not it is anybody's. */
  readonly email?: string
  /** Default `success`. `denied`: the credentials were not even looked at, e.g. a blocked account. */
  readonly outcome?: 'success' | 'failure' | 'denied'
  /** Why it failed, e.g. `wrong-password`. Never the password. */
  readonly reason?: string
  /** The how-manieth failure in a row, from 1. */
  readonly attempt?: number
  /** How many failures in a row block. */
  readonly limit?: number
}

/** Reports of signing in and out, in one line each. */
/** Sign-ins, sign-outs and blocks, one line each; each gives the event's id, as `record` does. */
export interface SessionEvents {
  /** Records `sessions.login`, or `sessions.login-failed` unless the outcome is `success`. */
  login(report: LoginReport): Promise<string | undefined>
  /** Records `sessions.logout`; give the user if the request no longer knows it. */
  logout(report?: Pick<LoginReport, 'user' | 'reason'>): Promise<string | undefined>
  /** Records that an account or address may not sign in any more. */
  blocked(report: Omit<LoginReport, 'outcome'>): Promise<string | undefined>
}

const OUTCOMES: readonly unknown[] = ['success', 'failure', 'denied']

const LOGIN_KEYS = ['user', 'email', 'outcome', 'reason', 'attempt', 'limit']
const LOGOUT_KEYS = ['user', 'reason']
const BLOCKED_KEYS = ['user', 'email', 'reason', 'attempt', 'limit']

/**
 * Makes the one-line reports of sign-ins.
 *
 * @param record - Records an event that the database cannot see.
 *
 * @example
 * ```ts
 * await sessions.login({ email, outcome: 'failure', reason: 'wrong-password', attempt: 3, limit: 5 })
 * ```
 */
export function createSessionEvents(record: RecordFunction): SessionEvents {
  return {
    async login(report) {
      checkOptions('login', report, LOGIN_KEYS)
      const { outcome = 'success', reason } = report
      checkOutcome(outcome)
      if (outcome !== 'success') {
        // The user whose name was tried is not who acted: the actor stays whoever the request knows.
        return record('sessions.login-failed', {
          outcome,
          details: detailsOf(report),
          ...(reason === undefined ? {} : { reason }),
        })
      }
      return record('sessions.login', {
        details: detailsOf(report),
        ...actorOf(report.user ?? { email: report.email }),
        ...(reason === undefined ? {} : { reason }),
      })
    },
    async logout(report = {}) {
      checkOptions('logout', report, LOGOUT_KEYS)
      const { reason } = report
      return record('sessions.logout', {
        ...actorOf(report.user),
        ...(reason === undefined ? {} : { reason }),
      })
    },
    async blocked(report) {
      checkOptions('blocked', report, BLOCKED_KEYS)
      const { reason } = report
      return record('sessions.blocked', {
        outcome: 'denied',
        details: detailsOf(report),
        ...(reason === undefined ? {} : { reason }),
      })
    },
  }
}

function checkOutcome(outcome: unknown): void {
  if (OUTCOMES.includes(outcome)) return
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `login: option 'outcome' must be one of: ${OUTCOMES.join(', ')}`,
    { field: 'outcome' },
  )
}

function actorOf(user: unknown): { actor?: Actor } {
  const actor = tryUserActor(user)
  return actor === undefined ? {} : { actor }
}

function detailsOf(report: LoginReport): Readonly<Record<string, unknown>> {
  const { reason, attempt, limit } = report
  const email = report.email ?? tryUserActor(report.user)?.email
  return {
    ...(email === undefined ? {} : { email }),
    ...(reason === undefined ? {} : { reason }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(limit === undefined ? {} : { limit }),
  }
}
