/** Of which files does the page consist? */

/** One file, in base64 of both compressions. */
export interface PageAsset {
  readonly type: string
  /** Of its content; each encoding has a tag of its own that is made of it. */
  readonly etag: string
  readonly br: string
  readonly gzip: string
}

/** What the build of the page leaves. Names carry a hash of their content. */
export interface PageAssets {
  readonly entry: string
  readonly styles: readonly string[]
  /** The file of each language. */
  readonly catalogues: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, PageAsset>>
}
