#!/usr/bin/env bash
# Measures the GPU backend on a machine with a card, in at most six minutes. That machine needs no .NET and no network.
#
#   bench/card.sh build FOLDER [DATA]    where .NET is: the program and bench/Compare, self-contained, and the data sets, into FOLDER
#   FOLDER/card.sh run                   there: parity, launches, each kernel, the small GPT, jobs A, C, B beside PyTorch eager, CUDA graphs, compile
#   bench/card.sh dry FOLDER             the same, shortened, on whatever device there is (PoCL), to see that all of it works
#
# What was measured lies in FOLDER/results, a file a part; summary.txt has all of it.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
limit=${CARD_SECONDS:-345}

build() {
    mkdir -p "$1" && folder=$(cd "$1" && pwd) || exit 1
    for project in Debugger.Tui bench/Compare; do
        dotnet publish "$here/../$project" -c Release -r linux-x64 --self-contained -o "$folder/program" >"$folder/build.log" 2>&1 || { tail -20 "$folder/build.log"; exit 1; }
    done
    cp "$here/card.sh" "$folder/"
    if [ -n "${2:-}" ]; then mkdir -p "$folder/data" && cp -r "$2"/mnist "$2"/fashion-mnist "$folder/data/"; fi
    if [ -d "${2:-}/names" ]; then cp -r "$2"/names "$folder/data/"; fi
    du -sm "$folder"
}

# stage NAME SECONDS COMMAND...: runs it, if there is time, with its output in results/NAME.txt.
stage() {
    local name=$1 most=$2 left=$((limit - SECONDS)) started=$SECONDS
    shift 2
    if [ "$left" -lt 10 ]; then echo "$name: left out, no time" | tee -a "$results/summary.txt"; return 1; fi
    timeout -k 5 $((most < left ? most : left)) "$@" >"$results/$name.txt" 2>"$results/$name.err.txt"
    echo "== $name: exit code $?, $((SECONDS - started)) s" | tee -a "$results/summary.txt"
}

losses() { sed -n 's/.*"event":"step".*"loss":\([0-9.eE+-]*\).*/\1/p' "$results/$1.txt" 2>/dev/null; }

agree() { # GPU CPU LIMIT: how far apart the 20 losses of two stages are
    paste <(losses "$1") <(losses "$2") | awk -v limit="$3" 'NF == 2 { d = $1 - $2; if (d < 0) d = -d; if (d > m) m = d; n++ } END { printf "the first %d losses: at most %.2e from the processor%s\n", n, m, (n == 20 && m < limit ? "" : "  WRONG") }' | tee -a "$results/summary.txt"
}

# The script's network: the names where they are, made-up words otherwise. It must be right before it is fast.
gpt() { # STEPS
    local train=("$program/backstep" train microgpt --data names --seed 42 --json --no-test) device
    if [ -f "$data/names/names.txt" ]; then train+=(--data-file "$data/names/names.txt"); fi
    for device in cpu gpu; do stage "gpt-$device" 60 "${train[@]}" --log-every 1 --max-steps 20 --device $device; done
    agree gpt-gpu gpt-cpu 1e-3
    for device in cpu gpu; do
        stage "gpt-time-$device" 60 "${train[@]}" --log-every 1000000 --max-steps "$1" --device $device
        grep -o '"seconds":[0-9.]*' "$results/gpt-time-$device.txt" | awk -F: -v what="microgpt on the $device: $1 steps in" '{ s += $2 } END { print what, s " s" }' | tee -a "$results/summary.txt"
    done
}

measure() { # FOLDER STEPS EPOCHS
    folder=$(cd "$1" && pwd) || exit 1
    results=$folder/results program=$folder/program data=$folder/data
    mkdir -p "$results" && rm -f "$results"/*.txt
    local train=("$program/backstep" train network2 --data mnist --data-dir "$data" --seed 7 --log-every 1 --json --no-test)
    { command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version,clocks.max.sm --format=csv,noheader; date -u +%F; } | tee "$results/summary.txt"
    stage devices 20 "$program/backstep" devices && cat "$results/devices.txt" | tee -a "$results/summary.txt"
    # The numbers must be right before they are fast.
    stage cpu 60 "${train[@]}" --max-steps 20 --device cpu
    stage gpu 60 "${train[@]}" --max-steps 20 --device gpu
    agree gpu cpu 1e-5
    for run in first second; do stage "$run" 60 "${train[@]}" --max-steps "$2" --device gpu; done
    if [ -n "$(losses first)" ] && cmp -s <(losses first) <(losses second); then echo "$2 losses, two runs: the same bits"; else echo "$2 losses, two runs: DIFFER"; fi | tee -a "$results/summary.txt"
    stage launches 60 "$program/Compare" launches --device gpu --data-dir "$data"
    cat "$results/launches.txt" 2>/dev/null | tee -a "$results/summary.txt"
    gpt "$2"
    for job in A C B; do
        stage "compare-$job" 110 "$program/Compare" --device gpu --jobs $job --rounds 1 --epochs "$3" --data-dir "$data"
        cat "$results/compare-$job.txt" 2>/dev/null | tee -a "$results/summary.txt"
    done
}

case ${1:-} in
build) build "${2:?a folder}" "${3:-}" ;;
run) measure "$here" 3000 10 ;;
dry) limit=${CARD_SECONDS:-900} && measure "${2:?a folder}" 40 1 ;;
*) sed -n '2,8p' "$0"; exit 2 ;;
esac
