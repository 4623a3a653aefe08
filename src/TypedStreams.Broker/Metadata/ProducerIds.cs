using TypedStreams.Broker.Core.Controller;

namespace TypedStreams.Broker.Metadata;

/// <summary>
/// Hands out producer ids, each once in the life of the cluster: from a block that the controller wrote down for this
/// node; the rest of a block is lost when the node stops. Safe from any thread.
/// </summary>
internal sealed class ProducerIds(MetadataService metadata, int nodeId)
{
    private readonly SemaphoreSlim _gate = new(initialCount: 1);
    private ProducerIdBlock _block;

    internal async ValueTask<long> NextAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_block.First >= _block.End)
            {
                _block = await metadata.ChangeAsync(image => ClusterController.AllocateProducerIds(image, nodeId));
            }

            long next = _block.First;
            _block = _block with { First = next + 1 };
            return next;
        }
        finally
        {
            _gate.Release();
        }
    }
}
