/** How does a part of a screen come only when it is needed? */
import { h } from 'preact'
import type { FunctionComponent, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { reloadOnce, screenLoaded } from './reloading.ts'

/** Renders nothing until the part has come. */
export function lazy<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props & JSX.IntrinsicAttributes> {
  let loaded: FunctionComponent<Props> | undefined
  return function Lazy(props) {
    const [, setLoaded] = useState(loaded)
    useEffect(() => {
      if (loaded !== undefined) return
      load().then((part) => {
        loaded = part
        screenLoaded()
        setLoaded(() => part)
      }, reloadOnce)
    }, [])
    return loaded === undefined ? null : h(loaded, props)
  }
}
