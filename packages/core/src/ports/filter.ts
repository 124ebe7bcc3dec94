/**
 * Which events? The checked form that stores understand.
 *
 * Made from untrusted input by `parse-query.ts`; every field is combined by *and*, the values of
 * one field by *or*.
 */

/** A person or record as it was asked for: ids are compared in every BSON type they may have. */
export interface EventFilter {
  readonly tenant: string
  /** Inclusive. */
  readonly from?: Date
  /** Exclusive. */
  readonly before?: Date
  readonly places?: readonly string[]
  readonly operations?: readonly string[]
  readonly types?: readonly string[]
  readonly categories?: readonly string[]
  readonly severities?: readonly string[]
  readonly outcomes?: readonly string[]
  /** Actor types; `app:<name>` is that app alone, `app` every app. */
  readonly actorTypes?: readonly string[]
  /** Name, e-mail or id of who did it. */
  readonly users?: readonly string[]
  /** The same, among agents only. */
  readonly agents?: readonly string[]
  /** Name, e-mail or id of the client who did it, or whom it was done to (target, subject, related). */
  readonly clients?: readonly string[]
  readonly ips?: readonly string[]
  /** The record itself, or a record it is related to. */
  readonly target?: { readonly type: string; readonly id?: string }
  readonly group?: string
  /** Words that stand in names, reasons and type, ignoring case and accents. */
  readonly text?: string
  /** Looks at the log itself are left out; see `isLook`. */
  readonly withoutLooks?: true
  /** Tokens of what is asked for, where that may be stored encrypted; a store finds by either. */
  readonly tokens?: {
    /** By name or e-mail of who did it. */
    readonly actors: ReadonlyMap<string, string>
    /** By address. */
    readonly ips: ReadonlyMap<string, string>
  }
  /** Confines a reader: combined with everything else. */
  readonly scope?: ReadScope
}

/** What a confined administrator may see; each part present must hold. */
export interface ReadScope {
  readonly target?: { readonly type: string; readonly id?: string }
  readonly subject?: { readonly type?: string; readonly id: string }
  readonly actor?: { readonly id?: string; readonly email?: string }
}
