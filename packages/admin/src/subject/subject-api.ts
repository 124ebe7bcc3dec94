/** The person's own API: the same as the page, for applications with a page of their own. */
import type { OpenRequest } from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { readFields } from '../http/fields.ts'
import type { Fields } from '../http/fields.ts'
import { notFound } from '../http/refusal.ts'
import { looksAt } from './looks.ts'
import { lookJson, ownRequestJson } from './own-json.ts'
import type { OwnVisit, SubjectService } from './subject-service.ts'

type Handler = (visit: OwnVisit, service: SubjectService, id: string) => Promise<Answer>

const ROUTES: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  ['GET', /^\/api\/requests$/, listOwn],
  ['POST', /^\/api\/requests$/, openOwn],
  ['GET', /^\/api\/requests\/([0-9A-Z]{26})$/, oneOwn],
  ['POST', /^\/api\/requests\/([0-9A-Z]{26})\/withdraw$/, withdrawOwn],
  ['POST', /^\/api\/requests\/([0-9A-Z]{26})\/link$/, linkOwn],
  ['GET', /^\/api\/looks$/, listLooks],
]

const MAX_OWN = 100

/** Answers what is below `api/`. */
export async function subjectApi(visit: OwnVisit, service: SubjectService): Promise<Answer> {
  const { method, path } = visit.request
  for (const [wanted, pattern, handle] of ROUTES) {
    const match = pattern.exec(path)
    const isMethod = method === wanted || (method === 'HEAD' && wanted === 'GET')
    if (match !== null && isMethod) return handle(visit, service, match[1] ?? '')
  }
  throw notFound('there is nothing at this address')
}

async function listOwn({ access }: OwnVisit, { requests, clock }: SubjectService) {
  const page = await requests.list(access, { state: 'all', limit: MAX_OWN })
  return jsonAnswer(200, {
    requests: page.requests.map((one) => ownRequestJson(one, clock.now())),
  })
}

async function oneOwn({ access }: OwnVisit, { requests, clock }: SubjectService, id: string) {
  return jsonAnswer(200, ownRequestJson(await requests.get(access, id), clock.now()))
}

async function openOwn(visit: OwnVisit, { requests, clock }: SubjectService) {
  const { kind, message } = await fieldsOf(visit, ['kind', 'message'])
  const opened = await requests.open(visit.access, { kind, message } as OpenRequest)
  return jsonAnswer(200, ownRequestJson(opened, clock.now()))
}

async function withdrawOwn(visit: OwnVisit, { requests, clock }: SubjectService, id: string) {
  await fieldsOf(visit, [])
  return jsonAnswer(200, ownRequestJson(await requests.withdraw(visit.access, id), clock.now()))
}

async function linkOwn(visit: OwnVisit, { requests }: SubjectService, id: string) {
  await fieldsOf(visit, [])
  const { request, token } = await requests.ownLink(visit.access, id)
  const query = new URLSearchParams({ request: id, token }).toString()
  return jsonAnswer(200, {
    path: `download?${query}`,
    expiresAt: request.link?.expiresAt.toISOString() ?? null,
  })
}

async function listLooks({ keys, language }: OwnVisit, service: SubjectService) {
  const { reader, tenant, catalog, showsStaff } = service
  const looks = await looksAt(keys, { reader, tenant, catalog, language, showsStaff })
  return jsonAnswer(200, { looks: looks.map(lookJson) })
}

async function fieldsOf({ request }: OwnVisit, names: readonly string[]): Promise<Fields> {
  assertOwnWrite(request)
  return readFields(await request.json(), names)
}
