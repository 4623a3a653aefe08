#!/usr/bin/env bash
# The sample as it would be shipped: self-contained and trimmed, in a folder of its own, and then run there. What trimming
# could break is an error of the publishing; what it did break would be missing in the totals.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish samples/Flights -c Release -r linux-x64 --self-contained -o "$work/flights"
du -sh "$work/flights"
cd "$work"
./flights/Flights
