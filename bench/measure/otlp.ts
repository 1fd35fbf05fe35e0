/** Owns reading Dagger's own telemetry: spans out of OTLP's protobuf, which needs no more than its wire format. Pure. */

export interface Span {
  id: string
  parent: string
  name: string
  /** Seconds since the epoch. */
  start: number
  end: number
  attributes: Record<string, string>
}

type Field = { number: number; bytes?: Uint8Array; value?: bigint }

/** The body of a POST to /v1/traces. */
export function spansIn(body: Uint8Array): Span[] {
  // ExportTraceServiceRequest.resource_spans → ResourceSpans.scope_spans → ScopeSpans.spans
  return nested(body, [1, 2, 2]).map(spanOf)
}

function nested(message: Uint8Array, path: readonly number[]): Uint8Array[] {
  const [number, ...rest] = path
  if (number === undefined) return [message]
  return fieldsOf(message).flatMap((field) => (field.number === number && field.bytes ? nested(field.bytes, rest) : []))
}

function spanOf(message: Uint8Array): Span {
  const fields = fieldsOf(message)
  const first = (number: number) => fields.find((field) => field.number === number)
  const seconds = (number: number) => Number((first(number)?.value ?? 0n) / 1000n) / 1e6
  return {
    id: hex(first(2)?.bytes),
    parent: hex(first(4)?.bytes),
    name: text(first(5)?.bytes),
    start: seconds(7),
    end: seconds(8),
    attributes: Object.fromEntries(nested(message, [9]).map(attributeOf)),
  }
}

/** Lists are told as one text, which is all that is asked of them here. */
function attributeOf(message: Uint8Array): [string, string] {
  const value = nested(message, [2])[0] ?? new Uint8Array()
  const list = nested(value, [5, 1]).map(valueOf)
  return [text(nested(message, [1])[0]), list.length > 0 ? list.join(" ") : valueOf(value)]
}

function valueOf(message: Uint8Array): string {
  const [field] = fieldsOf(message)
  if (!field) return ""
  if (field.number === 1) return text(field.bytes)
  return field.number === 2 ? String(field.value === 1n) : String(field.value ?? "")
}

function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = []
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  let at = 0
  const varint = () => {
    let [value, shift] = [0n, 0n]
    for (;;) {
      const byte = view.getUint8(at++)
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
      shift += 7n
    }
  }
  while (at < message.byteLength) {
    const tag = Number(varint())
    const [number, kind] = [tag >> 3, tag & 7]
    if (kind === 0) fields.push({ number, value: varint() })
    else if (kind === 1) fields.push({ number, value: view.getBigUint64((at += 8) - 8, true) })
    else if (kind === 5) at += 4
    else if (kind === 2) {
      const length = Number(varint())
      fields.push({ number, bytes: message.subarray(at, (at += length)) })
    } else throw new Error(`OTLP: a field of wire type ${kind}, which there is none of`)
  }
  return fields
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex")
