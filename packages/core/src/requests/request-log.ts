/**
 * What does the log say of requests?
 *
 * Which request, which step and who is concerned, and the handler's reason: never what the person
 * wrote, and no link.
 */
import type { RecordFunction, RecordOptions } from '../recorder/record.ts'
import type { RequestMove } from './advance.ts'
import type { RequestAccess } from './requests.ts'
import type { SubjectRequest } from './subject-request.ts'

/** Records what happens to requests. */
export interface RequestLog {
  opened(access: RequestAccess, request: SubjectRequest): Promise<void>
  moved(access: RequestAccess, request: SubjectRequest, move: RequestMove): Promise<void>
  downloaded(
    access: RequestAccess,
    request: SubjectRequest,
    sent: { readonly bytes: number; readonly result: string },
  ): Promise<void>
}

const TYPES = {
  verified: 'audit.request.verified',
  merged: 'audit.request.merged',
  extended: 'audit.request.extended',
  approved: 'audit.request.approved',
  refused: 'audit.request.refused',
  completed: 'audit.request.completed',
  withdrawn: 'audit.request.withdrawn',
  link: 'audit.request.link-made',
  downloaded: 'audit.request.downloaded',
} as const satisfies Record<RequestMove['step'], string>

/** Makes the recorder of requests. */
export function createRequestLog(record: RecordFunction): RequestLog {
  return {
    async opened(access, request) {
      const { openedBy, dueAt, rule } = request
      await record('audit.request.opened', {
        ...usual(access, request),
        details: { ...facts(request), by: openedBy, due: dueAt, rule },
      })
    },
    async moved(access, request, move) {
      const { note } = 'note' in move ? move : {}
      await record(TYPES[move.step], {
        ...usual(access, request),
        ...(note === undefined ? {} : { reason: note }),
        details: { ...facts(request), ...detailsOf(request, move) },
      })
    },
    async downloaded(access, request, { bytes, result }) {
      await record(TYPES.downloaded, {
        ...usual(access, request),
        ...(result === 'failed' ? { outcome: 'failure' } : {}),
        details: { ...facts(request), bytes, result },
      })
    },
  }
}

function usual({ tenant, person }: RequestAccess, request: SubjectRequest): RecordOptions {
  const { id, subject } = request
  return {
    tenant,
    target: { type: 'AuditRequest', id, name: `…${id.slice(-6)}` },
    subject,
    ...(person === undefined ? {} : { actor: person.actor }),
  }
}

function facts({ kind, state }: SubjectRequest): Readonly<Record<string, unknown>> {
  return { kind, state }
}

function detailsOf(request: SubjectRequest, move: RequestMove): Readonly<Record<string, unknown>> {
  switch (move.step) {
    case 'verified':
      return { identity: move.method }
    case 'merged':
      return { merged: `${move.id.type} ${move.id.id}` }
    case 'extended':
      return { due: request.dueAt }
    case 'approved':
      return move.method === undefined ? {} : { method: move.method }
    case 'refused':
      return move.basis === undefined ? {} : { basis: move.basis }
    case 'completed':
      return {
        ...(request.decision?.method === undefined ? {} : { method: request.decision.method }),
        ...(move.certificates === undefined ? {} : { certificates: move.certificates }),
      }
    default:
      return {}
  }
}
