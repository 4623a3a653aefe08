// Emits what makes a protoc type a message: its own codec behind the members of IMessage and IMessageCodec.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Protoc;

internal static class ProtocEmitter
{
    private const string Output = "global::System.Buffers.IBufferWriter<byte> output";
    private const string Payload = "global::System.ReadOnlySpan<byte> payload";

    internal static string Emit(ProtocMessage message)
    {
        var head = message.Head;
        var code = new CodeWriter();
        code.Header(head.Namespace);
        foreach (var declaration in head.Declarations.Take(head.Declarations.Count - 1))
        {
            code.Open(declaration);
        }

        var self = $"global::TypedStreams.IMessage<{head.CSharp}>";
        code.Open($"{head.Declarations[head.Declarations.Count - 1]} : {MessageEmitter.SingleInterface(head)}");
        MessageEmitter.Head(code, head, self, hasKey: message.Key is not null);
        MessageEmitter.CodecMembers(code, head, "Protobuf", self);
        if (message.Key is { } key)
        {
            MessageEmitter.Key(code, head, self, "message." + Symbols.Identifier(key));
        }

        Codec(code, message);
        foreach (var _ in head.Declarations)
        {
            code.Close();
        }

        return code.ToString();
    }

    private static void Codec(CodeWriter code, ProtocMessage message)
    {
        var type = message.Head.CSharp;
        code.Line(MessageEmitter.GeneratedCode);
        code.Open($"private static class {message.Head.Codec("Protobuf")}");
        ContractNotes.Message(code, message.Head, message.Key, message.KeyType);
        code.Line("/// <summary>The descriptor of the file in base64, as registries take it.</summary>");
        code.Line("internal static readonly string SchemaText = "
            + "global::System.Convert.ToBase64String(Root().File.SerializedData.Span);");
        code.Line();
        code.Line("internal static readonly ulong SchemaFingerprint = "
            + "global::TypedStreams.SchemaFingerprints.Of(SchemaText);");
        code.Line();
        code.Open($"internal static void Write({type} message, {Output})");
        code.Line("global::Google.Protobuf.MessageExtensions.WriteTo(message, output);");
        code.Close();
        code.Line();
        code.Open($"internal static {type} Read({Payload})");
        code.Open("try");
        code.Line("return Parser.ParseFrom(payload);");
        code.Close();
        code.Open("catch (global::Google.Protobuf.InvalidProtocolBufferException problem)");
        code.Line("throw new global::TypedStreams.MalformedDataException(problem.Message.TrimEnd('.'), 0);");
        code.Close();
        code.Close();
        code.Line();
        code.Line("// What stands before values is the short form of a message's place, which is that of the first.");
        code.Line("private static global::Google.Protobuf.Reflection.MessageDescriptor Root() => "
            + "Descriptor.ContainingType is null && Descriptor.Index == 0");
        code.Indent();
        code.Line("? Descriptor");
        code.Line(": throw new global::System.InvalidOperationException("
            + "$\"{Descriptor.FullName} is not the first message of {Descriptor.File.Name}; \"");
        code.Line("    + \"move it there, or to a file of its own, so that values can name it.\");");
        code.Outdent();
        code.Close();
    }
}
