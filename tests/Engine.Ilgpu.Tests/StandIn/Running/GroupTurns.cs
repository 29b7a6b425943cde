namespace ILGPU.Running;

/// <summary>
/// The threads of a group with barriers take turns, one at a time, each from barrier to barrier: deterministic, and a thread that misses a
/// barrier is noticed. Every other round goes backwards, so that a thread that relies on a neighbour without a barrier finds nothing there.
/// </summary>
internal sealed class GroupTurns(KernelGroup group) : IDisposable
{
    private readonly List<Lane> _lanes = [];
    private readonly SemaphoreSlim _finished = new(0);
    private KernelBase? _kernel;
    private KernelFault? _fault;
    private int _group;
    private int _groups;
    private int _width;
    private bool _backwards;

    private Lane First => _lanes[_backwards ? _width - 1 : 0];

    /// <summary>Runs every group of a launch.</summary>
    /// <param name="kernel">The kernel, its arguments bound.</param>
    /// <param name="groups">How many groups there are.</param>
    /// <param name="width">How many threads each has.</param>
    /// <param name="backwards">Whether the last thread begins.</param>
    public void Run(KernelBase kernel, int groups, int width, bool backwards)
    {
        while (_lanes.Count < width) _lanes.Add(new Lane(this, group, _lanes.Count));
        (_kernel, _fault, _group, _groups, _width, _backwards) = (kernel, null, 0, groups, width, backwards);
        group.MoveTo(0);
        First.Resume();
        _finished.Wait();
        if (_fault is not null) throw _fault;
    }

    /// <summary>Called by a running thread of the group.</summary>
    public void Barrier(int thread)
    {
        Lane lane = _lanes[thread];
        lane.Waits = true;
        PassOn(thread);
        lane.WaitForTurn();
        if (_fault is not null) throw new OperationCanceledException("another thread of the group failed");
    }

    public void Dispose()
    {
        foreach (Lane lane in _lanes) lane.Dispose();
    }

    /// <summary>Gives the turn to the next thread; the last one of a round sees what became of all.</summary>
    private void PassOn(int thread)
    {
        int next = thread + (_backwards ? -1 : 1);
        if (next >= 0 && next < _width)
        {
            _lanes[next].Resume();
            return;
        }
        int waiting = 0;
        for (int i = 0; i < _width; i++) waiting += _lanes[i].Waits ? 1 : 0;
        if (waiting > 0 && waiting < _width)
            _fault ??= new KernelFault(_kernel!, group.Index, $"{_width - waiting} of {_width} threads have ended while the others wait at a barrier");
        if (waiting == 0 && (_fault is not null || ++_group == _groups))
        {
            _finished.Release();
            return;
        }
        if (waiting == 0) group.MoveTo(_group);
        _backwards = !_backwards;
        First.Resume();
    }

    /// <summary>An operating-system thread that is the same thread of one group after another.</summary>
    private sealed class Lane : IDisposable
    {
        private readonly GroupTurns _turns;
        private readonly KernelThread _thread;
        private readonly int _number;
        private readonly SemaphoreSlim _turn = new(0);
        private volatile bool _ended;

        public Lane(GroupTurns turns, KernelGroup group, int number)
        {
            (_turns, _thread, _number) = (turns, new KernelThread(group), number);
            new Thread(Loop) { IsBackground = true, Name = $"kernel thread {number}" }.Start();
        }

        /// <summary>Whether it stands at a barrier; otherwise it has ended its group.</summary>
        public bool Waits { get; set; }

        public void Resume() => _turn.Release();

        public void WaitForTurn()
        {
            _turn.Wait();
            Waits = false;
        }

        public void Dispose()
        {
            _ended = true;
            _turn.Release();
        }

        private void Loop()
        {
            while (true)
            {
                WaitForTurn();
                if (_ended) return;
                try
                {
                    if (_turns._fault is null) _thread.Run(_turns._kernel!, _number);
                }
                catch (Exception e)
                {
                    _turns._fault ??= new KernelFault(_turns._kernel!, _thread, e);
                }
                _turns.PassOn(_number);
            }
        }
    }
}
