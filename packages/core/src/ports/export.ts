/**
 * What has to be known to send rows as a file, and what is known afterwards?
 *
 * Rows become text in `export/`; who writes that text to a response is the application's framework.
 */

/** How a file is written. */
export type ExportFormat = 'csv' | 'json' | 'ndjson'

/** Where rows come from: some at a time, none at the end. */
export interface RowSource<Row> {
  next(): Promise<readonly Row[]>
  /** Lets go of everything at once, also while `next` is under way. May be called again. */
  close(): Promise<void> | void
}

/** Rows as text, or as bytes. Pure, and used once, from head to tail. */
export interface RowWriter<Row, Written extends string | Uint8Array = string> {
  head(): Written
  rows(rows: readonly Row[]): Written
  tail(): Written
  /** What stands in place of the tail where the rest could not be had; empty where no text can say it. */
  broken(code: string): Written
}

/** What a response must be able to do: Node's own can, and so can those of Express 4 and 5. */
export interface ExportResponse {
  readonly headersSent: boolean
  readonly destroyed: boolean
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  write(chunk: Uint8Array, written: (error?: Error | null) => void): boolean
  end(): unknown
  destroy(): unknown
  on(event: 'close' | 'drain' | 'finish', listener: () => void): unknown
  off(event: 'close' | 'drain' | 'finish', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  addTrailers?(trailers: Readonly<Record<string, string>>): unknown
}

/** One file on its way. */
export interface OutgoingExport<Row> {
  readonly source: RowSource<Row>
  readonly writer: RowWriter<Row, string | Uint8Array>
  /** How long a reader may take nothing, in milliseconds, before it counts as gone. Default 120,000. */
  readonly stallMs?: number
}

/**
 * What really left: what Node handed over to the operating system. What lay there when the reader
 * went is counted too, since nobody is told.
 */
export interface SentExport {
  readonly rows: number
  /** Of the file, before anything compressed it. */
  readonly bytes: number
  /**
   * `complete`: all of it; `partial`: the reader went, or took nothing for too long; `failed`: the
   * rows could not be had to the end.
   */
  readonly result: 'complete' | 'partial' | 'failed'
  /** Why it is not complete. */
  readonly reason?: 'reader-gone' | 'reader-stalled' | 'response-taken' | 'rows-failed'
  /** What the rows' source threw. */
  readonly error?: unknown
}

/** Writes a file to a response whose headers were set, and resolves when it is over. Never rejects. */
export type SendExport = <Row>(
  response: ExportResponse,
  outgoing: OutgoingExport<Row>,
) => Promise<SentExport>
