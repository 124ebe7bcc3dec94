/** By what is a person asked for? As the filter of the list takes it. */

export interface WithIdentity {
  readonly id?: string
  readonly name?: string
  readonly email?: string
}

/** The surest that is known; undefined for nobody in particular. */
export function userOf({ id, email, name }: WithIdentity): string | undefined {
  return id ?? email ?? name
}
