using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>Reads drawn digits: with the weights of a file that the person opened, else with those of the training run.</summary>
internal sealed class SketchReader(SessionHost debugger, Func<IBackend, (ImageClassifier Classifier, long Step)?> ofRun) : IDisposable
{
    private readonly ReferenceBackend _backend = new();
    private ImageClassifier? _classifier;
    private string? _file;

    /// <summary>Carries out a command.</summary>
    /// <exception cref="LocalizedException">It cannot be done.</exception>
    public Msg Execute(DrawCommand command, UiTexts texts)
    {
        switch (command)
        {
            case FindWeights find:
                if (find.OfRun) _file = null;
                if (_file is not null) return new WeightsMsg(texts.Training.WeightsOf(_classifier!.Name, _file));
                return new WeightsMsg(Use(ofRun(_backend)) is { } step ? texts.Training.WeightsOfRun(_classifier!.Name, step) : null);
            case LoadWeights load:
                var loaded = ImageClassifier.Load(load.Path, null, null, _backend);
                Use((loaded, 0));
                _file = Path.GetFileName(load.Path);
                return new WeightsMsg(texts.Training.WeightsOf(loaded.Name, _file));
            case ReadSketch read:
                return new SketchMsg(Read(read.Sketch));
            case DebugSketch debug:
                if (_classifier is not { } classifier || Prepared(debug.Sketch) is not { } image)
                    return new ProblemMsg(texts.Training.NothingToOpen);
                return new RunStepMsg(debugger.Adopt(classifier.Open(image, debug.Label)).View, texts.Training.SketchOpened(debug.Label));
            default:
                throw new ArgumentException($"{command} is not known", nameof(command));
        }
    }

    public void Dispose()
    {
        _classifier?.Dispose();
        _backend.Dispose();
    }

    private static byte[]? Prepared(Sketch sketch) => DigitImage.Prepare(new(DigitImage.Side, DigitImage.Side, [.. sketch.Pixels]));

    private long? Use((ImageClassifier Classifier, long Step)? other)
    {
        _classifier?.Dispose();
        _classifier = other?.Classifier;
        return other?.Step;
    }

    private SketchReading Read(Sketch sketch)
    {
        if (Prepared(sketch) is not { } image) return new(sketch, [], null, [], []);
        if (_classifier is not { } classifier) return new(sketch, [.. image], null, [], []);
        ImageReading result = classifier.Read(image);
        return new(sketch, [.. image], result, [.. classifier.Why(image, result.Winner)], classifier.Kind.ClassNames);
    }
}
