// How a record is made from the values that were read: constructor arguments, then an initializer. The same in every
// format.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal static class Creation
{
    /// <param name="locals">The value of each field, an expression.</param>
    /// <param name="unknown">What the member for unknown fields is set to, or null.</param>
    internal static void Emit(
        CodeWriter code, RecordModel record, IReadOnlyList<string> locals, string? unknown = null)
    {
        var arguments = record.Fields.Select((field, i) => (field.Argument, Local: locals[i]))
            .Where(item => item.Argument >= 0).OrderBy(item => item.Argument).Select(item => item.Local);
        var initialized = record.Fields.Select((field, i) => (field.Argument, field.Member, Local: locals[i]))
            .Where(item => item.Argument < 0).ToList();
        if (unknown is not null && record.UnknownMember is { } member)
        {
            initialized.Add((-1, member, unknown));
        }

        var creation = $"return new {record.CSharp}({string.Join(", ", arguments)})";
        if (initialized.Count == 0)
        {
            code.Line(creation + ";");
            return;
        }

        code.Open(creation);
        foreach (var (_, name, local) in initialized)
        {
            code.Line($"{Symbols.Identifier(name)} = {local},");
        }

        code.Close(";");
    }
}

/// <summary>The branch of a writer's switch for what is none of a union's cases.</summary>
internal static class UnknownCase
{
    internal static void Emit(CodeWriter code)
    {
        code.Line("case null:");
        code.Indent();
        code.Line("throw new global::System.ArgumentNullException(nameof(value));");
        code.Outdent();
        code.Line("default:");
        code.Indent();
        code.Line("throw new global::System.ArgumentException("
            + "$\"{value.GetType()} is none of the cases, so the schema has no place for it.\", nameof(value));");
        code.Outdent();
    }
}
