// Emits the view of a union: which case it is, and a view of it.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal static class UnionView
{
    internal static void Emit(CodeWriter code, UnionModel union, ViewTypes types, IViewFormat format)
    {
        code.Line($"/// <summary>A view of one {union.Name.Simple}: one of its cases.</summary>");
        code.Line(MessageEmitter.GeneratedCode);
        code.Open($"public readonly ref struct {types.ViewOf(union.CSharp)}");
        code.Line("private readonly int _case;");
        code.Line("private readonly global::System.ReadOnlySpan<byte> _bytes;");
        code.Line();
        format.Union(union);
        for (var i = 0; i < union.Cases.Count; i++)
        {
            var record = types.Record(union.Cases[i]);
            var view = types.ViewOf(record.CSharp);
            code.Line($"/// <summary>True when it is one of {record.Name.Simple}.</summary>");
            code.Line($"public bool Is{record.MethodName} => _case == {i + 1};");
            code.Line();
            code.Line($"/// <summary>A view of the {record.Name.Simple} that it is, and true.</summary>");
            code.Open($"public bool TryGet{record.MethodName}(out {view} value)");
            code.Open($"if (_case != {i + 1})");
            code.Line("value = default;");
            code.Line("return false;");
            code.Close();
            code.Line();
            code.Line(format.OpenCase);
            code.Line($"value = new {view}(ref reader);");
            code.Line("return true;");
            code.Close();
            code.Line();
        }

        code.Close();
        code.Line();
    }
}
