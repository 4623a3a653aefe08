// The same expressions over the same message, by Confluent's JavaScript client and by ours.
using System.Text.Json;
using System.Text.Json.Nodes;
using TypedStreams.Rules.Cel;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Rules;

public sealed class CelAgreementTests
{
    private const string Message = """
        {"i":{"$int":"7"},"neg":{"$int":"-3"},"d":1.5,"s":"grün😀","e":"","t":true,"n":null,"raw":{"$bytes":"00ff41"},
         "l":["a","b","c"],"nums":[{"$int":"3"},{"$int":"1"},{"$int":"2"}],"m":{"k":"v","x":{"y":{"$int":"9"}}},
         "o":[{"p":2.5},{"p":4.5}]}
        """;

    // Each has one outcome, a value or none, and both must come to it.
    private static readonly string[] Expressions =
    [
        "1 + 2 * 3", "7 / 2", "-7 / 2", "-7 % 3", "7.0 / 2.0", "1 + 1.0", "1u + 2u == 3u", "0u - 1u",
        "9223372036854775807 + 1", "-9223372036854775808 - 1", "1 / 0", "1.0 / 0.0 > 1e300", "5 % 0", "2 == 2.0",
        "2u == 2",
        "message.i", "message.i + 1", "message.neg < 0 && message.neg >= -3", "message.d * 2.0", "message.i * 1.5",
        "-message.d", "!message.t", "!message.i", "message.t ? 'yes' : 'no'", "message.i ? 1 : 2",
        "message.s", "size(message.s)", "message.s.size()", "message.s == 'grün😀'", "message.s + '!'",
        "message.s < 'h'",
        "message.s.startsWith('gr')", "message.s.endsWith('😀')", "message.s.contains('ün')",
        "message.s.matches('^gr.n')",
        "'abc'.matches('b')", "'abc'.matches('^b')", "'a\\nb'.matches('a.b')", "'ab\\n'.matches('b$')",
        "'x1'.matches('^\\\\w\\\\d$')", "'ü'.matches('^\\\\w$')", "'a'.matches('(')", "message.e == ''",
        "size(message.e)",
        "message.n == null", "message.n != 0", "message.nothing", "message.nothing == 1 || true",
        "true || message.nothing == 1",
        "false && message.nothing == 1", "message.nothing == 1 && false", "message.nothing == 1 && true",
        "has(message.i)", "has(message.nothing)", "has(message.m.k)", "has(message.m.z)",
        "size(message.l)", "message.l[1]", "message.l[3]", "message.l[-1]", "'b' in message.l", "'z' in message.l",
        "message.l == ['a', 'b', 'c']", "message.l + ['d'] == ['a', 'b', 'c', 'd']", "message.l.all(x, size(x) == 1)",
        "message.l.exists(x, x == 'c')", "message.l.exists_one(x, x > 'a')",
        "message.l.filter(x, x != 'b') == ['a', 'c']",
        "message.l.map(x, x + x) == ['aa', 'bb', 'cc']", "message.nums.map(x, x > 1, x * 10) == [30, 20]",
        "message.nums.all(x, x / (x - 1) > 0)", "message.nums.exists(x, 6 / (x - 1) == 6)",
        "message.nums[0] - message.nums[1]",
        "message.m.k", "message.m['k']", "message.m['z']", "message.m.x.y", "'k' in message.m",
        "message.m.exists(k, k == 'x')",
        "message.o[1].p", "message.o.exists(x, x.p > 4.0)", "{'a': 1}['a']", "{'a': 1, 'b': 2}.all(k, k < 'c')",
        "{1: 'x'}[1]", "message.raw == b'\\x00\\xffA'", "size(message.raw)", "b'ab' + b'c' == b'abc'",
        "bytes('ü') == b'\\303\\274'",
        "string(12)", "string(true)", "string(b'abc')", "int('42')", "int('x')", "int(2.9)", "int(-2.9)", "int(1e30)",
        "double('1.5')", "double(3)", "uint(3) == 3u", "uint(-1) == 0u", "bool('true')", "type(1) == int",
        "type('') == string",
        "type(message.l) == list", "type(null) == null_type", "timestamp('2024-02-29T12:30:15Z').getFullYear()",
        "timestamp('2024-02-29T12:30:15Z').getMonth()", "timestamp('2024-02-29T12:30:15Z').getDayOfWeek()",
        "timestamp('2024-01-01T00:00:00Z') < timestamp('2024-01-02T00:00:00Z')",
        "timestamp('2024-01-01T00:00:00Z') + duration('90m') == timestamp('2024-01-01T01:30:00Z')",
        "duration('1h').getMinutes()", "duration('90s') == duration('1m30s')", "timestamp('soon') == timestamp('soon')",
        "'a,b'.split(',') == ['a', 'b']", "['a', 'b'].join('-')", "'a-b'.replace('-', '+')", "' a '.trim()",
        "'aB'.lowerAscii()", "'aB'.upperAscii()", "'a' + 1", "1 < 'a'", "1 == 'a'", "'\\u00fc' == 'ü'",
        "r'\\n' == '\\\\n'",
        "dyn(1) == 1", "[1, 2.0, 'x'][1] == 2.0", "unknown(1)", "message.l.unknown()", "1 in [1.0]",
        "2 > 1.5 && 1.5 < 2u",
    ];

    [ToolFact(Tool.Node)]
    public async Task Expressions_have_the_value_that_Confluents_client_gives_them()
    {
        Tools.Require(Tool.Node);
        var requests = Expressions.Select(expression => new JsonObject
        {
            ["op"] = "cel",
            ["expr"] = expression,
            ["message"] = JsonNode.Parse(Message),
        });
        var message = ValueOf(JsonDocument.Parse(Message).RootElement);
        var variables = new Dictionary<string, object?> { ["message"] = message };

        var answers = await NodeRules.AskAsync("http://127.0.0.1:1", requests);

        var differences = Expressions.Zip(answers, (expression, theirs) => (
                Expression: expression,
                Theirs: theirs.TryGetProperty("value", out var value) ? Print(value) : "none",
                Ours: Evaluate(expression, variables)))
            .Where(row => row.Theirs != row.Ours)
            .Select(row => $"{row.Expression}: theirs {row.Theirs}, ours {row.Ours}");
        Assert.Equal("", string.Join('\n', differences));
        Assert.True(Expressions.Distinct().Count() >= 60);
    }

    private static string Evaluate(string expression, Dictionary<string, object?> variables)
    {
        try
        {
            var value = CelProgram.Compile(expression).Evaluate(variables);
            return Print(JsonSerializer.SerializeToElement(value));
        }
        catch (CelException)
        {
            return "none";
        }
    }

    internal static string Print(JsonElement value) => $"{value.ValueKind} {value}";

    private static object? ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("$int", out var digits) => long.Parse(digits.GetString()!),
        JsonValueKind.Object when json.TryGetProperty("$bytes", out var hex) => Convert.FromHexString(hex.GetString()!),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(
            one => (object)one.Name, one => ValueOf(one.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(ValueOf).ToArray(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.Null => null,
        var kind => kind == JsonValueKind.True,
    };
}
