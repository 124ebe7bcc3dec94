/**
 * Does a value match a JSON Schema?
 *
 * The keywords that the API's document uses and no others: an unknown keyword is an error, so that
 * a schema cannot say something that nobody checks.
 */
type Schema = Readonly<Record<string, unknown>>

const ANNOTATIONS = new Set(['description', 'default', 'title'])

/** Returns what is wrong, each with its path; empty if the value matches. */
export function schemaErrors(value: unknown, schema: unknown, root: Schema, path = '$'): string[] {
  if (typeof schema !== 'object' || schema === null) throw new Error(`no schema at ${path}`)
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return []
    const check = CHECKS[keyword]
    if (check === undefined) throw new Error(`schema keyword '${keyword}' is not known here`)
    return check({ value, rule, schema: schema as Schema, root, path })
  })
}

interface Check {
  readonly value: unknown
  readonly rule: unknown
  readonly schema: Schema
  readonly root: Schema
  readonly path: string
}

const CHECKS: Readonly<Record<string, (check: Check) => string[]>> = {
  $ref: ({ value, rule, root, path }) => {
    const keys = String(rule).replace(/^#\//, '').split('/')
    const target = keys.reduce<unknown>((at, key) => (at as Schema)[key], root)
    return schemaErrors(value, target, root, path)
  },
  type: ({ value, rule, path }) => {
    const types = Array.isArray(rule) ? rule : [rule]
    return types.some((type) => isType(value, String(type)))
      ? []
      : [`${path} is no ${types.join('|')}`]
  },
  enum: ({ value, rule, path }) =>
    (rule as unknown[]).includes(value) ? [] : [`${path} is none of the values`],
  const: ({ value, rule, path }) => (value === rule ? [] : [`${path} is not ${String(rule)}`]),
  pattern: ({ value, rule, path }) =>
    typeof value !== 'string' || new RegExp(String(rule), 'u').test(value)
      ? []
      : [`${path} does not match`],
  format: ({ value, rule, path }) => {
    if (rule !== 'date-time') throw new Error(`format '${String(rule)}' is not known here`)
    const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value))
    return isInstant ? [] : [`${path} is no instant`]
  },
  minimum: ({ value, rule, path }) =>
    Number(value) >= Number(rule) ? [] : [`${path} is too small`],
  maximum: ({ value, rule, path }) =>
    Number(value) <= Number(rule) ? [] : [`${path} is too large`],
  minLength: ({ value, rule, path }) =>
    String(value).length >= Number(rule) ? [] : [`${path} is too short`],
  maxLength: ({ value, rule, path }) =>
    String(value).length <= Number(rule) ? [] : [`${path} is too long`],
  minItems: ({ value, rule, path }) =>
    (value as unknown[]).length >= Number(rule) ? [] : [`${path} has too few`],
  maxItems: ({ value, rule, path }) =>
    (value as unknown[]).length <= Number(rule) ? [] : [`${path} has too many`],
  items: ({ value, rule, root, path }) =>
    Array.isArray(value)
      ? value.flatMap((item, i) => schemaErrors(item, rule, root, `${path}[${i}]`))
      : [],
  required: ({ value, rule, path }) =>
    (rule as string[])
      .filter((key) => !isType(value, 'object') || !Object.hasOwn(value as object, key))
      .map((key) => `${path}.${key} is missing`),
  properties: ({ value, rule, root, path }) =>
    entriesOf(value).flatMap(([key, one]) => {
      const schema = (rule as Schema)[key]
      return schema === undefined ? [] : schemaErrors(one, schema, root, `${path}.${key}`)
    }),
  additionalProperties: ({ value, rule, schema, root, path }) => {
    const named = Object.keys(schema['properties'] ?? {})
    return entriesOf(value)
      .filter(([key]) => !named.includes(key))
      .flatMap(([key, one]) =>
        rule === false
          ? [`${path}.${key} is not in the schema`]
          : schemaErrors(one, rule, root, `${path}.${key}`),
      )
  },
  anyOf: ({ value, rule, root, path }) => {
    const each = (rule as unknown[]).map((schema) => schemaErrors(value, schema, root, path))
    return each.some((errors) => errors.length === 0)
      ? []
      : [`${path} matches none of: ${each.join(' / ')}`]
  },
}

function entriesOf(value: unknown): [string, unknown][] {
  return isType(value, 'object') ? Object.entries(value as object) : []
}

function isType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
