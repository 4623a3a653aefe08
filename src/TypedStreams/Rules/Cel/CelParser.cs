// Tokens to a tree, by the grammar of cel-spec; macros become loops and tests here. Messages cannot be constructed:
// rules look at what there is. Nesting is bounded, so no expression can exhaust the stack.

namespace TypedStreams.Rules.Cel;

internal sealed class CelParser
{
    private const int MaxDepth = 100;

    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">", "in"];

    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while", "in",
    ];

    private readonly CelLexer _lexer;
    private CelToken _token;
    private int _depth;

    private CelParser(string text)
    {
        _lexer = new CelLexer(text);
        _token = _lexer.Next();
    }

    /// <exception cref="CelException">The text is no expression.</exception>
    internal static CelNode Parse(string text)
    {
        var parser = new CelParser(text);
        var node = parser.Expression();
        return parser._token.Kind == CelTokenKind.End
            ? node
            : throw new CelException($"'{parser._token.Text}' is too much", parser._token.Position);
    }

    private CelNode Expression()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException($"The expression is nested deeper than {MaxDepth}", _token.Position);
        }

        var node = Or();
        if (TryTake("?", out var position))
        {
            var then = Or();
            Take(":");
            node = new CelNode.Call(null, "?:", [node, then, Expression()], position);
        }

        _depth--;
        return node;
    }

    private CelNode Or() => Binary(And, "||");

    private CelNode And() => Binary(Relation, "&&");

    private CelNode Relation() => Binary(Sum, Relations);

    private CelNode Sum() => Binary(Product, "+", "-");

    private CelNode Product() => Binary(Unary, "*", "/", "%");

    private CelNode Binary(Func<CelNode> operand, params string[] operators)
    {
        var left = operand();
        while (Array.Find(operators, Is) is { } found)
        {
            var position = Advance().Position;
            left = new CelNode.Call(null, found, [left, operand()], position);
        }

        return left;
    }

    private CelNode Unary()
    {
        if (TryTake("!", out var position))
        {
            return Deeper(() => new CelNode.Call(null, "!", [Unary()], position));
        }

        if (!TryTake("-", out position))
        {
            return Member();
        }

        if (_token is { Kind: CelTokenKind.Integer, Value: ulong and <= 1ul << 63 })
        {
            var number = (ulong)Advance().Value!;
            return Suffixes(new CelNode.Constant(unchecked(-(long)number), position));
        }

        return Deeper(() => new CelNode.Call(null, "-_", [Unary()], position));
    }

    private CelNode Deeper(Func<CelNode> inner)
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException($"The expression is nested deeper than {MaxDepth}", _token.Position);
        }

        var node = inner();
        _depth--;
        return node;
    }

    private CelNode Member() => Suffixes(Primary());

    private CelNode Suffixes(CelNode node)
    {
        while (true)
        {
            if (TryTake(".", out var position))
            {
                var name = TakeName();
                node = TryTake("(", out _)
                    ? Macro(node, name, position) ?? new CelNode.Call(node, name, Arguments(")"), position)
                    : new CelNode.Select(node, name, IsTest: false, position);
            }
            else if (TryTake("[", out position))
            {
                var index = Expression();
                Take("]");
                node = new CelNode.Call(null, "[]", [node, index], position);
            }
            else
            {
                return node;
            }
        }
    }

    private CelNode Primary()
    {
        var token = Advance();
        switch (token.Kind)
        {
            case CelTokenKind.Integer when (ulong)token.Value! <= long.MaxValue:
                return new CelNode.Constant((long)(ulong)token.Value!, token.Position);
            case CelTokenKind.Unsigned or CelTokenKind.Real or CelTokenKind.Bytes:
                return new CelNode.Constant(token.Value, token.Position);
            case CelTokenKind.Text:
                return new CelNode.Constant(token.Text, token.Position);
            case CelTokenKind.Name:
                return NameOrCall(token);
            case CelTokenKind.Symbol when token.Text == "(":
                var inner = Expression();
                Take(")");
                return inner;
            case CelTokenKind.Symbol when token.Text == "[":
                return new CelNode.Items(Arguments("]"), token.Position);
            case CelTokenKind.Symbol when token.Text == "{":
                return new CelNode.Entries(Pairs(), token.Position);
            default:
                throw new CelException($"'{token.Text}' cannot stand here", token.Position);
        }
    }

    private CelNode NameOrCall(CelToken token)
    {
        switch (token.Text)
        {
            case "true" or "false":
                return new CelNode.Constant(token.Text == "true", token.Position);
            case "null":
                return new CelNode.Constant(null, token.Position);
        }

        if (Reserved.Contains(token.Text))
        {
            throw new CelException($"'{token.Text}' is a reserved word", token.Position);
        }

        if (!TryTake("(", out _))
        {
            return new CelNode.Name(token.Text, token.Position);
        }

        if (token.Text != "has")
        {
            return new CelNode.Call(null, token.Text, Arguments(")"), token.Position);
        }

        return Arguments(")") is [CelNode.Select field]
            ? field with { IsTest = true }
            : throw new CelException("has() takes one field, such as has(message.name)", token.Position);
    }

    private CelNode? Macro(CelNode range, string name, int position)
    {
        CelLoop? kind = name switch
        {
            "all" => CelLoop.All,
            "exists" => CelLoop.Exists,
            "exists_one" => CelLoop.ExistsOne,
            "filter" => CelLoop.Filter,
            "map" => CelLoop.Map,
            _ => null,
        };
        if (kind is not { } loop)
        {
            return null;
        }

        return Arguments(")") switch
        {
            [CelNode.Name variable, var body] =>
                new CelNode.Loop(range, loop, variable.Text, null, body, position),
            [CelNode.Name variable, var condition, var body] when loop == CelLoop.Map =>
                new CelNode.Loop(range, loop, variable.Text, condition, body, position),
            _ => throw new CelException($"{name}() takes a name and an expression", position),
        };
    }

    private CelNode[] Arguments(string end)
    {
        var arguments = new List<CelNode>();
        while (!TryTake(end, out _))
        {
            arguments.Add(Expression());
            if (!TryTake(",", out _))
            {
                Take(end);
                break;
            }
        }

        return [.. arguments];
    }

    private KeyValuePair<CelNode, CelNode>[] Pairs()
    {
        var pairs = new List<KeyValuePair<CelNode, CelNode>>();
        while (!TryTake("}", out _))
        {
            var key = Expression();
            Take(":");
            pairs.Add(KeyValuePair.Create(key, Expression()));
            if (!TryTake(",", out _))
            {
                Take("}");
                break;
            }
        }

        return [.. pairs];
    }

    private bool Is(string text) =>
        _token.Text == text && _token.Kind == (text == "in" ? CelTokenKind.Name : CelTokenKind.Symbol);

    private bool TryTake(string symbol, out int position)
    {
        position = _token.Position;
        if (!Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Take(string symbol)
    {
        if (!TryTake(symbol, out var position))
        {
            throw new CelException($"'{symbol}' is missing before '{_token.Text}'", position);
        }
    }

    private string TakeName()
    {
        var token = Advance();
        return token.Kind == CelTokenKind.Name
            ? token.Text
            : throw new CelException($"A name is missing before '{token.Text}'", token.Position);
    }

    private CelToken Advance()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }
}
