// UpdateFeatures (KIP-584, KIP-778): raises and lowers the levels of features. All of a request or none of it.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.UpdateFeaturesRequest;
using static TypedStreams.Protocol.Messages.UpdateFeaturesResponse;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    private enum FeatureMove : sbyte
    {
        Upgrade = 1,
        SafeDowngrade = 2,
        UnsafeDowngrade = 3,
    }

    /// <summary>Changes the levels of features.</summary>
    /// <param name="image">The newest image.</param>
    /// <param name="request">The levels that are wanted.</param>
    /// <param name="version">Version 0 of the request says otherwise whether a level may go down.</param>
    public static ControllerResult<UpdateFeaturesResponse> UpdateFeatures(
        ClusterImage image, UpdateFeaturesRequest request, short version)
    {
        var records = new List<object>();
        HashSet<string> repeated = Repeated(request.FeatureUpdates.Select(update => update.Feature));
        foreach (FeatureUpdateKey update in request.FeatureUpdates)
        {
            FeatureMove move = version > 0 ? (FeatureMove)update.UpgradeType
                : update.AllowDowngrade ? FeatureMove.SafeDowngrade
                : FeatureMove.Upgrade;
            short present = image.Features.GetValueOrDefault(update.Feature);
            string? fault = repeated.Contains(update.Feature)
                ? $"Feature {update.Feature} is named more than once."
                : CheckUpdate(update, present, move);
            if (fault is not null)
            {
                return new ControllerResult<UpdateFeaturesResponse>([], new UpdateFeaturesResponse
                {
                    ErrorCode = ErrorCode.InvalidUpdateVersion,
                    ErrorMessage = $"No feature was changed, since one cannot be: {fault}",
                });
            }

            if (present != update.MaxVersionLevel)
            {
                records.Add(new FeatureLevelRecord { Name = update.Feature, FeatureLevel = update.MaxVersionLevel });
            }
        }

        return new ControllerResult<UpdateFeaturesResponse>(
            request.ValidateOnly ? [] : records,
            new UpdateFeaturesResponse
            {
                ErrorMessage = null,
                Results = request.FeatureUpdates.ConvertAll(
                    update => new UpdatableFeatureResult { Feature = update.Feature, ErrorMessage = null }),
            });
    }

    private static string? CheckUpdate(FeatureUpdateKey update, short present, FeatureMove move)
    {
        string what = $"Invalid update version {update.MaxVersionLevel} for feature {update.Feature}.";
        FeatureRange? known = Features.All.FirstOrDefault(feature => feature.Name == update.Feature);
        return known is null ? $"{what} This cluster does not support the feature."
            : update.MaxVersionLevel < known.Min || update.MaxVersionLevel > known.Max
                ? $"{what} This cluster only supports versions {known.Min}-{known.Max}."
            : !Enum.IsDefined(move)
                ? $"{what} Upgrade type {(sbyte)move} is not known; 1 upgrades, 2 and 3 downgrade."
            : move == FeatureMove.Upgrade && update.MaxVersionLevel < present
                ? $"{what} It runs at {present}: to lower it, ask for a safe or unsafe downgrade."
            : move != FeatureMove.Upgrade && update.MaxVersionLevel > present
                ? $"{what} It runs at {present}: can't downgrade to a newer version."
            : null;
    }
}
