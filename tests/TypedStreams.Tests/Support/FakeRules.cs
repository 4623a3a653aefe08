// Rules that turn every bit of a value round, and refuse values that hold a word. They count what they were asked.

using System.Buffers;
using System.Text;
using TypedStreams.Rules;

namespace TypedStreams.Tests.Support;

internal sealed class FakeRules(string subject) : IPayloadRules
{
    private int _prepared;

    internal string Subject => subject;

    internal int Prepared => Volatile.Read(ref _prepared);

    internal string? DeadLetterTopic { get; set; }

    internal string Refused { get; set; } = "forbidden";

    internal Func<Task>? OnPrepare { get; set; }

    internal System.Collections.Concurrent.ConcurrentQueue<RuleCall> Calls { get; } = [];

    public bool IsDue { get; set; }

    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (OnPrepare is { } hook)
        {
            await hook();
        }

        IsDue = false;
        Interlocked.Increment(ref _prepared);
    }

    public void Write(ReadOnlySpan<byte> payload, in RuleCall call, IBufferWriter<byte> output)
    {
        Calls.Enqueue(call);
        Require(payload, RuleMode.Write);
        output.Write(Turned(payload));
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<byte> payload, RuleCall call, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Calls.Enqueue(call);
        var turned = Turned(payload.Span);
        Require(turned, RuleMode.Read);
        return turned;
    }

    internal static byte[] Turned(ReadOnlySpan<byte> bytes)
    {
        var turned = bytes.ToArray();
        for (var i = 0; i < turned.Length; i++)
        {
            turned[i] = (byte)~turned[i];
        }

        return turned;
    }

    private void Require(ReadOnlySpan<byte> payload, RuleMode mode)
    {
        if (payload.IndexOf(Encoding.UTF8.GetBytes(Refused)) >= 0)
        {
            throw new RuleException(
                "polite", subject, mode, RuleFailure.Condition, $"Rule 'polite' of subject '{subject}' is not met.")
            {
                DeadLetterTopic = DeadLetterTopic,
            };
        }
    }
}
