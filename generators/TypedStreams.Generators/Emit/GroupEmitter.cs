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
        code.Line($"/// <summary>Adds the group of <see cref=\"{group.CSharp}\"/> to the application.</summary>");
        code.Line($"public static global::TypedStreams.ITypedStreamsBuilder Add{group.ClassName}(");
        code.Indent();
        code.Line("this global::TypedStreams.ITypedStreamsBuilder builder) =>");
        code.Line($"builder.AddConsumerGroup<{group.CSharp}>({Quote(group.Group)}, static group =>");
        code.Open();
        foreach (var handler in group.Handlers)
        {
            code.Line($"group.Handle<{handler.MessageCSharp}>(");
            code.Indent();
            code.Line("static (handler, message, context, cancellationToken) =>");
            Body(code, group, handler);
            code.Outdent();
        }

        code.Close(");");
        code.Outdent();
        code.Close();
        return code.ToString();
    }

    private static void Body(CodeWriter code, GroupModel group, HandlerModel handler)
    {
        var target = handler.IsStatic ? group.CSharp : "handler";
        var call = $"{target}.{handler.Method}({string.Join(", ", handler.Arguments)})";
        if (handler.Returns == Completion.Void)
        {
            code.Open();
            code.Line(call + ";");
            code.Line("return default;");
            code.Close(");");
            return;
        }

        code.Indent();
        code.Line(handler.Returns == Completion.ValueTask
            ? call + ");"
            : $"new global::System.Threading.Tasks.ValueTask({call}));");
        code.Outdent();
    }

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
