#!/usr/bin/env bash
# What the generator and its analyzers cost a build: a project of N message types (default 500, eleven members each, every
# tenth with two recorded versions) beside the same project without them. First as a person's second build of the day
# goes: a compile server that is warm, wall clock, medians of nine builds of each in turn. Then from nothing: processor
# seconds of `dotnet build` without a server, children included, so that other load on the machine counts little. The
# rules that are on are the SDK's defaults. Needs a Release build of the repository.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
count=${1:-500}
work=$(mktemp -d)
server=build-cost-$$
# The compile server was started by this script, under a name of its own.
trap 'pkill -f "pipename:$server" || true; rm -rf "$work"' EXIT
export Configuration=Release BuildProjectReferences=false MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
  echo "<Project><Import Project=\"$root/$file\" /></Project>" > "$work/$file"
done

# project NAME WITH_GENERATOR
project() {
  local folder=$work/samples/$1 i
  mkdir -p "$folder"
  cat > "$folder/$1.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <UseTypedStreamsGenerators>$2</UseTypedStreamsGenerators>
    <EnforceCodeStyleInBuild>false</EnforceCodeStyleInBuild>
    <IsAotCompatible>false</IsAotCompatible>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$root/src/TypedStreams.Abstractions/TypedStreams.Abstractions.csproj" />
  </ItemGroup>
</Project>
XML
  for ((i = 0; i < count; i++)); do
    cat > "$folder/M$i.cs" <<CS
namespace Cost;

[TypedStreams.Message("t$i", Namespace = "cost")]
public sealed partial record M$i(
    [property: TypedStreams.Key] string Id, int A, long B, string? C, double D, bool E, DateTimeOffset F, Guid G,
    IReadOnlyList<string> H, P$i I, string J = "");

public sealed record P$i(string X, int Y);
CS
    if ((i % 10 == 0)); then
      mkdir -p "$folder/schemas/t$i-value"
      for version in 1 2; do
        local type=int; ((version == 2)) && type=long
        printf '{"type":"record","name":"M%s","namespace":"cost","fields":[{"name":"Id","type":"string"},%s]}\n' "$i" \
          "{\"name\":\"B\",\"type\":\"$type\"}" > "$folder/schemas/t$i-value/v$version.avsc"
      done
      echo '{ "compatibility": "NONE" }' > "$folder/schemas/t$i-value/subject.json"
    fi
  done
  dotnet restore "$folder" > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
}

# cost FOLDER [OPTION]: user and system seconds of one build.
cost() {
  TIMEFORMAT='%U %S'
  { time dotnet build "$work/samples/$1" --no-restore -nologo -v:q -p:UseSharedCompilation=false "${@:2}" \
    > "$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; } 2> "$work/time"
  awk '{ print $1 + $2 }' "$work/time"
}

# warm FOLDER: wall seconds of one clean build with the server.
warm() {
  TIMEFORMAT='%R'
  { time dotnet build "$work/samples/$1" --no-restore -nologo -v:q -t:Rebuild -p:UseSharedCompilation=true \
    -p:SharedCompilationId="$server" > "$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; } 2> "$work/time"
  cat "$work/time"
}

median() { sort -n | awk '{ seen[NR] = $1 } END { print seen[int((NR + 1) / 2)] }'; }

project Plain false
project Generated true
for _ in 1 2 3 4 5 6; do warm Plain > /dev/null; warm Generated > /dev/null; done
for _ in 1 2 3 4 5 6 7 8 9; do warm Plain >> "$work/plain"; warm Generated >> "$work/generated"; done
echo "| clean build of $count message types, warm compile server | without | with |"
echo "|---|---:|---:|"
echo "| seconds | $(median < "$work/plain") | $(median < "$work/generated") |"
echo
echo "| from nothing, processor seconds | without | with |"
echo "|---|---:|---:|"
echo "| all of it | $(cost Plain -t:Rebuild) | $(cost Generated -t:Rebuild) |"
for name in Plain Generated; do sed -i 's/int A,/int A, int K,/' "$work/samples/$name/M7.cs"; done
echo "| after an edit of one | $(cost Plain) | $(cost Generated) |"
echo "| with nothing to do | $(cost Plain) | $(cost Generated) |"
