// Sends 20,000 flights through a broker, has an exactly-once pipeline turn them into delays and alerts, counts these by
// airport, and checks the result against the file. Exit code 0: everything adds up; 1: it does not, or something
// failed; 2: wrong command line.

using Flights;

if (SampleOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine();
    Console.Error.WriteLine(SampleOptions.Usage);
    return 2;
}

if (options.IsHelp)
{
    Console.WriteLine(SampleOptions.Usage);
    return 0;
}

try
{
    return await SampleRun.RunAsync(options);
}
catch (Exception failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
