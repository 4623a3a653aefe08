#!/usr/bin/env bash
# What the generator and its analyzers cost a build: a project of N message types (default 500, ten members each, every
# tenth with two recorded versions) beside the same project without them. Processor seconds of `dotnet build`, children
# included, so that other load on the machine counts little. Needs a Release build of the repository.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
count=${1:-500}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
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
  <PropertyGroup><UseTypedStreamsGenerators>$2</UseTypedStreamsGenerators></PropertyGroup>
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

# cost FOLDER: user and system seconds of one build.
cost() {
  TIMEFORMAT='%U %S'
  { time dotnet build "$work/samples/$1" --no-restore -nologo -v:q -p:UseSharedCompilation=false > "$work/out" 2>&1 \
    || { cat "$work/out" >&2; exit 1; }; } 2> "$work/time"
  awk '{ print $1 + $2 }' "$work/time"
}

project Plain false
project Generated true
echo "| processor seconds of a build of $count message types | without | with |"
echo "|---|---:|---:|"
echo "| all of it | $(cost Plain) | $(cost Generated) |"
for name in Plain Generated; do sed -i 's/int A,/int A, int K,/' "$work/samples/$name/M7.cs"; done
echo "| after an edit of one | $(cost Plain) | $(cost Generated) |"
echo "| with nothing to do | $(cost Plain) | $(cost Generated) |"
