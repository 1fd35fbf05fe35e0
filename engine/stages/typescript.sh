#!/usr/bin/env bash
# Packs the TypeScript SDK as the engine expects its built-in SDKs: typescript.sh CODEGEN OUT
# An OCI image whose root is the SDK and whose runtime/ is the SDK's module; its manifest's digest lies beside it.
set -euo pipefail
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
codegen=$1 out=$2
sdk=$(mktemp -d) && trap 'rm -rf "$sdk"' EXIT

mkdir "$sdk/node" && cp -r "$recipe"/typescript/{runtime,lib,entrypoint.ts,tsconfig.json} "$sdk/"
cp "$recipe"/typescript/package*.json "$sdk/node/" && cd "$sdk/node"
npm ci --no-audit --no-fund --loglevel=error >&2
npx esbuild node_modules/@dagger.io/dagger/dist/src/index.js --bundle --platform=node --format=esm \
  --external:typescript --outfile="$sdk/lib/core.js" --log-level=warning \
  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
npm prune --omit=dev --no-audit --no-fund --loglevel=error >&2
cp "$codegen" "$sdk/codegen"

share=$out/usr/local/share/dagger
tar -C "$sdk" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$out/sdk.tar" .
digest=$(node "$recipe/oci-layout.mjs" "$out/sdk.tar" "$share/content")
rm "$out/sdk.tar" && echo "$digest" > "$share/typescript-sdk.digest"
