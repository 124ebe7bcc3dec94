/**
 * What is a way to fetch a server? The port that the official download and the wheel implement.
 */

/** Where a fetcher works and whom it tells. */
export interface FetchContext {
  /** An empty folder for everything the fetcher downloads; removed afterwards. */
  readonly stagingDir: string
  readonly env: NodeJS.ProcessEnv
  readonly onProgress: (line: string) => void
}

/** One way to fetch a MongoDB server. */
export interface MongodFetcher {
  /** Names the way in one or two words, for progress and errors. */
  readonly name: string
  /**
   * Fetches into `context.stagingDir` and returns the path of the binary there.
   *
   * @throws Error whose first line says why this way is closed.
   */
  fetch(context: FetchContext): Promise<string>
}
