/** What is answered when something goes wrong? Never what a record or a request held. */
import { BadRequest } from './read-body.js'

export function answerFailure(error, req, res, next) {
  if (res.headersSent) return next(error)
  const { status, message } = explain(error)
  if (status === 500) console.error(`${req.method} ${req.route?.path ?? ''} failed: ${error?.name}`)
  return res.status(status).json({ error: message })
}

function explain(error) {
  if (error?.name === 'ValidationError') {
    return { status: 400, message: `not valid: ${Object.keys(error.errors).join(', ')}` }
  }
  if (error?.name === 'CastError') return { status: 400, message: `not valid: ${error.path}` }
  if (error?.code === 11000) {
    return {
      status: 409,
      message: `taken already: ${Object.keys(error.keyPattern ?? {}).join(', ')}`,
    }
  }
  // Body parsers' errors and our own; theirs quote the body, so only the number is passed on.
  if (error instanceof BadRequest) return { status: 400, message: error.message }
  const status = Number.isInteger(error?.status) && error.status < 500 ? error.status : 500
  return { status, message: status === 500 ? 'that failed' : 'the request cannot be read' }
}
