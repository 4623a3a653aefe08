#!/usr/bin/env bash
# samples/Flights against servers of their own: our broker with our registry, then Apache Kafka with our registry.
# Both must end with all rows accounted for. Needs a Release build, java and KAFKA_HOME.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kafka=${KAFKA_HOME:-$root/../shared/kafka}
tstreams=$root/src/TypedStreams.Server/bin/Release/net10.0/tstreams
work=$(mktemp -d)
pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap finish EXIT

# wait_for FILE TEXT: until a line with TEXT is in FILE, at most a minute.
wait_for() { timeout 60 bash -c "until grep -q '$2' '$1' 2>/dev/null; do sleep 0.1; done"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
field() { grep -oE "$1=[^ ]+" "$work/node" | cut -d= -f2; }

"$tstreams" server --data "$work/data" --kafka 127.0.0.1:0 --registry 127.0.0.1:0 --console 127.0.0.1:0 > "$work/node" &
pids+=($!)
wait_for "$work/node" '^ready '
registry=http://$(field registry)

echo "-- our broker as a server"
dotnet run -c Release --no-build --project "$root/samples/Flights" -- \
  --bootstrap-servers "$(field kafka)" --registry "$registry"

echo "-- Apache Kafka"
port=$(free_port); controller=$(free_port)
KAFKA_VERSION=4.4.0 "$kafka/bin/kafka-server" "$work/kafka" "$port" "$controller" > "$work/kafka.log" 2>&1 &
pids+=($!)
wait_for "$work/kafka.log" 'Kafka Server started'
dotnet run -c Release --no-build --project "$root/samples/Flights" -- \
  --bootstrap-servers "127.0.0.1:$port" --registry "$registry"
