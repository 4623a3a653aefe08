#!/usr/bin/env bash
# Installs the foreign Kafka clients that the conformance and system tests drive, and the linker with which the server
# is published as native code. Prints `export` lines that tell the tests where the clients are:
# eval "$(tests/clients-setup.sh)". Safe to run again; what is there is kept.
#   TYPEDSTREAMS_SHARED   the folder with kafka/, python/, librdkafka/ and tools/ (default: ../shared beside the root)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shared=${TYPEDSTREAMS_SHARED:-$root/../shared}
node_clients=$root/tests/TypedStreams.Conformance.Tests/clients/node
venv=$root/.venv
log=$(mktemp)
packages=(kcat strace python3 python3-venv python3-kafka python3-confluent-kafka python3-avro
  python3-snappy python3-lz4 python3-zstandard liblz4-1 libzstd1 postgresql gcc zlib1g-dev)
wheels=(kafka-python==3.0.12 aiokafka==0.14.0 "confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.0"
  avro==1.12.2 jsonschema==4.26.0)

# Downloads fail now and then: three tries, and the output is shown only when the last one failed.
retry() {
  for wait in 2 5 0; do
    if "$@" >>"$log" 2>&1; then return 0; fi
    sleep "$wait"
  done
  echo "clients-setup: '$*' failed:" >&2
  tail -n 30 "$log" >&2
  return 1
}

# Any JDK from 17 on will do; a runtime alone does not compile the Java clients.
command -v javac >/dev/null || packages+=(openjdk-17-jdk-headless)

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
  retry as_root apt-get update -q
  retry as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}"
fi

# Debian's own Python, because its codecs (snappy, lz4, zstandard) are shared with the virtual environment.
stamp=$venv/.typedstreams-clients
if [ "$(cat "$stamp" 2>/dev/null)" != "${wheels[*]}" ]; then
  rm -rf "$venv"
  retry /usr/bin/python3 -m venv --system-site-packages "$venv"
  retry "$venv/bin/pip" install --no-index --find-links "$shared/python" "${wheels[@]}"
  echo "${wheels[*]}" >"$stamp"
fi

if ! cmp -s "$node_clients/package-lock.json" "$node_clients/node_modules/.typedstreams-lock"; then
  retry npm ci --prefix "$node_clients" --ignore-scripts
  cp "$node_clients/package-lock.json" "$node_clients/node_modules/.typedstreams-lock"
fi

rm -f "$log"
echo "export KAFKA_HOME='${KAFKA_HOME:-$(cd "$shared" && pwd)/kafka}'"
echo "export TYPEDSTREAMS_SHARED='$(cd "$shared" && pwd)'"
echo "export TYPEDSTREAMS_PYTHON='$venv/bin/python'"
echo "export TYPEDSTREAMS_NODE_MODULES='$node_clients/node_modules'"
