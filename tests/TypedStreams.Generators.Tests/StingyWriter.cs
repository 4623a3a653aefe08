using System.Buffers;

namespace TypedStreams.Generators.Tests;

/// <summary>Hands out exactly as many bytes as asked for, at least one, and keeps what was written.</summary>
internal sealed class StingyWriter : IBufferWriter<byte>
{
    private readonly List<byte> _written = [];
    private byte[] _lent = [];

    internal byte[] Written => [.. _written];

    public void Advance(int count) => _written.AddRange(_lent[..count]);

    public Memory<byte> GetMemory(int sizeHint = 0) => _lent = new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
