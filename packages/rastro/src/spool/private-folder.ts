/**
 * Can anybody else write where the spool is?
 *
 * Whoever can might take events away, or leave a folder that looks like a dead process's, whose
 * events would be stored as if they had happened. So the folder has to belong to the user that the
 * process runs as, or to the administrator, who can do anything anyway, and nobody else may write
 * to it. One that is our own is closed; one that is not is refused, because to change it is its
 * owner's business. Those above it are the administrator's.
 */
import { chmodSync, lstatSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'

const FOLDER_MODE = 0o700
const WRITABLE_BY_OTHERS = 0o022
const ADMINISTRATOR = 0

/** As `SpoolFiles.secureFolder` says. */
export function secureFolder(path: string): boolean {
  const self = tryUser()
  if (self === undefined) return false
  const link = lstatSync(path)
  if (!isTrusted(link, self)) throw unsafe('its folder belongs to another user')
  // A link of our own is a way to say where the folder is.
  const folder = link.isSymbolicLink() ? statSync(path) : link
  if (!folder.isDirectory()) throw unsafe('its folder is none')
  if (!isTrusted(folder, self)) throw unsafe('its folder belongs to another user')
  if (!isOpenToOthers(folder)) return false
  if (folder.uid === self) chmodSync(path, FOLDER_MODE)
  // Some file systems know no owners and no modes, and say nothing when one is set.
  if (isOpenToOthers(statSync(path))) throw unsafe('other users can write to its folder')
  return true
}

/** As `SpoolFiles.isPrivate` says. */
export function isPrivate(path: string): boolean {
  const self = tryUser()
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isDirectory()) return false
  return self === undefined || (found.uid === self && !isOpenToOthers(found))
}

/** Undefined on Windows, where modes say nothing: there the folder has the rights of those above it. */
function tryUser(): number | undefined {
  return process.geteuid?.()
}

function isTrusted({ uid }: Stats, self: number): boolean {
  return uid === self || uid === ADMINISTRATOR
}

function isOpenToOthers({ mode }: Stats): boolean {
  return (mode & WRITABLE_BY_OTHERS) !== 0
}

function unsafe(why: string): Error {
  return Object.assign(new Error(`the spool cannot be used: ${why}`), { code: why })
}
