#!/usr/bin/env bash
# Makes the pictures in screenshots/ from real runs: the program in tmux in a real xterm on a virtual
# display. Needs (Debian): xvfb xterm tmux imagemagick fonts-dejavu-core. One picture: screenshots.sh NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in Xvfb xterm tmux import convert; do
    command -v "$tool" >/dev/null || { echo "screenshots.sh: $tool is missing" >&2; exit 1; }
done
cargo build --release --locked
program=$PWD/target/release/downhill
export DISPLAY=:17
Xvfb "$DISPLAY" -screen 0 2600x1500x24 >/dev/null 2>&1 &
server=$!
socket=downhill-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; kill "$server" 2>/dev/null || true' EXIT
sleep 1

# open SIZE BACKGROUND FOREGROUND FONTSIZE ARGUMENTS… : the program in a window of that size.
open() {
    local size=$1 background=$2 foreground=$3 font=$4; shift 4
    local work; work=$(mktemp -d)
    tmux -L "$socket" -u -f /dev/null new-session -d -s shot -x "${size%x*}" -y "${size#*x}" -c "$work" \
        env LC_ALL=C.UTF-8 TERM=tmux-256color COLORTERM=truecolor "$program" "$@"
    tmux -L "$socket" set -g status off
    tmux -L "$socket" set -sa terminal-features ',xterm*:RGB'
    xterm -fa 'DejaVu Sans Mono' -fs "$font" -bg "$background" -fg "$foreground" -b 10 -bw 0 +sb \
        -geometry "$size+0+0" -e tmux -L "$socket" -u attach -t shot >/dev/null 2>&1 &
    window=$!
    sleep 1
}

press() { local key; for key in "$@"; do tmux -L "$socket" send-keys -t shot "$key"; sleep 0.3; done; }

# until TEXT : waits until the screen shows it.
until_text() {
    local tries
    for tries in $(seq 600); do
        tmux -L "$socket" capture-pane -p -t shot | grep -q -- "$1" && return
        sleep 0.1
    done
    echo "screenshots.sh: “$1” never came" >&2; exit 1
}

# frame FILE : what the window shows, cut to the window.
frame() {
    local id; id=$(xwininfo -root -tree | awk '/xterm/ {print $1; exit}')
    import -window "${id:-root}" "$1"
}

# shoot NAME : a picture of the window, then the window is closed.
shoot() {
    sleep 0.7
    frame "screenshots/$1.png"
    mogrify -strip -define png:compression-level=9 "screenshots/$1.png"
    tmux -L "$socket" kill-server 2>/dev/null || true
    wait "$window" 2>/dev/null || true
    echo "screenshots/$1.png"
}

wanted() { [ -z "${only:-}" ] || [ "$only" = "$1" ]; }
only=${1:-}
mkdir -p screenshots

if wanted race; then
    open 120x36 black '#d8d8d8' 13
    until_text ' 4[0-9] %'; press Down Right; until_text 'finished'
    shoot race
fi
if wanted small; then
    open 80x24 black '#d8d8d8' 14
    until_text ' 6[0-9] %'
    press Space
    shoot small
fi
if wanted light; then
    open 120x36 white '#202020' 13 --pace 200
    until_text 'finished'
    shoot light
fi
if wanted edit; then
    open 100x30 black '#d8d8d8' 13 --theme dark
    until_text ' 3[0-9] %'; press Space Down e Down 0 . 9 5
    shoot edit
fi
if wanted family; then
    open 130x44 black '#d8d8d8' 11 --optimizers all --iterations 1000 --pace max
    until_text 'finished'; press o
    shoot family
fi
if wanted sweep; then
    open 120x40 black '#d8d8d8' 12 sweep out --optimizers sgd,momentum,adam \
        --space 'lr=loguniform(1e-4,3) batch-size=32,128' --trials 60 --iterations 500
    until_text 'finished  sweep'
    shoot sweep
fi
if wanted compare; then
    runs=$(mktemp -d)
    for batch in 32 512; do
        "$program" --headless --optimizers sgd,adam --batch-size "$batch" --out "$runs/batch-$batch" >/dev/null
    done
    open 120x40 black '#d8d8d8' 12 compare "$runs/batch-32" "$runs/batch-512" --target 0.2
    until_text '2 races'; press V V Down E
    shoot compare
fi
if wanted surface; then
    open 110x36 black '#d8d8d8' 13 --pace 50
    until_text 'running'; press 2 Space r N N N Down
    shoot surface
