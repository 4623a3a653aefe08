namespace TypedStreams.Generators.Model;

/// <summary>A handler that takes several messages in a call.</summary>
/// <param name="IsImmutableArray">True when it takes an ImmutableArray; an array fits everything else.</param>
/// <param name="Bounds">What [Batch] says; null when it says nothing.</param>
internal sealed record BatchModel(bool IsImmutableArray, BoundsModel? Bounds);

/// <summary>The numbers of [Batch]; the wait in milliseconds.</summary>
internal sealed record BoundsModel(int MaxMessages, int MaxBytes, long MaxWait);
