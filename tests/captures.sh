#!/usr/bin/env bash
# Captures every view of real races at fixed seeds as plain text, in every language and at several sizes, for readings
# of the screen: what does somebody learn who sees nothing else? Needs tmux.
#
#     tests/captures.sh [PROGRAM] [FOLDER]      one language, one size: LANGS=en SIZES=100x30 tests/captures.sh
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/downhill}")
folder=$(mkdir -p "${2:-target/captures}" && realpath "${2:-target/captures}")
command -v tmux >/dev/null || { echo "captures.sh: tmux is missing" >&2; exit 3; }
socket=downhill-captures-$$
work=$(mktemp -d)
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

# show ARGUMENTS… : the program without colour in a window of $size.
show() {
    close
    tmux -L "$socket" -u -f /dev/null new-session -d -s shot -x "${size%x*}" -y "${size#*x}" -c "$work" \
        env LC_ALL=C.UTF-8 NO_COLOR=1 XDG_CONFIG_HOME="$work" "$program" "$@" --lang "$lang"
    tmux -L "$socket" set -g status off
}

# A server that is asked to go takes a moment, in which it can't be asked for anything else.
close() {
    tmux -L "$socket" kill-server 2>/dev/null || true
    while tmux -L "$socket" ls >/dev/null 2>&1; do sleep 0.1; done
    sleep 0.3
}

press() { local key; for key in "$@"; do tmux -L "$socket" send-keys -t shot "$key"; sleep 0.3; done; }
screen() { tmux -L "$socket" capture-pane -p -t shot; }

# until_text ENGLISH KOREAN : waits until the screen shows it.
until_text() {
    local text=$1 tries
    [ "$lang" = en ] || text=$2
    for tries in $(seq 900); do
        screen | grep -q -- "$text" && return
        sleep 0.1
    done
    echo "captures.sh: “$text” never came at $size" >&2; screen >&2; exit 1
}

# take NAME : what the window shows, with its number.
take() {
    sleep 0.4
    number=$((number + 1))
    screen > "$folder/$lang-$size/$(printf %02d "$number")-$1.txt"
}

captures() {
    mkdir -p "$folder/$lang-$size"
    number=0
    show --seed 1 --pace 60
    until_text ' [1-9] %' ' [1-9] %'; take race-early
    press ']' ']'
    until_text ' 3[0-9] %' ' 3[0-9] %'; take race-middle
    press 6; take explain-sgd
    press Down; take explain-momentum
    press Down; take explain-adagrad
    press Down; take explain-adam
    press 3; sleep 0.5; take inside-adam
    press Up Up Up; sleep 0.5; take inside-sgd
    press 4; sleep 0.5; take digits
    press v; sleep 0.5; take digits-many
    press v; sleep 0.5; take digits-confusion
    press 1 ']' ']' ']' ']' ']' ']' ']' ']'
    until_text ' 100 %' ' 100 %'; take race-end
    press '?'; take help
    press Right; take help-race
    press Right; take help-lanes
    press Escape 2; sleep 3; take surface
    press 5 Enter; sleep 8; take rates
    press 7 h Enter; sleep 1
    until_text '5 starts of' '출발 5번, 각'; take starts
    show --seed 1 --optimizers sgd,momentum,adam:lr=0.5 --pace 40
    until_text ' [4-9] %' ' [4-9] %'; take race-trouble
    show lesson momentum
    take lesson-question
    press Down 7 Enter; until_text '✓' '✓'; take lesson-answer
    press T; take lessons
    close
    echo "$folder/$lang-$size: $number captures"
}

for lang in ${LANGS:-en ko}; do
    for size in ${SIZES:-100x30 120x40}; do captures; done
done
