namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>A task of a Kafka Streams application: one partition's part of one subtopology.</summary>
internal readonly record struct TaskId(string Subtopology, int Partition) : IComparable<TaskId>
{
    public int CompareTo(TaskId other)
    {
        int bySubtopology = string.CompareOrdinal(Subtopology, other.Subtopology);
        return bySubtopology != 0 ? bySubtopology : Partition.CompareTo(other.Partition);
    }
}
