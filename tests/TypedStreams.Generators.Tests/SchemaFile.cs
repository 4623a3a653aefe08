// A recorded file as the compiler is given it.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TypedStreams.Generators.Tests;

internal sealed class SchemaFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
