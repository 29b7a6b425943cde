namespace Backstep.Engine.Data;

/// <summary>A data set that cannot be used. The message is one line: which file, what is wrong with it, what to do.</summary>
public sealed class DataException : Exception
{
    /// <summary>A failure without a message; prefer the others.</summary>
    public DataException()
    {
    }

    /// <summary>A failure with its one line.</summary>
    public DataException(string message) : base(message)
    {
    }

    /// <summary>A failure with its one line and what lies under it.</summary>
    public DataException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
