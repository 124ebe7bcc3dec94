/** What does the API say about itself? OpenAPI 3.1, made of the table that the router serves. */
import type { AuditErrorCode, JsonValue } from '@rastro/core'
import { REQUEST_HEADER } from '../access/same-origin.ts'
import { PASSING, STATUS_OF_CODE } from '../http/error-answer.ts'
import { PARAMS, isListParam } from '../routes/params.ts'
import type { ParamName } from '../routes/params.ts'
import { COMMON_ERRORS } from '../routes/route.ts'
import type { Route } from '../routes/route.ts'
import { QUERY_DESCRIPTION, SCHEMAS } from './schemas.ts'

type Json = { readonly [key: string]: JsonValue }

const LIST_NOTE = String.raw` Several values are separated by commas; \, is a comma of a value.`

/** Makes the document of these routes. */
export function openApiDocument(
  routes: readonly Route[],
  options: { readonly version: string; readonly title: string | undefined },
): Json {
  const paths: Record<string, Record<string, JsonValue>> = {}
  for (const route of routes) {
    const path = `/${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    const operations = (paths[path] ??= {})
    operations[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: options.title ?? 'Audit trail',
      version: options.version,
      description:
        'Reads and configures the audit trail, and reverts what it tells of. Who may use it is decided by the application ' +
        'that mounts it. Looking at events, histories and lists is itself recorded.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to this document, wherever the application mounts it.
    servers: [{ url: '../api' }],
    paths,
    components: { schemas: SCHEMAS },
  }
}

function operationOf(route: Route): Json {
  const pathNames = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  return {
    operationId: route.name,
    summary: route.summary,
    description: `Needs the permission \`${route.permission}\`. ${
      route.params.length > 2 ? QUERY_DESCRIPTION : ''
    }`.trim(),
    parameters: [
      ...pathNames.map(pathParameter),
      ...route.params.map((name) => queryParameter(name, route)),
      ...(route.method === 'GET' ? [] : [REQUEST_HEADER_PARAMETER]),
      ...ifMatchParameter(route),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(route.body) } }),
    responses: {
      '200': {
        description: route.summary,
        content: route.answer === 'file' ? FILE_CONTENT : jsonContent(route.answer),
        ...(route.tagged ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
      },
      ...errorResponses([...COMMON_ERRORS, ...route.errors]),
    },
  }
}

const FILE_CONTENT: Json = {
  'text/csv': { schema: { type: 'string' } },
  'application/json': { schema: { type: 'array', items: { type: 'object' } } },
  'application/x-ndjson': { schema: { type: 'string' } },
}

const REQUEST_HEADER_PARAMETER: Json = {
  name: REQUEST_HEADER,
  in: 'header',
  required: true,
  description: 'Keeps other sites from writing in the name of whoever is signed in here.',
  schema: { const: '1' },
}

/** What nobody else can have changed meanwhile is written without it. */
function ifMatchParameter({ method, tagged, errors }: Route): readonly Json[] {
  if (method === 'GET' || tagged !== true) return []
  return [
    {
      name: 'If-Match',
      in: 'header',
      required: errors.includes('AUDIT_PRECONDITION_REQUIRED'),
      description: '`ETag` of what was read: 412 if somebody saved since.',
      schema: { type: 'string' },
    },
  ]
}

function pathParameter(name: string): Json {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function queryParameter(name: ParamName, route: Route): Json {
  const { description, schema } = PARAMS[name]
  return {
    name,
    in: 'query',
    required: route.required?.includes(name) ?? false,
    description: isListParam(name) ? description + LIST_NOTE : description,
    schema,
  }
}

/** One response per status; several codes may share it. */
function errorResponses(codes: readonly AuditErrorCode[]): Json {
  const byStatus = new Map<number, AuditErrorCode[]>()
  for (const code of new Set(codes)) {
    for (const status of statusesOf(code))
      byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, shared]) => [
      String(status),
      { description: shared.join(', '), content: jsonContent('Error') },
    ]),
  )
}

/** Of requests that are wrong in form there are several kinds. */
function statusesOf(code: AuditErrorCode): readonly number[] {
  if (code === 'AUDIT_REQUEST_INVALID') return [400, 405, 413, 414, 415]
  if (code in PASSING) return [503]
  return [(STATUS_OF_CODE as Partial<Record<AuditErrorCode, number>>)[code] ?? 500]
}

function jsonContent(schema: string): Json {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } }
}
