/** How does a part of a screen come only when it is needed? */
import { h } from 'preact'
import type { FunctionComponent, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { screenLoaded, tellOutdated } from './reloading.ts'

/** Renders nothing until the part has come. */
export function lazy<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props & JSX.IntrinsicAttributes> {
  let loaded: FunctionComponent<Props> | undefined
  return function Lazy(props) {
    const [, setLoaded] = useState(loaded !== undefined)
    useEffect(() => {
      if (loaded !== undefined) return undefined
      let isGone = false
      load().then((part) => {
        loaded = part
        screenLoaded()
        // What was closed in the meantime is not rendered again.
        if (!isGone) setLoaded(true)
      }, tellOutdated)
      return () => {
        isGone = true
      }
    }, [])
    return loaded === undefined ? null : h(loaded, props)
  }
}
