namespace Backstep.Engine.Tests.Data;

/// <summary>The list of real names, which does not come with the project.</summary>
internal static class RealNames
{
    /// <summary>Says where the list is, a name a line.</summary>
    private const string Variable = "BACKSTEP_TEST_NAMES";

    /// <summary>The file; a test that asks for it is ignored where there is none.</summary>
    public static string File()
    {
        string? path = Environment.GetEnvironmentVariable(Variable);
        if (path is null) Assert.Ignore($"{Variable} names no list of names");
        return path!;
    }
}