fi
if wanted lesson; then
    open 100x34 black '#d8d8d8' 13 lesson momentum
    until_text 'who has the smaller'; press 4 Down 1 7 Enter
    until_text 'who is ahead'; press 6 Down 1 5
    shoot lesson
fi
if wanted explain; then
    open 120x44 black '#d8d8d8' 11 --pace 200
    until_text ' 4[0-9] %'; press Space Down Down 6
    shoot explain
fi
if wanted help; then
    open 100x50 black '#d8d8d8' 11
    until_text ' 3[0-9] %'; press Space '?'
    shoot help
fi
if wanted ascii; then
    open 80x24 black '#d8d8d8' 14 --plot ascii
    until_text ' 6[0-9] %'; press Space
    shoot ascii
fi
if wanted rates; then
    open 100x32 black '#d8d8d8' 13 --pace 100
    until_text 'running'; press Space 5 Enter
    until_text 'after 200 iterations, by rate'
    shoot rates
fi
if wanted starts; then
    open 100x32 black '#d8d8d8' 13 --pace 100
    until_text 'running'; press Space 7 h h Right Enter
    until_text '10 starts of 500'
    shoot starts
fi
if wanted digits; then
    open 120x40 black '#d8d8d8' 11 --iterations 600
    until_text 'finished'; press 4 m Down; press l l l l
    shoot digits
fi
if wanted inside; then
    open 120x40 black '#d8d8d8' 11
    until_text ' 3[0-9] %'; press Space 3 l Down Down Down
    shoot inside
fi
if wanted presenter; then
    open 80x24 black '#d8d8d8' 14 --presenter
    # Its numbers are no text.
    until_text 'running of'; sleep 1.3; press Space Down Right Right
    shoot presenter
fi
if wanted live; then
    # An animation: one frame every 0.4 s, few colours, at most 3 MB.
    open 100x30 black '#d8d8d8' 10 --pace 100
    until_text 'running'
    frames=$(mktemp -d)
    for index in $(seq -w 0 39); do
        [ "$index" = 14 ] && press Down
        [ "$index" = 16 ] && press Right
        [ "$index" = 18 ] && press Right
        frame "$frames/$index.png"
        sleep 0.25
    done
    convert -delay 40 -loop 0 "$frames/*.png" +dither -colors 48 -layers optimize screenshots/live.gif
    tmux -L "$socket" kill-server 2>/dev/null || true
    ls -l screenshots/live.gif
fi
if wanted watch; then
    # Runs as other programs write them: two lanes of JSON lines, and a log that says more.
    runs=$(mktemp -d)
    python3 - "$runs" <<'PYTHON'
import json, math, random, sys
random.seed(2)
for name, rate, floor in (("resnet", 0.006, 0.12), ("vit", 0.0035, 0.09)):
    with open(f"{sys.argv[1]}/{name}.jsonl", "w") as log:
        for step in range(0, 1200, 4):
            loss = 2.3 * math.exp(-rate * step) + floor + 0.06 * random.random()
            rate_now = 0.1 * (0.5 + 0.5 * math.cos(math.pi * step / 1200))
            log.write(json.dumps({"step": step, "loss": loss, "lr": rate_now, "val/accuracy": 1 - loss / 3}) + "\n")
PYTHON
    open 110x34 black '#d8d8d8' 13 watch "$runs/resnet.jsonl" "$runs/vit.jsonl"
    until_text 'last values'; press Down E
    shoot watch
fi
if wanted training; then
    # A loop of Python on MNIST beside its host, steered from a second terminal: 0.4 s a frame, few colours.
    runs=$(mktemp -d)
    DOWNHILL=$program "${DOWNHILL_PYTHON:-python3}" tests/client/mnist_loop.py data "$runs/mnist" 4000 >/dev/null 2>&1 &
    until [ -S "$runs/mnist/attach.socket" ]; do sleep 0.1; done
    open 100x30 black '#d8d8d8' 10 attach "$runs/mnist"
    until_text 'last values'
    frames=$(mktemp -d)
    for index in $(seq -w 0 39); do
        case $index in
            10 | 22) press Right ;;
            16) press Space ;;
            19) press K Space ;;
            30) press L ;;
            35) press L ;;
        esac
        frame "$frames/$index.png"
        sleep 0.25
    done
    convert -delay 40 -loop 0 "$frames/*.png" +dither -colors 48 -layers optimize screenshots/training.gif
    press Q Q
    tmux -L "$socket" kill-server 2>/dev/null || true
    ls -l screenshots/training.gif
fi
