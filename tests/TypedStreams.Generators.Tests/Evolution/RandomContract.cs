// A random contract in two versions as C# source, the second a change of the first that its readers must cope with:
// members added, removed, moved, renamed and widened, symbols and cases added, at any depth.

using System.Globalization;
using System.Text;

namespace TypedStreams.Generators.Tests.Evolution;

internal sealed class RandomContract
{
    private readonly Random _random;
    private readonly StringBuilder _old = new();
    private readonly StringBuilder _new = new();
    private int _names;

    private RandomContract(Random random) => _random = random;

    /// <summary>The first version alone, in three formats, as P{seed}.Old.M.</summary>
    internal static string InThreeFormats(string seed, Random random)
    {
        var contract = new RandomContract(random);
        var (before, _) = contract.Members(depth: 0);
        return $$"""
            namespace P{{seed}}.Old { [Message("old{{seed}}", Namespace = "p{{seed}}",
                AlsoFormats = [SchemaFormat.Protobuf, SchemaFormat.Json])]
            public sealed partial record M({{before}}); {{contract._old}} }

            """;
    }

    /// <summary>Types P{seed}.Old.M and P{seed}.New.M; topics and schema names by number.</summary>
    internal static string Source(string seed, Random random)
    {
        var contract = new RandomContract(random);
        var (before, after) = contract.Members(depth: 0);
        return $$"""
            namespace P{{seed}}.Old { [Message("old{{seed}}", Namespace = "p{{seed}}")]
            public sealed partial record M({{before}}); {{contract._old}} }
            namespace P{{seed}}.New { [Message("new{{seed}}", Namespace = "p{{seed}}")]
            public sealed partial record M({{after}}); {{contract._new}} }

            """;
    }

    /// <summary>Parameter lists of a record before and after.</summary>
    private (string Old, string New) Members(int depth)
    {
        var before = new List<string>();
        var after = new List<string>();
        var count = _random.Next(1, 7);
        for (var i = 0; i < count; i++)
        {
            var (old, changed) = Type(depth);
            var name = $"F{i}";
            var kept = _random.Next(10);
            before.Add($"{old} {name}");
            if (kept > 1)
            {
                after.Add(kept == 2 ? $"[Field(Aliases = [\"{name}\"])] {changed} Renamed{i}" : $"{changed} {name}");
            }
        }

        for (var i = _random.Next(3); i > 0; i--)
        {
            after.Insert(_random.Next(after.Count + 1), Added(i));
        }

        if (_random.Next(4) == 0)
        {
            after = [.. after.OrderBy(_ => _random.Next())];
        }

        return (string.Join(", ", before), string.Join(", ", after));
    }

    /// <summary>A member that the first version lacks, with a default.</summary>
    private string Added(int number) => _random.Next(8) switch
    {
        0 => $"[Field(Default = -7)] int A{number}",
        1 => $"[Field(Default = \"déjà\")] string A{number}",
        2 => $"[Field(Default = 1.5)] double A{number}",
        3 => $"[Field(Default = null)] string? A{number}",
        4 => $"[Field(Default = 9)] long? A{number}",
        5 => $"[Field(Default = true)] bool A{number}",
        6 => $"[Field(Default = DayOfWeek.Friday)] DayOfWeek A{number}",
        _ => $"[Field(Default = 3)] byte A{number}",
    };

    private (string Old, string New) Type(int depth)
    {
        var (before, after) = Present(depth);
        return _random.Next(6) switch
        {
            0 => (before + "?", after + "?"),
            1 => (before, after + "?"),
            _ => (before, after),
        };
    }

    private (string Old, string New) Present(int depth) => _random.Next(depth > 2 ? 8 : 14) switch
    {
        0 => Same("bool"),
        1 => Pick("int", "int", "long", "float", "double"),
        2 => Pick("long", "long", "float", "double"),
        3 => Pick("float", "float", "double"),
        4 => Same("double"),
        5 => Pick("string", "string", "byte[]"),
        6 => Same(_random.Next(2) == 0 ? "Guid" : "DateTimeOffset"),
        7 => Pick("short", "int", "long"),
        8 => Holding(depth, "List<{0}>", "IReadOnlyList<{0}>"),
        9 => Holding(depth, "Dictionary<string, {0}>", "Dictionary<string, {0}>"),
        10 => Enum(),
        11 => Union(depth),
        _ => Record(depth),
    };

    private static (string, string) Same(string type) => (type, type);

    private (string, string) Pick(string before, params string[] after) => (before, after[_random.Next(after.Length)]);

    private (string, string) Holding(int depth, string before, string after)
    {
        var (old, changed) = Type(depth + 1);
        return (
            string.Format(CultureInfo.InvariantCulture, before, old),
            string.Format(CultureInfo.InvariantCulture, after, changed));
    }

    private (string, string) Enum()
    {
        var name = $"E{_names++}";
        var symbols = Enumerable.Range(0, _random.Next(1, 5)).Select(i => $"S{i}").ToList();
        _old.AppendLine($"public enum {name} {{ {string.Join(", ", symbols)} }}");
        var hasFallback = _random.Next(2) == 0;
        if (hasFallback && symbols.Count > 1)
        {
            symbols.RemoveAt(_random.Next(symbols.Count));
        }

        symbols.Insert(_random.Next(symbols.Count + 1), "Added");
        var texts = symbols.Select(symbol => hasFallback && symbol == "Added" ? "[Fallback] Added" : symbol);
        _new.AppendLine($"public enum {name} {{ {string.Join(", ", texts)} }}");
        return Same(name);
    }

    private (string, string) Record(int depth)
    {
        var name = $"T{_names++}";
        var (before, after) = Members(depth + 1);
        if (_random.Next(5) == 0)
        {
            before += $", {name}? Next";
            // A record of itself alone would have two copy constructors.
            after += (after.Length == 0 ? "[Field(Default = 0)] int Z" : "") + $", {name}? Next";
        }

        _old.AppendLine($"public record {name}({before});");
        _new.AppendLine($"public record {name}({after});");
        return Same(name);
    }

    private (string, string) Union(int depth)
    {
        var name = $"U{_names++}";
        var before = new List<string>();
        var after = new List<string>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var (old, changed) = Members(depth + 1);
            before.Add($"public record {name}C{i}({old}) : {name};");
            after.Add($"public record {name}C{i}({changed}) : {name};");
        }

        after.Insert(_random.Next(after.Count + 1), $"public record {name}Added : {name};");
        _old.AppendLine($"public abstract record {name} {{ {string.Join(' ', before)} }}");
        _new.AppendLine($"public abstract record {name} {{ {string.Join(' ', after)} }}");
        return Same(name);
    }
}
