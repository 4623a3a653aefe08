using TypedStreams.Server;

return await CommandTree.RunAsync(args);
