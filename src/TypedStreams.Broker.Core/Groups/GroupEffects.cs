using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>Short forms of the effects that handlers ask for all the time.</summary>
internal static class GroupEffects
{
    internal static void Answer(this List<GroupEffect> effects, ReplyToken token, object response) =>
        effects.Add(new GroupEffect.Reply(token, response));

    /// <summary>Takes a timer back; null is one that was never armed.</summary>
    internal static void Cancel(this List<GroupEffect> effects, GroupTimer? timer)
    {
        if (timer is not null)
        {
            effects.Add(new GroupEffect.CancelTimer(timer));
        }
    }
}
