// Emits the lambda that calls one handler, and sends what an exactly-once handler returns: straight-line code for the
// shape, without collecting anything.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Views;

namespace TypedStreams.Generators.Emit;

internal static class PipeEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    internal static void Lambda(CodeWriter code, HandlerModel handler, string call)
    {
        var message = handler.Batch is null ? "message" : "messages";
        var parameters = handler.IsExactlyOnce
            ? $"(handler, {message}, context, output, cancellationToken)"
            : $"(handler, {message}, context, cancellationToken)";
        switch (handler)
        {
            case { Output: null, Returns: Completion.Immediate }:
                code.Line($"static {parameters} =>");
                code.Open();
                code.Line(call + ";");
                code.Line("return default;");
                code.Close(");");
                break;
            case { Output: null }:
                Expression(code, parameters, handler.Returns == Completion.Task ? $"new {ValueTask}({call})" : call);
                break;
            case { Output: { Kind: OutputShape.Message, IsNullable: false }, Returns: Completion.Immediate }:
                Expression(code, parameters, Sending(call));
                break;
            case { ViewCSharp: not null }:
                ViewHandler.Emit(code, handler, parameters, call);
                break;
            default:
                code.Line($"static async {parameters} =>");
                code.Open();
                code.Line($"var result = {(handler.Returns == Completion.Immediate ? "" : "await ")}{call};");
                Send(code, handler.Output!);
                code.Close(");");
                break;
        }
    }

    private static void Expression(CodeWriter code, string parameters, string expression)
    {
        code.Line($"static {parameters} =>");
        code.Indent();
        code.Line(expression + ");");
        code.Outdent();
    }

    /// <summary>Sends what is in the local <c>result</c>.</summary>
    internal static void Send(CodeWriter code, OutputModel output)
    {
        var names = 0;
        Send(code, output, "result", ref names);
    }

    private static void Send(CodeWriter code, OutputModel output, string value, ref int names)
    {
        if (output.IsNullable)
        {
            var some = Name("some", ref names);
            code.Open($"if ({value} is {{ }} {some})");
            Send(code, output with { IsNullable = false }, some, ref names);
            code.Close();
            return;
        }

        switch (output.Kind)
        {
            case OutputShape.Message:
                code.Line($"await {Sending(value)};");
                break;
            case OutputShape.Tuple:
                for (var i = 0; i < output.Items.Count; i++)
                {
                    Send(code, output.Items[i], $"{value}.Item{i + 1}", ref names);
                }

                break;
            default:
                var item = Name("item", ref names);
                code.Open(output.Kind == OutputShape.Sequence
                    ? $"foreach (var {item} in {value})"
                    : $"await foreach (var {item} in "
                        + "global::System.Threading.Tasks.TaskAsyncEnumerableExtensions.WithCancellation("
                        + $"{value}, cancellationToken))");
                Send(code, output.Items[0], item, ref names);
                code.Close();
                break;
        }
    }

    private static string Sending(string value) => $"output.SendAsync({value}, cancellationToken)";

    private static string Name(string word, ref int names) => names++ == 0 ? word : word + names;
}
