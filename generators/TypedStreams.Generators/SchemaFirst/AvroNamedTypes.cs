// The types that a schema names, in the order in which it does, and what they are called in C#: the message itself, and
// everything else nested in its class Types, so that no member has the name of a type. A union of records becomes an
// interface of theirs.

using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class AvroNamedTypes
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, AvroRecord[] Cases)> _unions = new(StringComparer.Ordinal);
    private readonly List<AvroNamed> _types = [];
    private readonly CSharpNames _taken = new([TypeNames.Holder]);
    private readonly AvroRecord _root;
    private readonly string _message;

    /// <param name="root">The schema.</param>
    /// <param name="message">The message type, fully qualified.</param>
    internal AvroNamedTypes(AvroRecord root, string message)
    {
        _root = root;
        _message = message;
        Visit(root, "");
    }

    /// <summary>Records and enums besides the message.</summary>
    internal IEnumerable<AvroNamed> Nested =>
        _types.Where(type => !ReferenceEquals(type, _root) && type is not AvroFixed);

    internal IEnumerable<AvroRecord> Records => _types.OfType<AvroRecord>();

    /// <summary>Unions of records: what the interface is called, and its cases.</summary>
    internal IEnumerable<(string Name, AvroRecord[] Cases)> Unions => _unions.Values;

    /// <summary>The simple C# name of a nested type.</summary>
    internal string Name(AvroNamed type) => _names[type.Name.Full];

    /// <summary>The C# name of a type, fully qualified.</summary>
    internal string Qualified(AvroNamed type) =>
        ReferenceEquals(type, _root) || type.Name == _root.Name ? _message : Nest(Name(type));

    /// <summary>The interface of a union of records, fully qualified.</summary>
    internal string Qualified(IReadOnlyList<AvroSchema> cases) => Nest(_unions[KeyOf(cases)].Name);

    /// <summary>The interfaces of the unions that a record is a case of, fully qualified.</summary>
    internal IEnumerable<string> InterfacesOf(AvroRecord record) => _unions.Values
        .Where(union => union.Cases.Any(item => item.Name == record.Name)).Select(union => Nest(union.Name));

    /// <summary>True for a union that becomes an interface: of records, and more than null and one type.</summary>
    /// <param name="union">The union.</param>
    /// <param name="branches">Its branches without null.</param>
    internal static bool IsOfRecords(AvroUnion union, IReadOnlyList<AvroSchema> branches) =>
        branches.Count > 0 && branches.All(branch => branch is AvroRecord)
        && (branches.Count > 1 || branches.Count == union.Branches.Count);

    private string Nest(string name) => $"{_message}.{TypeNames.Holder}.{name}";

    private void Visit(AvroSchema schema, string field)
    {
        switch (schema)
        {
            case AvroNamed named when _types.Any(known => known.Name == named.Name):
                break;
            case AvroRecord record:
                Add(record);
                foreach (var member in record.Fields)
                {
                    Visit(member.Schema, member.Name);
                }

                break;
            case AvroNamed named:
                Add(named);
                break;
            case AvroArray array:
                Visit(array.Items, field);
                break;
            case AvroMap map:
                Visit(map.Values, field);
                break;
            case AvroUnion union:
                VisitUnion(union, [.. union.Branches.Where(branch => branch.Type != AvroType.Null)], field);
                break;
        }
    }

    private void Add(AvroNamed type)
    {
        _types.Add(type);
        if (!ReferenceEquals(type, _root) && type is not AvroFixed)
        {
            _names.Add(type.Name.Full, _taken.Type(type.Name.Simple));
        }
    }

    private void VisitUnion(AvroUnion union, AvroSchema[] branches, string field)
    {
        if (IsOfRecords(union, branches) && !_unions.ContainsKey(KeyOf(branches)))
        {
            var name = _taken.Type("I" + CSharpNames.Pascal(field));
            _unions.Add(KeyOf(branches), (name, [.. branches.Cast<AvroRecord>()]));
        }

        foreach (var branch in branches)
        {
            Visit(branch, field);
        }
    }

    private static string KeyOf(IEnumerable<AvroSchema> cases) => string.Join(" ", cases.Select(one => one.BranchName));
}
