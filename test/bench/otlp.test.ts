/** Shows that spans are read from OTLP's protobuf as an exporter sends them. */
import { describe, expect, it } from "vitest"
import { collect } from "../../bench/measure/collector.js"
import { spansIn } from "../../bench/measure/otlp.js"

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)])
const bytes = (number: number, content: number[] | string) => {
  const all = typeof content === "string" ? [...Buffer.from(content)] : content
  return [...varint((number << 3) | 2), ...varint(all.length), ...all]
}
const fixed = (number: number, nanoseconds: bigint) => {
  const view = Buffer.alloc(8)
  view.writeBigUInt64LE(nanoseconds)
  return [...varint((number << 3) | 1), ...view]
}
const attribute = (key: string, value: number[]) => bytes(9, [...bytes(1, key), ...bytes(2, value)])
const span = (end: bigint) => [
  ...bytes(1, [1, 2]),
  ...bytes(2, [0xab, 0xcd]),
  ...bytes(4, [0x12]),
  ...bytes(5, "Service.start"),
  ...fixed(7, 1_700_000_000_250_000_000n),
  ...fixed(8, end),
  ...attribute("text", bytes(1, "plain")),
  ...attribute("flag", [...varint(2 << 3), 1]),
  ...attribute("number", [...varint(3 << 3), ...varint(300)]),
  ...attribute("list", bytes(5, [...bytes(1, bytes(1, "a")), ...bytes(1, bytes(1, "b"))])),
  // What this reader has no use for: dropped_attributes_count, flags (fixed32), status.
  ...[...varint(10 << 3), ...varint(5), ...varint((16 << 3) | 5), 1, 0, 0, 0],
  ...bytes(15, bytes(2, "fine")),
]
const request = (...spans: number[][]) =>
  Uint8Array.from(
    bytes(1, [
      ...bytes(1, bytes(1, "resource")),
      ...bytes(
        2,
        spans.flatMap((one) => bytes(2, one)),
      ),
    ]),
  )

describe("spans", () => {
  it("are read with times, parent and attributes", () =>
    expect(spansIn(request(span(1_700_000_001_500_000_000n)))).toEqual([
      {
        id: "abcd",
        parent: "12",
        name: "Service.start",
        start: 1_700_000_000.25,
        end: 1_700_000_001.5,
        attributes: { text: "plain", flag: "true", number: "300", list: "a b" },
      },
    ]))

  it("of an empty request are none", () => expect(spansIn(new Uint8Array())).toEqual([]))

  it("of what is no OTLP are an error", () => expect(() => spansIn(Uint8Array.from([0x0b]))).toThrow("wire type 3"))
})

it("the collector keeps the last word on each span", async () => {
  const collector = await collect()
  const post = (end: bigint) =>
    fetch(`${collector.environment["OTEL_EXPORTER_OTLP_ENDPOINT"]}/v1/traces`, {
      method: "POST",
      body: request(span(end)),
    })
  for (const end of [0n, 1_700_000_002_000_000_000n, 0n]) await post(end)

  expect(collector.close().map(({ end }) => end)).toEqual([1_700_000_002])
})
