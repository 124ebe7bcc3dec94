/**
 * Somebody with an address, a browser and a clock, who sends real requests.
 *
 * The address travels as `X-Forwarded-For`: the application trusts a proxy on its own machine, and
 * that is what a visitor here is.
 */

/**
 * @param {{ baseUrl: string, address: string, userAgent: string, zone: string }} visitor
 * @param {Record<string, string>} [keys] - Headers of programs that do not sign in.
 */
export function createVisitor({ baseUrl, address, userAgent, zone }, keys = {}) {
  let token

  async function send(method, path, { body, headers = {}, expected } = {}) {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        'User-Agent': userAgent,
        'X-Forwarded-For': address,
        'X-Audit-Client-Time': localTime(new Date(), zone),
        'X-Audit-Client-Zone': zone,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
        ...keys,
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    const isExpected = expected === undefined ? response.ok : response.status === expected
    if (!isExpected) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`)
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { headers: response.headers, body: isJson ? JSON.parse(answer) : answer }
  }

  return {
    send,
    get: async (path) => (await send('GET', path)).body,
    post: async (path, body = {}) => (await send('POST', path, { body })).body,
    patch: async (path, body) => (await send('PATCH', path, { body })).body,
    delete: (path) => send('DELETE', path),
    async signIn(email, password) {
      const { body } = await send('POST', '/sign-in', { body: { email, password } })
      token = body.token
    },
    /** A sign-in that is meant to fail. */
    failToSignIn: (email) =>
      send('POST', '/sign-in', { body: { email, password: 'not the password' }, expected: 401 }),
    /** Goes on with a token that came from elsewhere. */
    carry(given) {
      token = given
    },
  }
}

/** RFC 3339 with the offset that the zone has at that instant. */
function localTime(now, timeZone) {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    timeZoneName: 'longOffset',
  }).formatToParts(now)
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.slice(3) || '+00:00'
  const [hours, minutes] = offset.split(':').map(Number)
  const sign = offset.startsWith('-') ? -1 : 1
  const shift = (Math.abs(hours) * 60 + minutes) * sign * 60_000
  return `${new Date(now.getTime() + shift).toISOString().slice(0, -1)}${offset}`
}
