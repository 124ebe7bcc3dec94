/** Does a request come from this machine? Asked of the connection: a proxy's are not from here. */
export function isLocal(req) {
  const peer = req.socket.remoteAddress ?? ''
  const isLoopback = /^(::ffff:)?127\./.test(peer) || peer === '::1'
  const isForwarded = req.get('x-forwarded-for') !== undefined
  return (
    isLoopback && !isForwarded && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(req.get('host') ?? '')
  )
}
