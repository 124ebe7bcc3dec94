/** What does the command say about itself? */
import type { CommandName } from './read-arguments.ts'

const GENERAL = `rastro: an audit trail for Express, Mongoose and MongoDB

  rastro demo             run an audited helpdesk with a day behind it, to look around in
  rastro check ./app.js   look at an application: is everything audited that should be?
  rastro help <command>   say more about a command
  rastro --version
`

const COMMANDS: Readonly<Record<CommandName, string>> = {
  demo: `rastro demo [options]

Runs an audited helpdesk on this machine until Ctrl-C, with its own MongoDB server, and prints
a link that signs you in. The first start fills it by a day of requests; the data is kept.

  --fresh          forget the data of earlier runs
  --json           print one line { "url", "api", "token", "mongodb" } when ready, for a program
  --data-dir DIR   where the data lives (default: audit-demo in your cache folder)
  --port N         port of the application (default: PORT, else 3000 or a free one)

MONGODB_URI names a server to use instead; the demo keeps to the database "helpdesk_demo" there.
`,
  check: `rastro check ./app.js

Loads the application in a process of its own, with AUDIT_CHECK=1 in its environment. Nothing
listens there, but the rest runs, so it connects to the database that it would connect to.
Then says which models are not audited, whether the plugin came too late, what 'trust proxy'
means for recorded addresses, and what the database lacks.

Ends with 1 if something needs mending, with 2 if it could not look.
`,
}

/** The help text of a command, or of all. */
export function helpText(about: CommandName | undefined): string {
  return about === undefined ? GENERAL : COMMANDS[about]
}
