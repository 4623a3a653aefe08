#!/usr/bin/env bash
# The server as it is shipped: published as native code, then the server's own tests, transactions of foreign clients and
# every API at every version against that file. Needs a Release build of the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What the compiler of native code consists of is fetched here, so this is what may have to be repeated.
retry() { local i; for i in 1 2 3; do "$@" && return 0; sleep $((i * 5)); done; return 1; }
retry dotnet publish src/TypedStreams.Server -c Release -r linux-x64 -o "$work/server"
ls -l "$work/server/tstreams"
if [ -e "$work/server/tstreams.dll" ]; then echo "the published server is not native"; exit 1; fi
export TYPEDSTREAMS_SERVER=$work/server/tstreams
dotnet test tests/TypedStreams.Server.Tests -c Release --no-build
dotnet test tests/TypedStreams.Conformance.Tests -c Release --no-build \
  --filter "ClientMatrixTests|Sessions.TransactionTests|ApiSweepTests"
