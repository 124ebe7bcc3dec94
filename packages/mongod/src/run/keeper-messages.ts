/** What do a program and the keeper of its servers say to each other? */

/** From the program to the keeper. */
export type KeeperRequest =
  | {
      readonly kind: 'start'
      readonly id: number
      readonly command: string
      readonly args: readonly string[]
      /** File that takes what the server prints; the one of the run before is kept beside it. */
      readonly logPath: string
    }
  | { readonly kind: 'signal'; readonly id: number; readonly signal: NodeJS.Signals }
  | { readonly kind: 'end' }

/** From the keeper to the program. */
export type KeeperReply =
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'signalled'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  | { readonly kind: 'exited'; readonly id: number; readonly how: string }
