/** What is said when the demo is ready? */

export interface ReadyFacts {
  /** A link that signs its visitor in once. */
  readonly url: string
  /** The application itself. */
  readonly home: string
  readonly api: string
  readonly token: string
  /** Connection string of the demo's database. */
  readonly mongodb: string
  readonly dataDir: string
  /** Whether somebody sits at the keyboard. */
  readonly isInteractive: boolean
}

/** One line for a program. */
export function readyJson({ url, api, token, mongodb }: ReadyFacts): string {
  return `${JSON.stringify({ url, api, token, mongodb })}\n`
}

/** The same for a person. */
export function readyText(facts: ReadyFacts): string {
  const { url, home, api, token, mongodb, dataDir, isInteractive } = facts
  return `
The helpdesk runs on ${home}

  Open its audit trail, signed in as an administrator (on this machine, once):
    ${url}

  What a client sees of their own data (choose one; in a private window, to stay signed in here):
    ${home}/sign-in

  The audit trail's API and a token for it:
    ${api}
    ${token}

  Try it:
    ${curlLine(api, token)}

  The database: ${mongodb}
  The data stays in ${dataDir}; --fresh forgets it.

${isInteractive ? 'Enter gives another link, ' : ''}Ctrl-C ends.
`
}

function curlLine(api: string, token: string): string {
  // Edits, because they have values before and after. Double quotes: every shell understands them,
  // and nothing here needs escaping in them.
  return `curl -H "Authorization: Bearer ${token}" "${api}/events?op=update&limit=3"`
}

/**
 * Names a database in a connection string, and leaves out who signs in there.
 *
 * @param uri - As the server was reached; the user's own may hold a password.
 */
export function shownUri(uri: string, database: string): string {
  return uri.replace(
    // Lists of hosts are no URLs to `URL`, hence the pattern.
    /^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^/?]+)(?:\/[^?]*)?(\?.*)?$/,
    (_, scheme: string, hosts: string, query: string | undefined) =>
      `${scheme}${hosts}/${database}${query ?? ''}`,
  )
}
