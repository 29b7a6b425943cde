#!/usr/bin/env bash
# Makes the pictures of the documentation anew: docs/screens/make.sh DIR, where DIR holds MNIST.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:?the folder of MNIST is missing: docs/screens/make.sh DIR}
dotnet build Debugger.Tui -v q -clp:ErrorsOnly

# picture NAME SIZE KEYS COMMAND...: the screen behind the keys, of somebody who has never played.
picture() {
    local name=$1 size=$2 keys=$3
    shift 3
    BACKSTEP_HOME=$(mktemp -d) Debugger.Tui/bin/Debug/net10.0/backstep "$@" --keys "$keys" --size "$size" --dump-screen svg \
        >"docs/screens/$name.svg"
}

picture walkthrough 140x40 'o o o s s s s s' debug two-layer
picture why 110x26 ': "until w1.grad" Enter e' debug two-layer
picture attention 200x50 ': "until layer0.attn_weights" Enter' debug microgpt
picture inspector 120x40 'n Enter Down Down Down Down Down Down Down Down Right Right Right Right Right Right Right Right Right Right Right Right' \
    debug network2 --data mnist --data-dir "$data"
picture lesson 112x30 'Enter Enter s s N "5.5" Enter' lessons
picture lesson-zh 112x30 'Enter Enter s s N "5.5" Enter' lessons --lang zh-Hans

# A recorded PyTorch run with a mistake in it, held against the network that was meant.
runs=tests/fixtures/recordings
picture compare 120x40 '' compare "$runs/softmax_before_cross_entropy.jsonl" --with "$runs/conv.json"

# A training that is broken into: as it stops, its step in the debugger and one gradient of a convolution explained, the learning rate
# changed 200 steps earlier, and the test set in the end.
run=(train network2 --data mnist --data-dir "$data" --epochs 10 --break 'step == 700')
picture train 120x40 '' "${run[@]}"
picture train-step 120x40 'o : "until conv1.weight.grad" Enter' "${run[@]}"
picture train-why 120x40 'o : "until conv1.weight.grad" Enter e e' "${run[@]}"
picture train-fork 120x40 'r 5 0 0 Enter f 0 . 0 1 Enter Space' "${run[@]}"
picture train-test 120x44 'r 5 0 0 Enter f 0 . 0 1 Enter Space t' "${run[@]}"
