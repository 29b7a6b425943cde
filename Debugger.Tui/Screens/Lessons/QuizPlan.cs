namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>
/// How the rows of a screen are shared by a question and what is said of it. Where not all fits, the pane with the focus has the room: the
/// lower one leaves the question a few rows, by which one knows it; the question leaves the other one the beginning of what is said last.
/// Both scroll.
/// </summary>
/// <param name="Question">Rows of the upper pane.</param>
/// <param name="Asked">What is asked, in it.</param>
/// <param name="Answer">The place of the answer, in it.</param>
/// <param name="Below">Rows of the lower pane.</param>
/// <param name="IsCrowded">Whether not all of it fits.</param>
internal readonly record struct QuizPlan(int Question, int Asked, int Answer, int Below, bool IsCrowded)
{
    /// <summary>A pane's edge, and with the blank row above the answer.</summary>
    private const int Edge = 2, EdgeAndGap = 3;

    private const int LeastAsked = 2, LeastAnswer = 3, LeastBelow = 5, LeastNew = 3;

    /// <summary>Shares the rows.</summary>
    /// <param name="room">All rows that there are.</param>
    /// <param name="asked">Rows of what is asked.</param>
    /// <param name="answer">Rows of the answer.</param>
    /// <param name="complaint">Rows of what is wrong with an entry.</param>
    /// <param name="said">Rows of what is said below.</param>
    /// <param name="reads">Whether the lower pane has the focus.</param>
    /// <param name="isNew">Whether nothing is said below yet but how to get a hint.</param>
    public static QuizPlan Of(int room, int asked, int answer, int complaint, int said, bool reads, bool isNew)
    {
        (asked, answer) = (Math.Max(1, asked), Math.Max(1, answer));
        int extra = EdgeAndGap + complaint, below = said == 0 ? 0 : said + Edge;
        bool crowded = extra + asked + answer + below > room;
        if (crowded)
        {
            int left = reads ? Math.Min(asked, LeastAsked) + Math.Min(answer, LeastAnswer) : asked + answer;
            int most = Math.Max(room - extra - left, isNew ? LeastNew : LeastBelow);
            // However few rows there are, one is the question's, and one the answer's.
            below = Math.Clamp(below, 0, Math.Max(0, Math.Min(most, room - extra - 2)));
        }
        int question = Math.Max(0, room - below);
        answer = Math.Clamp(answer, 1, Math.Max(1, question - extra - Math.Min(asked, reads ? LeastAsked : 2 * LeastAsked)));
        asked = Math.Clamp(asked, 1, Math.Max(1, question - extra - answer));
        return new(Math.Min(question, extra + asked + answer), asked, answer, below, crowded);
    }
}
