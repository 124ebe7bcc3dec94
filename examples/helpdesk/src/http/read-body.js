/**
 * What may a request's body hold?
 *
 * Only what is named and of the right kind goes on to the database: a body is anything its sender
 * likes, also `{ "email": { "$ne": "" } }`.
 */
const MAX_TEXT_LENGTH = 500
const MAX_IDS = 500

/** Refused with 400; the message names the field and never its value. */
export class BadRequest extends Error {
  status = 400
}

/** Returns a text that must be there. */
export function readText(body, name) {
  const text = body?.[name]
  if (typeof text === 'string' && text !== '' && text.length <= MAX_TEXT_LENGTH) return text
  throw new BadRequest(`${name} must be a text of 1 to ${MAX_TEXT_LENGTH} characters`)
}

/**
 * Returns those of the named fields that were sent.
 *
 * @param fields - Kind by name: `text`, `number` or `texts`.
 */
export function readFields(body, fields) {
  const given = {}
  for (const [name, kind] of Object.entries(fields)) {
    const value = body?.[name]
    if (value === undefined) continue
    if (!KINDS[kind](value)) throw new BadRequest(`${name} must be a ${kind}`)
    given[name] = value
  }
  return given
}

/** Returns the ids of the records that something is to be done to. */
export function readIds(body) {
  const ids = body?.ids
  const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= MAX_IDS
  if (isList && ids.every((id) => typeof id === 'string' && /^[0-9a-f]{24}$/i.test(id))) return ids
  throw new BadRequest(`ids must be a list of 1 to ${MAX_IDS} ids`)
}

const isText = (value) => typeof value === 'string' && value.length <= MAX_TEXT_LENGTH

const KINDS = {
  text: isText,
  number: (value) => Number.isFinite(value),
  texts: (value) => Array.isArray(value) && value.length <= 50 && value.every(isText),
}
