// A host with three exactly-once pipelines; ends when it is told to, and with an error when a pipeline fails.

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams;
using TypedStreams.System.Worker;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole(line =>
{
    line.SingleLine = true;
    line.TimestampFormat = "HH:mm:ss.fff ";
});
builder.AddTypedStreams().AddFirstCopy().AddSecondCopy().AddBank();
await builder.Build().RunAsync();
