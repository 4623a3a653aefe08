using TypedStreams.Rules.Cel;

namespace TypedStreams.Tests.Rules;

public class CelTests
{
    private static readonly Dictionary<string, object?> Variables = new()
    {
        ["one"] = 1L,
        ["text"] = "grün",
        ["list"] = new object?[] { 1L, 2L, 3L },
        ["map"] = new Dictionary<object, object?> { ["a"] = 1L, [2L] = "two" },
        ["nothing"] = null,
        ["message"] = new Message(new() { ["name"] = "Ada", ["age"] = 36L, ["tags"] = Array.Empty<object?>() }),
    };

    // Each expression is true. The values of the standard's own examples and of the edges of each rule.
    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("7 / 2 == 3 && 7 % 2 == 1 && -7 / 2 == -3 && -7 % 2 == -1")]
    [InlineData("7.0 / 2.0 == 3.5")]
    [InlineData("1 == 1.0 && 1u == 1 && 2.5 > 2 && 18446744073709551615u > -1")]
    [InlineData("9007199254740993 != 9007199254740992.0")]
    [InlineData("-9223372036854775808 < 0")]
    [InlineData("0x1F == 31 && 1e3 == 1000.0 && .5 == 0.5")]
    [InlineData("'a' + \"b\" == 'ab' && r'\\n' != '\\n' && '''a'b''' == \"a'b\"")]
    [InlineData("'\\u0041\\x42\\103\\U0001F600' == 'ABC😀'")]
    [InlineData("b'abc' == bytes('abc') && size(b'\\xff\\377') == 2")]
    [InlineData("size('😀é') == 2 && size([1, 2]) == 2 && 'abc'.size() == 3")]
    [InlineData("'a' < 'b' && '\\uffff' < '😀'")]
    [InlineData("true || one / 0 == 1")]
    [InlineData("one / 0 == 1 || true")]
    [InlineData("!(one / 0 == 1 && false)")]
    [InlineData("one == 1 ? true : one / 0 == 1")]
    [InlineData("2 in list && !(5 in list) && 'a' in map && 2u in map")]
    [InlineData("list[0] == 1 && map['a'] == 1 && map.a == 1 && map[2] == 'two'")]
    [InlineData("[1, 2] + [3] == list && {'a': 1, 2: 'two'} == map")]
    [InlineData("message.name == 'Ada' && has(message.name) && !has(message.tags) && !has(map.b)")]
    [InlineData("list.all(x, x > 0) && list.exists(x, x == 2) && list.exists_one(x, x > 2)")]
    [InlineData("!list.all(x, x / (x - 1) > 0 && x < 3)")]
    [InlineData("list.exists(x, 1 / (x - 1) == 1)")]
    [InlineData("list.filter(x, x != 2) == [1, 3] && list.map(x, x * x) == [1, 4, 9]")]
    [InlineData("list.map(x, x > 1, x * 10) == [20, 30] && map.exists(k, k == 'a')")]
    [InlineData("[[1], [2]].all(x, x.all(y, y in list))")]
    [InlineData("text.startsWith('gr') && text.endsWith('n') && text.contains('ü')")]
    [InlineData("text.matches('^g.*n$') && matches('abc', 'b') && !'abc'.matches('^b')")]
    [InlineData("'Äb'.upperAscii() == 'ÄB' && 'ÄB'.lowerAscii() == 'Äb' && ' a '.trim() == 'a'")]
    [InlineData("'a-b'.replace('-', '+') == 'a+b' && 'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('/') == 'a/b'")]
    [InlineData("int('12') == 12 && int(2.9) == 2 && uint(3) == 3u && double('1.5') == 1.5 && string(12) == '12'")]
    [InlineData("string(1.5) == '1.5' && string(true) == 'true' && string(b'abc') == 'abc' && bool('true')")]
    [InlineData("type(1) == int && type('') == string && type({}) != type([])")]
    [InlineData("type(null) == null_type && type(1u) == uint")]
    [InlineData("nothing == null && null != 0 && 'a' != 1")]
    [InlineData("timestamp('2024-02-29T12:30:15.25Z').getFullYear() == 2024")]
    [InlineData("timestamp('2024-02-29T12:30:15.25Z').getMonth() == 1")]
    [InlineData("timestamp('2024-02-29T12:30:15Z').getDate() == 29")]
    [InlineData("timestamp('2024-02-29T23:30:00Z').getHours('+02:00') == 1")]
    [InlineData("timestamp('2024-01-01T00:00:00Z') + duration('1h30m') == timestamp('2024-01-01T01:30:00Z')")]
    [InlineData("duration('90s') == duration('1m30s') && duration('-1.5s') < duration('0s')")]
    [InlineData("string(duration('1.5s')) == '1.5s'")]
    [InlineData("string(timestamp('2024-01-01T00:00:00Z')) == '2024-01-01T00:00:00Z'")]
    [InlineData("timestamp('2024-01-02T00:00:00Z') - timestamp('2024-01-01T00:00:00Z') == duration('24h')")]
    [InlineData("'a@b.example'.isEmail() && !'a@'.isEmail() && !'@b.c'.isEmail() && !'a b@c.d'.isEmail()")]
    [InlineData("'a-b.example'.isHostname() && !'-a.example'.isHostname() && !'1.2.3.4'.isHostname()")]
    [InlineData("'1.2.3.4'.isIpv4() && !'1.2.3'.isIpv4() && !'1.2.3.256'.isIpv4()")]
    [InlineData("'::1'.isIpv6() && !'1.2.3.4'.isIpv6()")]
    [InlineData("'https://a.example/b'.isUri() && !'/b'.isUri() && '/b'.isUriRef()")]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'.isUuid() && !'0011'.isUuid()")]
    [InlineData("1 == 1 // and nothing else\n && true")]
    public void Expression_is_true(string expression) =>
        Assert.Equal(true, CelProgram.Compile(expression).Evaluate(Variables));

    [Theory]
    [InlineData("1 +", "'the end' cannot stand here", 3)]
    [InlineData("1 2", "'2' is too much", 2)]
    [InlineData("(1", "')' is missing", 2)]
    [InlineData("'abc", "has no end", 0)]
    [InlineData("a.b.", "name is missing", 4)]
    [InlineData("#", "no meaning", 0)]
    [InlineData("9223372036854775808", "cannot stand here", 0)]
    [InlineData("99999999999999999999", "no number of 64 bits", 0)]
    [InlineData("'\\q'", "no escape", 1)]
    [InlineData("has(1)", "has() takes one field", 0)]
    [InlineData("[1].all(1, true)", "takes a name", 3)]
    [InlineData("for", "reserved", 0)]
    public void What_is_no_expression_is_refused_at_its_place(string expression, string problem, int position)
    {
        var refusal = Assert.Throws<CelException>(() => CelProgram.Compile(expression));
        Assert.Contains(problem, refusal.Message);
        Assert.Equal(position, refusal.Position);
    }

    [Theory]
    [InlineData("missing", "There is no 'missing'")]
    [InlineData("message.missing", "no field 'missing'")]
    [InlineData("has(message.missing)", "no field 'missing'")]
    [InlineData("1 + 'a'", "'+' is not defined for int and string")]
    [InlineData("1 + 1.0", "'+' is not defined for int and double")]
    [InlineData("9223372036854775807 + 1", "does not fit")]
    [InlineData("0u - 1u", "does not fit")]
    [InlineData("1 / 0", "division by zero")]
    [InlineData("int(1e30)", "int()")]
    [InlineData("int('x')", "int()")]
    [InlineData("list[3]", "no element at that place")]
    [InlineData("map['z']", "no such key")]
    [InlineData("1 && true", "neither true nor false")]
    [InlineData("'a'.unknown()", "no function unknown(string)")]
    [InlineData("'a'.matches('(')", "matches()")]
    [InlineData("'a' < 1", "'<' is not defined")]
    [InlineData("duration('soon')", "no value for this string")]
    [InlineData("timestamp('soon')", "timestamp()")]
    public void What_has_no_value_says_why(string expression, string problem) => Assert.Contains(
        problem,
        Assert.Throws<CelException>(() => CelProgram.Compile(expression).Evaluate(Variables)).Message);

    [Fact]
    public void Hostile_expressions_end()
    {
        Assert.Contains("nested", Assert.Throws<CelException>(
            () => CelProgram.Compile(new string('(', 5000) + "1")).Message);
        Assert.Contains("nested", Assert.Throws<CelException>(
            () => CelProgram.Compile(new string('!', 5000) + "true")).Message);
        Assert.Contains("longer", Assert.Throws<CelException>(
            () => CelProgram.Compile(new string(' ', CelProgram.MaxLength + 1))).Message);
        const string Ten = "[0,1,2,3,4,5,6,7,8,9]";
        var nested = CelProgram.Compile(
            string.Concat("abcdef".Select(name => $"{Ten}.all({name}, ")) + "true" + new string(')', 6));
        Assert.Contains("steps", Assert.Throws<CelException>(() => nested.Evaluate(Variables)).Message);
        var backtracking = CelProgram.Compile("'" + new string('a', 5000) + "!'.matches('^(a+)+$')");
        Assert.Equal(false, backtracking.Evaluate(Variables));
    }

    [Theory]
    [InlineData("'gn\\n'.matches('^g.*n$')", false)]
    [InlineData("'٣'.matches('\\\\d')", false)]
    [InlineData("'ü'.matches('^\\\\w$')", false)]
    [InlineData("'a1_'.matches('^[\\\\w]+$')", true)]
    [InlineData("'2024-01'.matches('^(?P<year>\\\\d{4})-[[:digit:]]+$')", true)]
    [InlineData("'a.b'.matches('^\\\\Qa.b\\\\E$') && !'axb'.matches('^\\\\Qa.b\\\\E$')", true)]
    [InlineData("'Σ'.matches('^\\\\pL$') && ']'.matches('^[]]$') && '$'.matches('^[$]$')", true)]
    [InlineData("'x\\ny'.matches('(?m)^x$')", true)]
    public void Patterns_mean_what_they_mean_in_RE2(string expression, bool isMatch) =>
        Assert.Equal(isMatch, CelProgram.Compile(expression).Evaluate(Variables));

    [Fact]
    public void No_expression_takes_the_memory_the_stack_or_the_day()
    {
        var doubling = "['0123456789'].map(x, x + x)" + string.Concat(Enumerable.Repeat(".map(x, x + x)", 60));
        var replacing = "['xxxxxxxxxx'].map(x, x.replace('x', x))"
            + string.Concat(Enumerable.Repeat(".map(x, x.replace('x', x))", 10));
        var tree = "[1]" + string.Concat(Enumerable.Repeat(".map(x, [x, x])", 60));
        string[] expressions =
        [
            doubling,
            replacing,
            $"{tree} == [2]{tree[3..]}",
            $"{tree} == [1]{tree[3..]}",
            $"[2] in {tree}",
            string.Join(" && ", Enumerable.Repeat("true", 2_000)),
            "one" + string.Concat(Enumerable.Repeat(".a", 8_000)),
            string.Concat(Enumerable.Repeat("[", 5_000)),
            "'" + new string('a', 5_000) + "'.matches('(a|aa)+$')",
            "'a'.matches('(((a{100}){100}){100})')",
            "[1,2,3,4,5,6,7,8].all(a, list.all(b, map.all(c, list.all(d, list.all(e, list.all(f, true))))))",
        ];
        var thread = new Thread(
            () =>
            {
                foreach (var expression in expressions)
                {
                    try
                    {
                        CelProgram.Compile(expression).Evaluate(Variables);
                    }
                    catch (CelException)
                    {
                        // Refusing is as good as an answer.
                    }
                }
            },
            maxStackSize: 1 << 19);
        var before = GC.GetTotalAllocatedBytes();
        thread.Start();

        Assert.True(thread.Join(TimeSpan.FromSeconds(30)));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1L << 30);
    }

    private sealed class Message(Dictionary<string, object?> fields) : ICelObject
    {
        public bool TryGet(string field, out object? value) => fields.TryGetValue(field, out value);

        public bool Has(string field) =>
            fields.TryGetValue(field, out var value) && value is not (null or object?[] { Length: 0 });
    }
}
