/** How does a monitoring system read the suite? Prometheus text, version 0.0.4. */
import type { DeliveryCounts } from '@rastro/core'

export function metricsText(counts: DeliveryCounts): string {
  return [
    '# HELP audit_events_stored_total Events stored by this process.',
    '# TYPE audit_events_stored_total counter',
    `audit_events_stored_total ${counts.stored}`,
    '# HELP audit_events_lost_total Events that could not be stored by this process.',
    '# TYPE audit_events_lost_total counter',
    `audit_events_lost_total ${counts.lost}`,
    '# HELP audit_events_pending Events handed to the store and not yet answered.',
    '# TYPE audit_events_pending gauge',
    `audit_events_pending ${counts.pending}`,
    '',
  ].join('\n')
}
