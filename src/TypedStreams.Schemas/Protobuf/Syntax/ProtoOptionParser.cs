// Options in their three places (statements, brackets after fields, bodies of methods) and their values, text format
// included. Stateless but for the depth of nesting.

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoOptionParser(ProtoCursor cursor)
{
    private int _depth;

    /// <summary><c>option name = value;</c>, with "option" not yet taken.</summary>
    internal ProtoOption ParseStatement()
    {
        cursor.Take("option");
        var option = ParseAssignment();
        cursor.Take(";");
        return option;
    }

    /// <summary><c>[name = value, ...]</c>, or nothing.</summary>
    internal List<ProtoOption> ParseBrackets()
    {
        var options = new List<ProtoOption>();
        if (!cursor.TryTake("["))
        {
            return options;
        }

        do
        {
            options.Add(ParseAssignment());
        }
        while (cursor.TryTake(","));

        cursor.Take("]");
        return options;
    }

    private ProtoOption ParseAssignment()
    {
        var place = cursor.Current.Place;
        var name = ParseName();
        cursor.Take("=");
        var value = cursor.Current.Is("{") ? ParseMessage("}") : ParseScalar();
        return new ProtoOption(name, value) { Place = place };
    }

    private string ParseName()
    {
        var name = ParseNamePart();
        while (cursor.TryTake("."))
        {
            name += "." + ParseNamePart();
        }

        return name;
    }

    private string ParseNamePart()
    {
        if (!cursor.TryTake("("))
        {
            return cursor.TakeIdentifier("the name of an option");
        }

        var name = cursor.TakeName("the name of an extension", mayLead: true);
        cursor.Take(")");
        return $"({name})";
    }

    private ProtoValue ParseScalar()
    {
        if (cursor.Current.Kind == ProtoTokenKind.String)
        {
            return ProtoValue.String(cursor.TakeString("a value"));
        }

        var sign = cursor.TryTake("-") ? "-" : "";
        return cursor.Current.Kind switch
        {
            ProtoTokenKind.Integer or ProtoTokenKind.Float => ProtoValue.Number(sign + cursor.Take().Text),
            ProtoTokenKind.Identifier when sign.Length == 0 || cursor.Current.Text is "inf" or "nan" or "infinity" =>
                ProtoValue.Identifier(sign + cursor.Take().Text),
            _ => throw cursor.Error("a value is expected"),
        };
    }

    private ProtoValue ParseMessage(string end)
    {
        if (++_depth > ProtoCursor.MaxDepth)
        {
            throw cursor.Error($"at most {ProtoCursor.MaxDepth} levels of nesting are read");
        }

        cursor.Take();
        var members = new List<KeyValuePair<string, ProtoValue>>();
        while (!cursor.TryTake(end))
        {
            var name = ParseMemberName();
            var hasColon = cursor.TryTake(":");
            members.Add(new(name, ParseMemberValue(hasColon)));
            if (!cursor.TryTake(","))
            {
                cursor.TryTake(";");
            }
        }

        _depth--;
        return ProtoValue.Message(members);
    }

    private string ParseMemberName()
    {
        if (!cursor.TryTake("["))
        {
            return cursor.TakeIdentifier("the name of a member");
        }

        var name = cursor.TakeName("the name of an extension");
        if (cursor.TryTake("/"))
        {
            name += "/" + cursor.TakeName("the name of a type");
        }

        cursor.Take("]");
        return $"[{name}]";
    }

    private ProtoValue ParseMemberValue(bool hasColon)
    {
        if (cursor.Current.Is("{"))
        {
            return ParseMessage("}");
        }

        if (cursor.Current.Is("<"))
        {
            return ParseMessage(">");
        }

        if (cursor.Current.Is("["))
        {
            return ParseList(hasColon);
        }

        return hasColon ? ParseScalar() : throw cursor.Error("\":\" is expected");
    }

    private ProtoValue ParseList(bool hasColon)
    {
        cursor.Take("[");
        var items = new List<ProtoValue>();
        while (!cursor.TryTake("]"))
        {
            if (items.Count > 0)
            {
                cursor.Take(",");
            }

            if (cursor.Current.Is("["))
            {
                throw cursor.Error("a list may not hold a list; a value is expected");
            }

            items.Add(ParseMemberValue(hasColon));
        }

        return ProtoValue.List(items);
    }
}
