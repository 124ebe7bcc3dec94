/** Which of several wishes for safety counts? */
import { ACKNOWLEDGEMENTS, DURABILITY_CLASSES } from '../errors/safety-options.ts'
import type { Safety } from '../event/safety.ts'

/** What is kept where nobody says otherwise. */
export const DEFAULT_SAFETY: Safety = { class: 'standard', ack: 'store' }

/** Returns the strictest class and the strictest acknowledgement among them. */
export function strictest(all: readonly Safety[]): Safety {
  const [first, ...others] = all
  if (first === undefined) return DEFAULT_SAFETY
  return others.reduce(
    (a, b) => ({
      class: strictestOf(DURABILITY_CLASSES, a.class, b.class),
      ack: strictestOf(ACKNOWLEDGEMENTS, a.ack, b.ack),
    }),
    first,
  )
}

/** Returns each wish from the first that has it. */
export function firstWish(...wishes: readonly (Partial<Safety> | undefined)[]): Safety {
  const given = (key: keyof Safety): Partial<Safety> | undefined =>
    wishes.find((wish) => wish?.[key] !== undefined)
  return {
    class: given('class')?.class ?? DEFAULT_SAFETY.class,
    ack: given('ack')?.ack ?? DEFAULT_SAFETY.ack,
  }
}

function strictestOf<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) <= order.indexOf(b) ? a : b
}
