// Answers of any kind, and the ones that are the same at every API level.
using System.Text;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;

namespace TypedStreams.Registry.Http;

internal static class Replies
{
    internal static RegistryReply Empty { get; } = new(200, "{}"u8.ToArray());

    internal static RegistryReply Json(Action<JsonText> write)
    {
        var text = new JsonText();
        write(text);
        return new RegistryReply(200, text.Written);
    }

    internal static RegistryReply Object(Action<JsonText> write) => Json(text =>
    {
        text.Open('{');
        write(text);
        text.Close('}');
    });

    internal static RegistryReply Numbers(IEnumerable<int> numbers) => Json(text => text.Numbers(numbers));

    internal static RegistryReply Strings(IEnumerable<string> strings) => Json(text => text.Strings(strings));

    /// <summary>A schema's own text, not wrapped in JSON.</summary>
    internal static RegistryReply Raw(string text) => new(200, Encoding.UTF8.GetBytes(text));

    /// <summary>Done, with nothing to say.</summary>
    internal static RegistryReply Nothing { get; } = new(204, default);

    internal static RegistryReply Mode(RegistryMode mode) =>
        Object(text => text.Member("mode", RegistryModes.ToName(mode)));

    /// <summary>A configuration; PUT calls the level "compatibility", everything else "compatibilityLevel".</summary>
    internal static RegistryReply Config(SubjectConfig config, string levelName) => Object(text =>
    {
        foreach (ConfigSetting setting in ConfigSetting.All)
        {
            setting.Write(config, text, setting == ConfigSetting.Level ? levelName : setting.Name);
        }
    });
}
