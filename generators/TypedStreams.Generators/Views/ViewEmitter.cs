// Emits the file of one view: the user's struct with a property for each member, and within it a view of each nested
// record and union and what reads the items of each list and map. What differs by format is an IViewFormat's.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Views;

internal static class ViewEmitter
{
    private const string Contract = "global::TypedStreams.IMessageView{TSelf, TMessage}";

    internal static string Emit(ViewModel view)
    {
        var message = view.Message;
        var code = new CodeWriter();
        code.Header(view.Namespace);
        foreach (var declaration in view.Declarations.Take(view.Declarations.Count - 1))
        {
            code.Open(declaration);
        }

        var types = new ViewTypes(view);
        IViewFormat format = view.Format == "Avro"
            ? new AvroViewEmitter(code, types, message)
            : new ProtobufViewEmitter(code, types, message);
        code.Open($"{view.Declarations[view.Declarations.Count - 1]} : "
            + $"global::TypedStreams.IMessageView<{view.CSharp}, {message.CSharp}>");
        Root(code, view, types, format);
        foreach (var record in message.Records.Skip(1))
        {
            code.Line($"/// <summary>A view of one {record.Name.Simple}.</summary>");
            code.Line(MessageEmitter.GeneratedCode);
            code.Open($"public readonly ref struct {types.ViewOf(record.CSharp)}");
            var slots = ViewSlot.Of(record, types);
            format.Record(record, slots, keepsBytes: false);
            Properties(code, slots, types, format);
            code.Close();
            code.Line();
        }

        foreach (var union in message.Unions)
        {
            UnionView.Emit(code, union, types, format);
        }

        format.Rest();
        foreach (var _ in view.Declarations)
        {
            code.Close();
        }

        return code.ToString();
    }

    private static void Root(CodeWriter code, ViewModel view, ViewTypes types, IViewFormat format)
    {
        var message = view.Message;
        var slots = ViewSlot.Of(message.Records[0], types);
        code.Line("private readonly global::System.ReadOnlySpan<byte> _bytes;");
        format.Record(message.Records[0], slots, keepsBytes: true);
        code.Line($"/// <inheritdoc cref=\"{Contract}.Over\"/>");
        code.Line(MessageEmitter.GeneratedCode);
        if (message.Records[0].Fields.Count <= Registers.MaxInlined)
        {
            code.Line(Registers.Inlined);
        }

        code.Open($"public static {view.Name} Over(global::System.ReadOnlySpan<byte> bytes)");
        code.Line($"var reader = new global::TypedStreams.{view.Format}.{view.Format}Reader(bytes);");
        code.Line($"var view = new {view.Name}(ref reader);");
        if (view.Format == "Avro")
        {
            code.Line("reader.EnsureEnd();");
        }

        code.Line("return view;");
        code.Close();
        code.Line();
        code.Line($"/// <inheritdoc cref=\"{Contract}.ToMessage\"/>");
        code.Line(MessageEmitter.GeneratedCode);
        code.Line($"public {message.CSharp} ToMessage() => global::TypedStreams.Views.ViewCodec.Read<{message.CSharp}, "
            + $"global::TypedStreams.{view.Format}Format>(_bytes);");
        code.Line();
        Properties(code, slots, types, format);
    }

    private static void Properties(
        CodeWriter code, IEnumerable<ViewSlot> slots, ViewTypes types, IViewFormat format)
    {
        foreach (var slot in slots)
        {
            code.Line($"/// <summary>{Doc(slot.Field)}</summary>");
            code.Line(MessageEmitter.GeneratedCode);
            format.Get(slot, $"public {types.Of(slot.Field.Type)} {Symbols.Identifier(slot.Field.Member)}");
            code.Line();
        }
    }

    private static string Doc(FieldModel field) => field.Doc is { Length: > 0 } doc
        ? doc.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", "").Replace('\n', ' ')
        : $"The member {field.Member}.";
}
