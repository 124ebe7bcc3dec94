/**
 * Lets `rastro check` find the audits that an application makes.
 *
 * Only where the check has asked for it: an application's audits are nobody else's business.
 */
import type { Audit } from './audit.ts'

const KEY = Symbol.for('@rastro/rastro:audits')

type Global = typeof globalThis & { [KEY]?: Audit[] }

export function announce(audit: Audit): void {
  if (isBeingChecked()) announced().push(audit)
}

/** Whether the application runs to be looked at: its audit then writes nothing by itself. */
export function isBeingChecked(): boolean {
  return process.env['AUDIT_CHECK'] === '1'
}

/** The audits made in this process since the check began. */
export function announced(): Audit[] {
  const holder = globalThis as Global
  holder[KEY] ??= []
  return holder[KEY]
}
