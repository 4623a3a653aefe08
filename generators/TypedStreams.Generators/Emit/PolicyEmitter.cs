// Emits what happens when a handler fails, as the registration states it.

using System.Globalization;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class PolicyEmitter
{
    internal static void Emit(CodeWriter code, HandlerModel handler)
    {
        if (handler.Policy is not { } policy)
        {
            return;
        }

        code.Open($"group.Policy<{handler.MessageCSharp}>(new global::TypedStreams.HandlingPolicy");
        if (policy.Retry is { } retry)
        {
            code.Line($"Attempts = {retry.Attempts},");
            code.Line($"FirstDelay = {Duration(retry.FirstDelay)},");
            code.Line($"Factor = {Number(retry.Factor)},");
            code.Line($"LongestDelay = {Duration(retry.LongestDelay)},");
            code.Line($"Jitter = {Number(retry.Jitter)},");
        }

        if (policy.Letters is { } letters)
        {
            code.Line("DeadLetters = true,");
            if (letters.RetryAfter.Count > 0)
            {
                code.Line($"RetryAfter = [{string.Join(", ", letters.RetryAfter.Select(Duration))}],");
            }
        }

        code.Close(");");
    }

    private static string Duration(long milliseconds) => $"global::System.TimeSpan.FromMilliseconds({milliseconds})";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "D";
}
