// Handlers that take a view: what their first parameter is, and the lambda that calls them. A view cannot live across
// an await, so what such a handler returns is awaited and sent in a method of its own.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Views;

internal static class ViewHandler
{
    /// <summary>The message that a handler's first parameter is or views, or null.</summary>
    internal static ITypeSymbol? MessageOf(ITypeSymbol type) =>
        Symbols.Attribute(type, Symbols.Message) is not null ? type : ViewParser.MessageOf(type);

    /// <summary>Why a view cannot be handled, or null.</summary>
    internal static string? WhyNot(IMethodSymbol method)
    {
        if (method.Parameters.Length == 0 || ViewParser.Attribute(method.Parameters[0].Type) is not { } view
            || MessageOf(method.Parameters[0].Type) is not { } message
            || Symbols.Attribute(message, Symbols.Message) is not { } contract)
        {
            return null;
        }

        var own = ViewParser.OwnFormatOf(contract);
        return ViewParser.FormatOf(view, contract) == own
            ? null
            : $"its view is not of {own}, in which the topic's values are; leave Format out of [View]";
    }

    /// <summary>The lambda of a handler whose result is awaited or sent piece by piece.</summary>
    internal static void Emit(CodeWriter code, HandlerModel handler, string parameters, string call)
    {
        code.Line($"static {parameters} =>");
        code.Open();
        code.Line($"return SendAsync({call}, output, cancellationToken);");
        code.Line();
        code.Line("static async global::System.Threading.Tasks.ValueTask SendAsync(");
        code.Indent();
        code.Line($"{handler.ReturnCSharp} returned,");
        code.Line("global::TypedStreams.IPipelineOutput output,");
        code.Line("global::System.Threading.CancellationToken cancellationToken)");
        code.Outdent();
        code.Open();
        code.Line($"var result = {(handler.Returns == Completion.Immediate ? "" : "await ")}returned;");
        PipeEmitter.Send(code, handler.Output!);
        code.Close();
        code.Close(");");
    }
}
