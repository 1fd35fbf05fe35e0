/** Shows that a command is asked for once: a container that died in between must not run it again. */
import type { Container } from "@dagger.io/dagger"
import { expect, it } from "vitest"
import { endOf } from "../../.dagger/lib/exec/end-of.js"

it("asks of what ran, and never of the chain that would run it", async () => {
  let runs = 0
  const answer =
    <T>(value: T) =>
    () =>
      Promise.resolve(value)
  const ran = { exitCode: answer(3), stdout: answer("out"), stderr: answer("err") }
  const chain = {
    sync: () => {
      runs++
      return Promise.resolve(ran)
    },
  }

  expect(await endOf(chain as unknown as Container)).toEqual({ exitCode: 3, stdout: "out", stderr: "err" })
  expect(runs).toBe(1)
})

it("asks nothing of a command that did not end", async () => {
  const chain = { sync: () => Promise.reject(new Error("the engine is gone")) }

  await expect(endOf(chain as unknown as Container)).rejects.toThrow("the engine is gone")
})
