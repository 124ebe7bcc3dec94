/**
 * Whose folder is this?
 *
 * One folder per spool below a common root, with a file that says which process it belongs to. A
 * folder whose process is gone is moved into the folder of whoever finds it: moving succeeds once,
 * so one process adopts it, and if that one dies too, the folder is found inside its own.
 */
import type { Logger } from '../environment/environment.ts'
import type { ProcessWatch, SpoolFiles } from '../ports/spool.ts'

const OWNER = 'owner'
const SPOOL = 'spool-'
const UNFINISHED = 'new-'
/** What the name of a folder begins with that was another process's. */
export const ADOPTED = 'adopted-'
/** What stands for the process where it has given the folder up. */
const NOBODY = 'nobody'
/** An owner's file that cannot be read may be one that is being written. */
const UNREADABLE_FOR_MS = 60_000
/** A folder that was being made when its process died. */
const UNFINISHED_FOR_MS = 3_600_000

export interface SpoolFolder {
  readonly root: string
  /** Makes this process's folder, once. @returns Its path. */
  open(): string
  /** Says that the process is alive. False where the folder is no longer this process's: open anew. */
  sign(): boolean
  /** Notes which store the events are for: they may go to no other. */
  belongsTo(store: string): void
  /**
   * Moves the folders of dead processes here.
   * @returns Their paths, those adopted before included.
   */
  adopt(): readonly string[]
  /** Removes a folder that was adopted. */
  discard(path: string): void
  /** Gives it up: to others if something is left in it, else for good. */
  release(isNeeded: boolean): void
}

/** What stands in the owner's file. */
export interface Owner {
  readonly process: string
  /** Which store the events are for; absent where the process never reached it. */
  readonly store?: string
}

export function createSpoolFolder(parts: {
  readonly files: SpoolFiles
  readonly watch: ProcessWatch
  readonly root: string
  /** A name that no other folder has. */
  readonly name: string
  /** Whether something is left to do in a folder. */
  readonly holdsAnything: (path: string) => boolean
  readonly log: Logger
}): SpoolFolder {
  const { files, watch, root, log } = parts
  let name = SPOOL + parts.name
  let own = files.join(root, name)
  let ownerFile = files.join(own, OWNER)
  let isOpen = false
  let openings = 0
  let store: string | undefined
  const warned = new Set<string>()

  function writeOwner(folder: string, process: string = watch.self): void {
    const owner: Owner = { process, ...(store === undefined ? {} : { store }) }
    files.write(files.join(folder, OWNER), Buffer.from(JSON.stringify(owner)))
  }

  function open(): string {
    if (isOpen) return own
    openings += 1
    if (openings > 1) {
      // What it was given up with may still be there.
      name = `${SPOOL}${parts.name}-${openings}`
      own = files.join(root, name)
      ownerFile = files.join(own, OWNER)
    }
    files.makeFolder(root)
    secureRoot()
    // Nobody wants it in their version control.
    files.writeNew(files.join(root, '.gitignore'), Buffer.from('*\n'))
    const unfinished = files.join(root, UNFINISHED + name.slice(SPOOL.length))
    files.makeFolder(unfinished)
    writeOwner(unfinished)
    files.rename(unfinished, own)
    isOpen = true
    return own
  }

  /** Others could take events away there, or put some of their own making in. */
  function secureRoot(): void {
    if (!files.secureFolder(root)) return
    log.warn(
      'audit: others could write to the folder of the spool; it is open to its owner alone now',
    )
  }

  /** Where it is not, opening says so. */
  function isSecure(): boolean {
    if (files.idleMs(root) === undefined) return false
    try {
      secureRoot()
      return true
    } catch {
      return false
    }
  }

  function tryAdopt(candidate: string): void {
    const from = files.join(root, candidate)
    if (!files.isPrivate(from)) {
      sayOnce(candidate, 'is not this user’s alone')
      return
    }
    const owner = tryOwner(files, from)
    if (isOwned(owner, files.idleMs(files.join(from, OWNER)))) return
    // One process may keep the events of several stores: each goes where it belongs.
    const isForeign = owner?.store !== undefined && owner.store !== store
    if (isForeign && parts.holdsAnything(from)) {
      sayOnce(candidate, 'belongs to another store')
      return
    }
    const to = files.join(open(), ADOPTED + candidate.slice(SPOOL.length))
    try {
      files.rename(from, to)
    } catch {
      // Somebody else was faster.
      return
    }
    if (isForeign) {
      files.remove(to)
      return
    }
    for (const nested of files.list(to).filter((one) => one.startsWith(ADOPTED))) {
      files.rename(files.join(to, nested), files.join(own, nested))
    }
  }

  function isOwned(owner: Owner | undefined, idleMs: number | undefined): boolean {
    if (idleMs === undefined || owner?.process === NOBODY) return false
    return owner === undefined ? idleMs < UNREADABLE_FOR_MS : watch.isAlive(owner.process, idleMs)
  }

  function sayOnce(candidate: string, why: string): void {
    if (warned.has(candidate)) return
    warned.add(candidate)
    log.info(`audit: the spool folder ${candidate} ${why} and is left alone`)
  }

  return {
    root,
    open,
    sign() {
      if (!isOpen) return true
      isOpen = files.idleMs(ownerFile) !== undefined
      if (isOpen) files.touch(ownerFile)
      return isOpen
    },
    belongsTo(given) {
      if (store === given) return
      store = given
      if (isOpen) writeOwner(own)
    },
    adopt() {
      for (const candidate of isSecure() ? files.list(root) : []) {
        if (candidate === name) continue
        if (candidate.startsWith(SPOOL)) tryAdopt(candidate)
        else if (candidate.startsWith(UNFINISHED)) removeStale(candidate)
      }
      const adopted = isOpen ? files.list(own).filter((one) => one.startsWith(ADOPTED)) : []
      return adopted.map((one) => files.join(own, one))
    },
    discard(path) {
      files.remove(path)
    },
    release(isNeeded) {
      if (!isOpen) return
      isOpen = false
      const isEmpty = !isNeeded && !files.list(own).some((one) => one.startsWith(ADOPTED))
      try {
        if (isEmpty) files.remove(own)
        // Nobody's: the next process adopts it at once.
        else writeOwner(own, NOBODY)
      } catch {
        // It is adopted when this process is gone.
      }
    },
  }

  function removeStale(candidate: string): void {
    const path = files.join(root, candidate)
    if ((files.idleMs(path) ?? 0) > UNFINISHED_FOR_MS) files.remove(path)
  }
}

function tryOwner(files: SpoolFiles, folder: string): Owner | undefined {
  try {
    const owner = JSON.parse(Buffer.from(files.read(files.join(folder, OWNER))).toString()) as Owner
    return typeof owner.process === 'string' ? owner : undefined
  } catch {
    return undefined
  }
}
