/** Owns the journal on a stand-in for GitHub for releases in memory: an attempt may die at every ref that moves. */
import { type Entry, readEntries } from "../../.dagger/lib/journal/entry.js"
import { githubState } from "../../.dagger/lib/journal/github/index.js"
import type { Frozen } from "../../.dagger/lib/journal/journal.js"
import { directly, gitState, REPOSITORY, TOKEN } from "../journal/fakes/git.js"
import { hidden, nowhere } from "../journal/rig.js"
import type { Change, Journaling, World } from "./world.js"

export function onGithub(world: World): Journaling {
  const git = gitState(() => world.now)
  const text = (name: string) => {
    const head = git.refs.get(`refs/shipway/sample/${name}`)
    return head === undefined ? "" : git.trees.get(git.commits.get(head)!.tree)!
  }
  return {
    entries: (): Entry[] => readEntries(text("runs/run-1")),
    frozen: () =>
      text("frozen")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Frozen),
    state: (change, clock) =>
      githubState({
        project: "sample",
        endpoint: "https://api.github.invalid",
        repository: REPOSITORY,
        token: hidden(TOKEN),
        clock,
        random: () => 0.5,
        repeat: () => () => {},
        announce: () => {},
        artefacts: nowhere,
        fetch: mortal(directly(git), change),
      }),
  }
}

/** Objects that no ref names are nobody's; every move of a ref is a change. */
function mortal(fetch: typeof globalThis.fetch, change: Change): typeof globalThis.fetch {
  return async (url, init) => {
    if (init?.method === "GET" || !(url as string).includes("/git/refs")) return fetch(url, init)
    let answer: Promise<Response> | undefined
    await change(() => void (answer = fetch(url, init)))
    return answer!
  }
}
