/** Do two clients speak to the same deployment, so that one transaction can span both databases? */
import type { DriverClient } from './driver.ts'

/** True for the same client, or for members of one replica set that both know. */
export function isSameDeployment(a: unknown, b: unknown): boolean {
  if (a === b) return true
  const left = (a as DriverClient).topology?.description
  const right = (b as DriverClient).topology?.description
  if (left?.servers === undefined || right?.servers === undefined) return false
  if ((left.setName ?? null) !== (right.setName ?? null)) return false
  const known = right.servers
  return [...left.servers.keys()].some((address) => known.has(address))
}
