// Emits what is different for a handler that takes several messages in a call.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class BatchEmitter
{
    private const string AsImmutableArray =
        "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(messages)";

    /// <summary>The arguments of the call; an array is made for each, so it may become an ImmutableArray.</summary>
    internal static IEnumerable<string> Arguments(HandlerModel handler) => handler.Arguments.Select(
        argument => argument == "messages" && handler.Batch!.IsImmutableArray ? AsImmutableArray : argument);

    internal static void Bounds(CodeWriter code, HandlerModel handler)
    {
        if (handler.Batch?.Bounds is not { } bounds)
        {
            return;
        }

        code.Open($"group.Batch<{handler.MessageCSharp}>(new global::TypedStreams.BatchOptions");
        code.Line($"MaxMessages = {bounds.MaxMessages},");
        code.Line($"MaxBytes = {bounds.MaxBytes},");
        code.Line($"MaxWait = global::System.TimeSpan.FromMilliseconds({bounds.MaxWait}),");
        code.Close(");");
    }
}
