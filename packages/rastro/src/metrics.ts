/**
 * How does a monitoring system read the suite?
 *
 * One list of what is measured; as Prometheus text (version 0.0.4) and for an OpenTelemetry meter.
 */
import { AuditError } from '@rastro/core'
import type { AuditHealth } from './health.ts'

interface Reading {
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
}

interface Metric {
  /** In the words of OpenTelemetry; Prometheus puts `_` for the dots and adds the unit. */
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  /** `s` and `By` are added to the Prometheus name as `seconds` and `bytes`. */
  readonly unit: '{event}' | '{write}' | '{file}' | 's' | 'By' | '1'
  readonly help: string
  readonly read: (health: AuditHealth) => readonly Reading[]
}

const METRICS: readonly Metric[] = [
  {
    name: 'audit.events.handed_over',
    kind: 'counter',
    unit: '{event}',
    help: 'Events handed over in this process, by class.',
    read: ({ classes }) =>
      Object.entries(classes).map(([name, value]) => ({ value, labels: { class: name } })),
  },
  {
    name: 'audit.events.stored',
    kind: 'counter',
    unit: '{event}',
    help: 'Events stored by this process.',
    read: ({ stored }) => [{ value: stored }],
  },
  {
    name: 'audit.events.lost',
    kind: 'counter',
    unit: '{event}',
    help: 'Events that could not be stored by this process.',
    read: ({ lost }) => [{ value: lost }],
  },
  {
    name: 'audit.events.dropped',
    kind: 'counter',
    unit: '{event}',
    help: 'Events of the class telemetry that did not fit their queue.',
    read: ({ dropped }) => [{ value: dropped }],
  },
  {
    name: 'audit.events.pending',
    kind: 'gauge',
    unit: '{event}',
    help: 'Events handed to the store and not yet answered.',
    read: ({ pending }) => [{ value: pending }],
  },
  {
    name: 'audit.events.waiting',
    kind: 'gauge',
    unit: '{event}',
    help: 'Events that wait behind their calls to be stored.',
    read: ({ waiting }) => [{ value: waiting }],
  },
  {
    name: 'audit.store.lag',
    kind: 'gauge',
    unit: 's',
    help: 'How long the oldest event waits to be stored.',
    read: ({ lagMs }) => [{ value: lagMs / 1_000 }],
  },
  {
    name: 'audit.sequencing.lag',
    kind: 'gauge',
    unit: 's',
    help: 'How long the oldest event waits that has no sequence number, as of the last look.',
    read: ({ sequencing: { lagMs } }) => (lagMs === null ? [] : [{ value: lagMs / 1_000 }]),
  },
  {
    name: 'audit.health',
    kind: 'gauge',
    unit: '1',
    help: '1 for the state that the audit is in.',
    read: ({ status }) =>
      (['ok', 'degraded', 'down'] as const).map((state) => ({
        value: state === status ? 1 : 0,
        labels: { status: state },
      })),
  },
  {
    name: 'audit.writes.open',
    kind: 'gauge',
    unit: '{write}',
    help: 'Announced writes of earlier processes whose fate is not known yet.',
    read: ({ openWrites }) => [{ value: openWrites }],
  },
  {
    name: 'audit.spool.size',
    kind: 'gauge',
    unit: 'By',
    help: 'Size of the spool.',
    read: ({ spool }) => (spool === false ? [] : [{ value: spool.bytes }]),
  },
  {
    name: 'audit.spool.limit',
    kind: 'gauge',
    unit: 'By',
    help: 'Largest size that the spool may have.',
    read: ({ spool }) => (spool === false ? [] : [{ value: spool.maxBytes }]),
  },
  {
    name: 'audit.spool.segments',
    kind: 'gauge',
    unit: '{file}',
    help: 'Files in the spool.',
    read: ({ spool }) => (spool === false ? [] : [{ value: spool.segments }]),
  },
  {
    name: 'audit.spool.age',
    kind: 'gauge',
    unit: 's',
    help: 'Age of the oldest event or announced write in the spool that is still needed.',
    read: ({ spool }) => (spool === false ? [] : [{ value: spool.oldestMs / 1_000 }]),
  },
  {
    name: 'audit.spool.writable',
    kind: 'gauge',
    unit: '1',
    help: '1 if the spool can be written.',
    read: ({ spool }) => (spool === false ? [] : [{ value: spool.writable ? 1 : 0 }]),
  },
]

const PROMETHEUS_UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' }

/** As a Prometheus server scrapes it. */
export function metricsText(health: AuditHealth): string {
  const lines: string[] = []
  for (const metric of METRICS) {
    const readings = metric.read(health)
    if (readings.length === 0) continue
    const name = prometheusName(metric)
    lines.push(`# HELP ${name} ${metric.help}`, `# TYPE ${name} ${metric.kind}`)
    for (const { value, labels } of readings) lines.push(`${name}${labelText(labels)} ${value}`)
  }
  return `${lines.join('\n')}\n`
}

/** As much of an OpenTelemetry meter as is used. */
export interface MeterLike {
  createObservableCounter(name: string, options: MeterOptions): InstrumentLike
  createObservableGauge(name: string, options: MeterOptions): InstrumentLike
}

interface MeterOptions {
  readonly description: string
  readonly unit: string
}

interface InstrumentLike {
  addCallback(
    callback: (result: {
      observe(value: number, attributes?: Record<string, string>): void
    }) => void,
  ): void
}

/**
 * Registers everything that is measured with a meter.
 *
 * @throws AuditError `AUDIT_OPTION_INVALID` if it is no meter.
 */
export function instrumentMeter(meter: MeterLike, health: () => AuditHealth): void {
  const isMeter =
    typeof (meter as Partial<MeterLike> | undefined)?.createObservableCounter === 'function' &&
    typeof meter.createObservableGauge === 'function'
  if (!isMeter) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      'audit.instrument needs an OpenTelemetry meter: metrics.getMeter("audit")',
      { field: 'meter' },
    )
  }
  for (const { name, kind, unit, help, read } of METRICS) {
    const options = { description: help, unit }
    const instrument =
      kind === 'counter'
        ? meter.createObservableCounter(name, options)
        : meter.createObservableGauge(name, options)
    instrument.addCallback((result) => {
      for (const { value, labels } of read(health())) result.observe(value, { ...labels })
    })
  }
}

function prometheusName({ name, kind, unit }: Metric): string {
  const base = name.replaceAll('.', '_') + (PROMETHEUS_UNITS[unit] ?? '')
  return kind === 'counter' ? `${base}_total` : base
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return ''
  return `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(',')}}`
}
