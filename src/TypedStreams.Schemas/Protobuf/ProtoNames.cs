// What full names mean in one file: its own symbols, those of its imports, and those they import publicly. A name is
// looked up from the innermost scope outwards; the first scope that knows the first part of the name decides, which is
// the rule of protoc (and of C++). Filled once, then only read.

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoNames
{
    /// <summary>Stands for a package in the table.</summary>
    private static readonly object Package = new();

    private readonly Dictionary<string, object> _symbols = new(StringComparer.Ordinal);

    internal object? Find(string fullName) => _symbols.TryGetValue(fullName, out var symbol) ? symbol : null;

    /// <summary>The symbol a name means inside of a scope, or null.</summary>
    internal object? Resolve(string scope, string name)
    {
        if (name.Length > 0 && name[0] == '.')
        {
            return Find(name.Substring(1));
        }

        var dot = name.IndexOf('.');
        var first = dot < 0 ? name : name.Substring(0, dot);
        while (true)
        {
            var prefix = scope.Length == 0 ? "" : scope + ".";
            if (Find(prefix + first) is { } found)
            {
                if (dot < 0)
                {
                    // A package or a value does not hide a type further out.
                    if (found is ProtoType)
                    {
                        return found;
                    }
                }
                else if (found == Package || found is ProtoMessage)
                {
                    return Find(prefix + name);
                }
            }

            if (scope.Length == 0)
            {
                return dot < 0 ? Find(name) : null;
            }

            var end = scope.LastIndexOf('.');
            scope = end < 0 ? "" : scope.Substring(0, end);
        }
    }

    /// <summary>The extension a name in parentheses or brackets means, or null.</summary>
    internal ProtoField? ResolveExtension(string scope, string name)
    {
        if (name.Length > 0 && name[0] == '.')
        {
            return (Find(name.Substring(1)) as ProtoExtensionSymbol)?.Field;
        }

        while (true)
        {
            if (Find(scope.Length == 0 ? name : scope + "." + name) is ProtoExtensionSymbol found)
            {
                return found.Field;
            }

            if (scope.Length == 0)
            {
                return null;
            }

            var end = scope.LastIndexOf('.');
            scope = end < 0 ? "" : scope.Substring(0, end);
        }
    }

    /// <summary>Every extension that is known.</summary>
    internal IEnumerable<ProtoExtensionSymbol> Extensions => _symbols.Values.OfType<ProtoExtensionSymbol>();

    /// <summary>Adds what a file declares. A name of the file itself that is there already is refused.</summary>
    internal void Add(ProtoFile file)
    {
        AddPackage(file.Package ?? "");
        foreach (var message in file.AllMessages)
        {
            Add(message);
        }

        foreach (var item in file.Enums)
        {
            Add(item, file.Package ?? "");
        }

        foreach (var extend in file.Extends)
        {
            Add(extend);
        }

        foreach (var service in file.Services)
        {
            Add(Join(file.Package ?? "", service.Name), service, service.Place);
        }
    }

    private void AddPackage(string package)
    {
        for (var end = package.IndexOf('.'); end >= 0; end = package.IndexOf('.', end + 1))
        {
            _symbols[package.Substring(0, end)] = Package;
        }

        if (package.Length > 0)
        {
            _symbols[package] = Package;
        }
    }

    private void Add(ProtoMessage message)
    {
        Add(message.FullName, message, message.Place);
        foreach (var field in message.AllFields)
        {
            Add(message.FullName + "." + field.WireName, field, field.Place);
        }

        foreach (var oneOf in message.OneOfs)
        {
            Add(message.FullName + "." + oneOf.Name, oneOf, oneOf.Place);
        }

        foreach (var nested in message.AllMessages)
        {
            Add(nested);
        }

        foreach (var item in message.Enums)
        {
            Add(item, message.FullName);
        }

        foreach (var extend in message.Extends)
        {
            Add(extend);
        }
    }

    private void Add(ProtoEnum item, string scope)
    {
        Add(item.FullName, item, item.Place);
        foreach (var value in item.Values)
        {
            // A value belongs to the scope that holds its enum.
            Add(Join(scope, value.Name), value, value.Place);
        }
    }

    private void Add(ProtoExtend extend)
    {
        foreach (var field in extend.Fields)
        {
            Add(Join(extend.Scope, field.WireName), new ProtoExtensionSymbol(field, extend), field.Place);
        }
    }

    private void Add(string fullName, object symbol, string place)
    {
        if (_symbols.ContainsKey(fullName))
        {
            throw new SchemaParseException($"The name \"{fullName}\" is taken already; choose another.", place);
        }

        _symbols.Add(fullName, symbol);
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;
}

/// <summary>A field that extends a message, with the block that declares it.</summary>
internal sealed record ProtoExtensionSymbol(ProtoField Field, ProtoExtend Extend)
{
    internal string FullName => Extend.Scope.Length == 0 ? Field.WireName : Extend.Scope + "." + Field.WireName;
}
