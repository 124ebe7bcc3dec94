/** Which ids do no two records share, whatever their models? */

const UNIQUE_ID =
  /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26})$/

/** True for the text of an ObjectId, a UUID or a ULID. */
export function isUniqueId(id: string): boolean {
  return UNIQUE_ID.test(id)
}
