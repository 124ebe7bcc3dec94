/**
 * `GET download`: a link is used up, and everything about the person leaves as one archive.
 *
 * The link alone is not enough: it counts for the person whose request it is, signed in. A program
 * that looks at addresses beforehand does not use it up.
 */
import { attachment, peopleOf } from '@rastro/core'
import type { SentExport, SubjectRequest } from '@rastro/core'
import { API_HEADERS } from '../http/headers.ts'
import type { Answer } from '../http/exchange.ts'
import { Refusal } from '../http/refusal.ts'
import { FILE_WORDS } from './file-words.ts'
import { personFile, personFileWriter } from './person-file.ts'
import type { OwnVisit, SubjectService } from './subject-service.ts'

const RETRY_AFTER_SECONDS = '10'

export async function downloadAnswer(visit: OwnVisit, service: SubjectService): Promise<Answer> {
  const { request, access, keys } = visit
  if (request.method !== 'GET' || isPrefetch(request.header.bind(request))) {
    throw new Refusal('AUDIT_REQUEST_INVALID', 'a download is asked for by GET', {
      status: 405,
      headers: { Allow: 'GET' },
    })
  }
  const given = new URLSearchParams(request.search)
  const leave = service.exports.gate.tryEnter(`${service.tenant} person ${JSON.stringify(keys[0])}`)
  if (leave === undefined) throw busy()
  try {
    const [id, token] = [given.get('request') ?? '', given.get('token') ?? '']
    const asked = await service.requests.takeLink(access, id, token)
    return fileAnswer(asked, visit, { service, leave })
  } catch (error) {
    leave()
    throw error
  }
}

function fileAnswer(
  asked: SubjectRequest,
  { access, language }: OwnVisit,
  { service, leave }: { readonly service: SubjectService; readonly leave: () => void },
): Answer {
  const { exports, requests, log, reader, catalog, zone, tenant, showsStaff } = service
  const now = service.clock.now()
  const source = personFile({
    keys: peopleOf(asked),
    data: service.personal,
    reader,
    catalog,
    zone,
    tenant,
    language,
    showsStaff,
    now,
  })
  const stamp = now.toISOString().slice(0, 10)
  return {
    status: 200,
    headers: {
      ...API_HEADERS,
      'Cache-Control': 'no-store, no-transform',
      'Content-Type': 'application/zip',
      'Content-Disposition': attachment(`${FILE_WORDS[language].title} ${stamp}.zip`),
      'Referrer-Policy': 'no-referrer',
    },
    body: {
      async send(response) {
        const sent: SentExport = await exports
          .send(response, { source, writer: personFileWriter })
          .finally(leave)
        const { bytes, result } = sent
        await requests
          .downloaded(access, asked, { bytes, result })
          .catch(() => log.warn('audit: a download of personal data was not recorded'))
      },
    },
  }
}

/** Browsers fetch pages ahead that nobody has asked for yet. */
function isPrefetch(header: (name: string) => string | undefined): boolean {
  return [header('sec-purpose'), header('purpose')].some(
    (one) => one?.includes('prefetch') === true,
  )
}

function busy(): Refusal {
  return new Refusal('AUDIT_EXPORT_BUSY', 'too many downloads are under way', {
    status: 429,
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  })
}
