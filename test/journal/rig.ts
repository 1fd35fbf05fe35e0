/** Owns machines that share one journal on GitHub, and time that passes only by waiting: hearts beat while it does. */
import { dag } from "@dagger.io/dagger"
import type { Artefacts, State } from "../../.dagger/lib/journal/journal.js"
import { githubState, type GithubSetting } from "../../.dagger/lib/journal/github/index.js"
import { REPOSITORY, TOKEN } from "./fakes/git.js"

export interface Beating {
  now: () => number
  sleep: (ms: number) => Promise<void>
  repeat: (ms: number, work: () => Promise<void>) => () => void
  pass: (seconds: number) => void
}

export function beating(): Beating {
  const hearts = new Map<object, { every: number; due: number; atWork: boolean; work: () => Promise<void> }>()
  let now = Date.parse("2026-11-24T09:00:00Z")
  return {
    now: () => now,
    pass: (seconds) => void (now += seconds * 1000),
    async sleep(ms) {
      now += ms
      // One that waits itself is not waited for.
      for (const heart of [...hearts.values()].filter(({ due, atWork }) => due <= now && !atWork)) {
        Object.assign(heart, { due: now + heart.every, atWork: true })
        await heart.work().finally(() => (heart.atWork = false))
      }
    },
    repeat(ms, work) {
      const key = {}
      hearts.set(key, { every: ms, due: now + ms, atWork: false, work })
      return () => void hearts.delete(key)
    },
  }
}

export const nowhere: Artefacts = { keep: () => Promise.resolve(), of: () => dag.directory() }
export const hidden = (plaintext: string) => ({ plaintext: () => Promise.resolve(plaintext) })

export function onGithub(clock: Beating, more: Partial<GithubSetting> & Pick<GithubSetting, "fetch">): State {
  return githubState({
    project: "shop",
    endpoint: "https://api.github.invalid",
    repository: REPOSITORY,
    token: hidden(TOKEN),
    clock,
    repeat: clock.repeat,
    random: () => 0.5,
    announce: () => {},
    artefacts: nowhere,
    ...more,
  })
}
