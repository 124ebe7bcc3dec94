/**
 * What is wrong with an application, what is worth knowing, and what is well?
 *
 * Decides only, from facts that somebody else gathered.
 */
import type { AppFacts, AuditFacts, DatabaseFacts, HostFacts, LoadFailure } from './app-facts.ts'

export interface Finding {
  /** A `problem` has to be mended; a `note` is for somebody to know. */
  readonly level: 'ok' | 'note' | 'problem'
  readonly text: string
  /** What to do, or what it means; may have several lines. */
  readonly more?: string
}

/** Judges an application, the graver findings first within each subject. */
export function judge(facts: AppFacts): readonly Finding[] {
  const { failure, audits, hosts } = facts
  return [
    ...(failure === undefined ? [] : [judgeFailure(failure)]),
    ...(audits.length === 0 ? [noAudit(failure)] : audits.flatMap(judgeAudit)),
    ...(audits.length === 0 ? [] : judgeHosts(hosts)),
  ]
}

function judgeFailure(failure: LoadFailure): Finding {
  const rest = 'what would have come after it was not looked at'
  if (failure.kind === 'slow') {
    return problem(
      `the application was not loaded after ${failure.waitedMs / 1000} seconds`,
      `it waits, perhaps for a server that it cannot reach; ${rest}`,
    )
  }
  if (failure.kind === 'ended') {
    return problem(
      `the application ended its process with ${failure.exitCode} while it was loaded`,
      rest,
    )
  }
  if (failure.code === 'AUDIT_PLUGIN_TOO_LATE') return problem(failure.message, rest)
  return problem(
    `the application failed while it was loaded: ${failure.name}: ${failure.message}`,
    rest,
  )
}

function noAudit(failure: LoadFailure | undefined): Finding {
  return problem(
    'the application makes no audit',
    failure === undefined
      ? 'call createAudit() in it, and use this package from the same node_modules'
      : 'or did not come so far',
  )
}

function judgeAudit(audit: AuditFacts): readonly Finding[] {
  return [...judgeModels(audit), ...judgePlaces(audit), ...judgeDatabase(audit.database)]
}

function judgeModels({ models, unplugged }: AuditFacts): readonly Finding[] {
  const findings: Finding[] = []
  if (unplugged.length > 0) {
    findings.push(
      problem(
        `${count(unplugged.length, 'model')} not audited: ${unplugged.join(', ')}`,
        'call schema.plugin(audit.plugin) before mongoose.model(), or mongoose.plugin(audit.plugin) before all',
      ),
    )
  }
  if (models.length > 0) {
    const lines = models.map(({ name, place, class: kept }) => `${name} as ${place}, ${kept}`)
    findings.push(ok(`${count(models.length, 'model')} audited`, lines.join('\n')))
  }
  for (const { name, likelyPersonal } of models) {
    if (likelyPersonal.length === 0) continue
    findings.push(
      note(
        `${name} has paths that are named like personal data: ${likelyPersonal.join(', ')}`,
        'say what they are beside their types, { audit: { personal: true } }, or { audit: { personal: false } } where they are not',
      ),
    )
  }
  return findings
}

function judgePlaces({ pending, places }: AuditFacts): readonly Finding[] {
  const findings: Finding[] = []
  if (pending.length > 0) {
    findings.push(
      problem(
        `createAudit({ places }) names what no catalog and no model has: ${pending.join(', ')}`,
      ),
    )
  }
  const off = places.filter(({ on }) => !on).map(({ place }) => place)
  if (off.length > 0) {
    findings.push(
      note(
        `${count(off.length, 'place')} off: ${off.join(', ')}`,
        'as the code says, before an administrator changes it; the policy in the database counts',
      ),
    )
  }
  return findings
}

function judgeDatabase(database: DatabaseFacts): readonly Finding[] {
  if (database.kind === 'answered') return judgeServer(database)
  return database.kind === 'failed'
    ? [problem(`the events' database could not be asked (${database.name})`)]
    : [note('no database was connected, so neither it nor its indexes were looked at')]
}

function judgeServer(server: DatabaseFacts & { readonly kind: 'answered' }): readonly Finding[] {
  const findings: Finding[] = [
    server.isReplicaSet
      ? ok(`MongoDB ${server.version}, a replica set`)
      : problem(
          `MongoDB ${server.version} is a standalone server`,
          'without a replica set there are no transactions: writes of many records are recorded less exactly, and events have no sequence numbers',
        ),
  ]
  const { hasEvents, missingIndexes } = server
  if (!hasEvents) {
    findings.push(note('no event is stored yet; collections and indexes come with the first'))
  } else if (missingIndexes.length > 0) {
    findings.push(
      problem(
        `${count(missingIndexes.length, 'index', 'indexes')} missing: ${missingIndexes.join(', ')}`,
        'the application builds them when it starts, if its database user may',
      ),
    )
  } else {
    findings.push(ok('all indexes are there'))
  }
  return findings
}

function judgeHosts(hosts: readonly HostFacts[]): readonly Finding[] {
  if (hosts.length === 0) {
    return [note('no Express application wanted to listen, so none was looked at')]
  }
  return hosts.flatMap((host) => [judgeContext(host), judgeTrust(host)])
}

function judgeContext({ hasContext }: HostFacts): Finding {
  if (hasContext) return ok('audit.context() is in place')
  return problem(
    'audit.context() is not among the middleware',
    'events would not say who, and from where: app.use(audit.context()) before the routes',
  )
}

function judgeTrust({ trustProxy }: HostFacts): Finding {
  if (trustProxy === 'set') return ok("'trust proxy' names whom to believe")
  if (trustProxy === 'off') {
    return note(
      "'trust proxy' is off",
      "right if nothing stands in front of the application; behind a proxy its address would be recorded as everybody's",
    )
  }
  return problem(
    "'trust proxy' is true: whoever sends X-Forwarded-For chooses the address that is recorded",
    'set it to the number of proxies in front of the application, or to their addresses',
  )
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many} ${n === 1 ? 'is' : 'are'}`
}

function ok(text: string, more?: string): Finding {
  return { level: 'ok', text, ...(more === undefined ? {} : { more }) }
}

function note(text: string, more?: string): Finding {
  return { level: 'note', text, ...(more === undefined ? {} : { more }) }
}

function problem(text: string, more?: string): Finding {
  return { level: 'problem', text, ...(more === undefined ? {} : { more }) }
}
