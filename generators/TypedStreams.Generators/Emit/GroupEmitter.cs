// Emits the registration of one consumer group: explicit code, nothing is scanned at run time.

using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class GroupEmitter
{
    internal static string Emit(GroupModel group)
    {
        var code = new CodeWriter();
        code.Header(group.Namespace);
        code.Line($"/// <summary>Registers the consumer group of <see cref=\"{group.CSharp}\"/>.</summary>");
        code.Line(MessageEmitter.GeneratedCode);
        code.Open($"{group.Accessibility} static class {group.ClassName}Registration");
        ContractNotes.Group(code, group);
        code.Line($"/// <summary>Adds the group of <see cref=\"{group.CSharp}\"/> to the application.</summary>");
        code.Line($"public static global::TypedStreams.ITypedStreamsBuilder Add{group.ClassName}(");
        code.Indent();
        code.Line("this global::TypedStreams.ITypedStreamsBuilder builder) =>");
        code.Line($"builder.AddConsumerGroup<{group.CSharp}>({Quote(group.Group)}, static group =>");
        code.Open();
        if (group.Concurrency > 0)
        {
            code.Line($"group.Concurrency({group.Concurrency});");
        }

        foreach (var handler in group.Handlers)
        {
            code.Line(handler.ViewCSharp is { } view
                ? $"group.{Delivery(group, handler)}View<{handler.MessageCSharp}, {view}>("
                : $"group.{Delivery(group, handler)}<{handler.MessageCSharp}>(");
            code.Indent();
            PipeEmitter.Lambda(code, handler, Call(group, handler));
            code.Outdent();
            PolicyEmitter.Emit(code, handler);
            BatchEmitter.Bounds(code, handler);
        }

        foreach (var message in group.Handlers.SelectMany(Outputs).Distinct())
        {
            code.Line($"group.Output<{message}>();");
        }

        code.Close(");");
        code.Outdent();
        code.Close();
        return code.ToString();
    }

    private static string Delivery(GroupModel group, HandlerModel handler) =>
        (group.UsesDatabase ? "Store"
        : handler.IsExactlyOnce ? "Pipe"
        : "Handle") + (handler.Batch is null ? "" : "Batch");

    private static string Call(GroupModel group, HandlerModel handler)
    {
        var target = handler.IsStatic ? group.CSharp : "handler";
        return $"{target}.{handler.Method}({string.Join(", ", BatchEmitter.Arguments(handler))})";
    }

    private static IEnumerable<string> Outputs(HandlerModel handler) => handler.Output?.Messages ?? [];

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
